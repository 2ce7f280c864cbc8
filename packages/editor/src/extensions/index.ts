import type { AnyExtension } from '@tiptap/core';
import { Blockquote } from '@tiptap/extension-blockquote';
import { Document } from '@tiptap/extension-document';
import { Heading } from '@tiptap/extension-heading';
import { HorizontalRule } from '@tiptap/extension-horizontal-rule';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import { Text } from '@tiptap/extension-text';
import { BlockId } from './block-id.ts';
import {
  DocumentBulletList,
  DocumentListItem,
  DocumentOrderedList,
  DocumentTaskItem,
  DocumentTaskList,
  ListKeymap,
} from './lists.ts';
import { DocumentImage, File, InlineImage } from './media.ts';
import { FootnoteDefinition, FootnoteReference, PageLink } from './references.ts';
import { DocumentCodeBlock, HtmlBlock, InlineHtml, InlineMath, MathBlock } from './source.ts';
import { Bold, DocumentCode, HardBreak, DocumentLink, Italic, Strike, Underline } from './text.ts';

const EXTENSIONS: readonly AnyExtension[] = [
  Document,
  Paragraph,
  Text,
  Heading.configure({ levels: [1, 2, 3, 4, 5, 6] }),
  Blockquote,
  DocumentBulletList,
  DocumentOrderedList,
  DocumentListItem,
  DocumentTaskList,
  DocumentTaskItem,
  ListKeymap,
  DocumentCodeBlock,
  Table.configure({ resizable: false }),
  TableRow,
  TableHeader,
  TableCell,
  HorizontalRule,
  DocumentImage,
  InlineImage,
  File,
  MathBlock,
  InlineMath,
  HtmlBlock,
  InlineHtml,
  FootnoteReference,
  FootnoteDefinition,
  PageLink,
  HardBreak,
  DocumentLink,
  Bold,
  Italic,
  Strike,
  Underline,
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
