import type { AnyExtension } from '@tiptap/core';
import { Blockquote } from '@tiptap/extension-blockquote';
import { Document } from '@tiptap/extension-document';
import { Heading } from '@tiptap/extension-heading';
import { HorizontalRule } from '@tiptap/extension-horizontal-rule';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Text } from '@tiptap/extension-text';
import { BlockId } from './block-id.ts';
import { Callout } from './callout.ts';
import { Highlight, TextColour } from './colours.ts';
import { Column, ColumnList } from './columns.ts';
import {
  DocumentBulletList,
  DocumentListItem,
  DocumentOrderedList,
  DocumentTaskItem,
  DocumentTaskList,
  ListKeymap,
} from './lists.ts';
import { DocumentImage, File, InlineImage } from './media.ts';
import { DateMention, Mention } from './mentions.ts';
import { Bookmark, Embed } from './previews.ts';
import { FootnoteDefinition, FootnoteReference, PageLink } from './references.ts';
import { DocumentCodeBlock, HtmlBlock, InlineHtml, InlineMath, MathBlock } from './source.ts';
import { DocumentTableCell, DocumentTableHeader, Table, TableRow } from './tables.ts';
import {
  Bold,
  DocumentCode,
  DocumentLink,
  HardBreak,
  Italic,
  Strike,
  Subscript,
  Superscript,
  Underline,
} from './text.ts';
import { Toggle } from './toggle.ts';

const EXTENSIONS: readonly AnyExtension[] = [
  Document,
  Paragraph,
  Text,
  Heading.configure({ levels: [1, 2, 3, 4, 5, 6] }),
  Blockquote,
  Callout,
  Toggle,
  ColumnList,
  Column,
  DocumentBulletList,
  DocumentOrderedList,
  DocumentListItem,
  DocumentTaskList,
  DocumentTaskItem,
  ListKeymap,
  DocumentCodeBlock,
  Table.configure({ resizable: false }),
  TableRow,
  DocumentTableHeader,
  DocumentTableCell,
  HorizontalRule,
  DocumentImage,
  InlineImage,
  File,
  Embed,
  Bookmark,
  MathBlock,
  InlineMath,
  HtmlBlock,
  InlineHtml,
  FootnoteReference,
  FootnoteDefinition,
  PageLink,
  Mention,
  DateMention,
  HardBreak,
  DocumentLink,
  Bold,
  Italic,
  Strike,
  Underline,
  Superscript,
  Subscript,
  Highlight,
  TextColour,
  DocumentCode,
  BlockId,
];

/**
 * The extensions that define the document: the only source of the schema.
 * `replace` gives, by extension name, what stands in the place of one of them
 * (usually `extension.extend({ addNodeView })`); it must keep names and
 * attributes. `null` leaves the extension out, for those without nodes only.
 */
export function documentExtensions(
  replace: Readonly<Record<string, (extension: AnyExtension) => AnyExtension | null>> = {},
): AnyExtension[] {
  return EXTENSIONS.flatMap((extension) => {
    const change = replace[extension.name];
    const result = change === undefined ? extension : change(extension);
    return result === null ? [] : [result];
  });
}
