import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import type { UploadedFile } from '../contract.ts';
import { hasBlock, spotOf } from './upload-places.ts';
import { isPicture, type Upload } from './upload-state.ts';

/** Writes the block for an uploaded file, in place of an empty paragraph when there is one. */
export function writeUploaded(editor: Editor, { id, place }: Upload, file: UploadedFile): void {
  const { state } = editor;
  const { url, name, mediaType, sizeBytes } = file;
  const isImage = isPicture(mediaType);
  const type = state.schema.nodes[isImage ? 'image' : 'file'];
  // An earlier answer may have come after all.
  if (type === undefined || hasBlock(state.doc, id)) return;
  const node = type.create(
    isImage ? { id, src: url, alt: '', title: null } : { id, src: url, name, mediaType, sizeBytes },
  );
  const { position, replaces } = spotOf(state.doc, id, place);
  const { tr } = state;
  if (replaces !== null) {
    const end = position + replaces.nodeSize;
    const { selection } = state;
    const writesHere = selection.empty && selection.from > position && selection.from < end;
    tr.replaceWith(position, end, node);
    // The line to write on stays, and the caret on it.
    if (writesHere || end === state.doc.content.size) tr.insert(position + node.nodeSize, replaces.type.create());
    if (writesHere) tr.setSelection(TextSelection.create(tr.doc, position + node.nodeSize + 1));
  } else tr.insert(position, node);
  editor.view.dispatch(tr);
}
