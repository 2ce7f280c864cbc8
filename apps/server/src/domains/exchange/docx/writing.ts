import type { ExportLossKind } from '@materi/contract';
import type { Paragraph } from 'docx';

/** What all parts of the writer share about one page. */
export interface Writing {
  /** The address that a link has in the file. */
  address(href: string): string;
  /** The bytes behind the address of a picture. */
  picture(src: string): Uint8Array | undefined;
  titleOf(documentId: string, label: string): string;
  /** The number of a footnote; `null` when its text is nowhere. */
  note(label: string): number | null;
  /** The bookmark for a heading's slug or a block's id that exists in the page; `null` when it does not. */
  bookmark(name: string): string | null;
  /** The bookmark to set at a heading or block; `null` when nothing links to it. */
  target(name: string): string | null;
  leaveOut(kind: ExportLossKind, example: string): void;
  /** A list of its own in the numbering of the file; answers its reference. */
  numbered(level: number, start: number, type: string): string;
  /** The style of code in a language. */
  codeStyle(language: string | null): string;
  /** The slug of the next heading, in order. */
  nextSlug(): string;
  readonly footnotes: Map<number, Paragraph[]>;
}
