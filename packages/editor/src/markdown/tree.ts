import type { BlockContent, DefinitionContent, Node, Parent, PhrasingContent } from 'mdast';
import type { Attributes, BlockMark } from '../block-node.ts';
import type { CalloutKind, Colour } from '../palette.ts';
import type { ImageAlign } from '../image-size.ts';

type Flow = BlockContent | DefinitionContent;

/** A note, tip or warning; GitHub's alert. */
export interface CalloutTree extends Parent {
  type: 'callout';
  kind: CalloutKind;
  icon: string | null;
  children: Flow[];
}

/** Blocks folded under a line. */
export interface ToggleTree extends Parent {
  type: 'toggle';
  /** What the line says, and its level when it is a heading. */
  summary: PhrasingContent[];
  level: number | null;
  children: Flow[];
}

/** Columns side by side. */
export interface ColumnListTree extends Parent {
  type: 'columnList';
  children: ColumnTree[];
}

/** One of several columns. */
export interface ColumnTree extends Parent {
  type: 'column';
  width: number;
  children: Flow[];
}

/** A link that is shown as a card or as what it leads to. `details` is what the card knows beyond it. */
export interface CardTree extends Parent {
  type: 'card';
  card: 'embed' | 'bookmark' | 'file';
  url: string;
  details: Attributes;
  children: PhrasingContent[];
}

/** A picture of a given width or place. */
export interface PictureTree extends Node {
  type: 'picture';
  url: string;
  alt: string;
  title: string | null;
  width: number | string | null;
  align: ImageAlign | null;
  href: string | null;
  hrefTitle: string | null;
}

/** A table that says more than Markdown's: spans, colours, header cells anywhere, blocks in cells. */
export interface RichTableTree extends Parent {
  type: 'richTable';
  children: RichRowTree[];
}

export interface RichRowTree extends Parent {
  type: 'richRow';
  children: RichCellTree[];
}

export interface RichCellTree extends Parent {
  type: 'richCell';
  isHeader: boolean;
  colspan: number;
  rowspan: number;
  align: 'left' | 'right' | 'center' | null;
  background: Colour | null;
  /** The widths of the columns that the cell covers, in pixels. */
  colwidth: number[] | null;
  children: Flow[];
}

/** What emphasis from HTML may say that it is instead; in `data`. */
export interface MarkedData {
  mark?: BlockMark;
  date?: string;
}

declare module 'mdast' {
  interface BlockContentMap {
    callout: CalloutTree;
    toggle: ToggleTree;
    columnList: ColumnListTree;
    card: CardTree;
    picture: PictureTree;
    richTable: RichTableTree;
  }
  interface RootContentMap {
    callout: CalloutTree;
    toggle: ToggleTree;
    columnList: ColumnListTree;
    column: ColumnTree;
    card: CardTree;
    picture: PictureTree;
    richTable: RichTableTree;
    richRow: RichRowTree;
    richCell: RichCellTree;
  }
}
