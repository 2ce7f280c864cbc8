import { markdownToBody as readMarkdown } from '@materi/editor/markdown';
import type { Node as ProseMirrorNode, Schema } from '@tiptap/pm/model';

/** Reads Markdown as a page body of this schema. Its own chunk: most visits paste no Markdown. */
export function markdownToBody(schema: Schema, markdown: string): ProseMirrorNode {
  return schema.nodeFromJSON(readMarkdown(markdown).body);
}
