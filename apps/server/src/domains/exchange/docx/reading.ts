import type { Losses } from '../losses.ts';
import type { Numbering } from './numbering.ts';
import type { Relationship } from './package.ts';
import type { Styles } from './styles.ts';
import type { XmlElement } from './xml.ts';

/** A field of Word whose end was not met yet: its instruction, then its result. */
export interface OpenField {
  instruction: string;
  inResult: boolean;
  href: string | null;
  readonly data: XmlElement | undefined;
}

/** Everything that the parts of the reader share about one file. */
export interface Reading {
  readonly styles: Styles;
  readonly numbering: Numbering;
  readonly losses: Losses;
  /** Of the part that is being read: footnotes have their own. */
  relationships: ReadonlyMap<string, Relationship>;
  /** Fields may begin in one paragraph and end in another. */
  readonly fields: OpenField[];
  /** Bookmarks that were met since the last block was made, and the block of each. */
  readonly bookmarks: { pending: string[]; readonly targets: Map<string, string> };
  /** Labels of notes in the order of their references, by `footnote:2` or `endnote:1`. */
  readonly notes: Map<string, string>;
  hasNote(key: string): boolean;
  /** The address under which a picture of the package will be found; `null` when there is none. */
  picture(path: string): string | null;
  /** Whether text in a fixed-width font is meant as code; not where everything is set in one. */
  readonly monospaceIsCode: boolean;
  /** The names of bookmarks that links point to; only these are worth an address. */
  readonly linkedBookmarks: ReadonlySet<string>;
  /** How deep the reader is in boxes within boxes. */
  depth: number;
}

/** A link to a bookmark, until it is known which block it means. */
export const BOOKMARK_SCHEME = 'bookmark:';
