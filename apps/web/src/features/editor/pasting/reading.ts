import { markdownToBody } from '@materi/editor/markdown';
import { readPaste } from '@materi/editor/paste';
import type { Node as ProseMirrorNode, Schema } from '@tiptap/pm/model';

export { looksLikeMarkdown } from '@materi/editor/paste';

/** What other programs copied as HTML, as blocks; `null` when it is nothing that can be read. */
export function readHtml(
  schema: Schema,
  html: string,
  options: { takenFootnotes: ReadonlySet<string>; language: string | null },
): ProseMirrorNode | null {
  const paste = readPaste(html, options);
  return paste === null ? null : schema.nodeFromJSON(paste.body);
}

/** Markdown as blocks. */
export const readMarkdown = (schema: Schema, markdown: string): ProseMirrorNode =>
  schema.nodeFromJSON(markdownToBody(markdown).body);
