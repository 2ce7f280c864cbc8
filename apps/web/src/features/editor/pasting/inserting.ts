import type { Editor } from '@tiptap/core';
import { Fragment, type Node as ProseMirrorNode, Slice } from '@tiptap/pm/model';
import { Selection, type Transaction } from '@tiptap/pm/state';
import { BlockSelection } from '../blocks/block-selection.ts';
import { fitBlocks } from '../blocks/fitting.ts';
import { unitAround } from '../blocks/units.ts';

const isOneLine = (content: Fragment): boolean =>
  content.childCount === 1 && content.firstChild?.type.name === 'paragraph';

/** Whole blocks behind the block of the caret, or in the place of an empty one. */
export function insertBlocks(tr: Transaction, content: Fragment): void {
  const { selection, doc } = tr;
  if (selection instanceof BlockSelection) {
    selection.replace(tr, new Slice(content, 0, 0));
    return;
  }
  if (!selection.empty) tr.deleteSelection();
  const unit = unitAround(tr.selection.$from);
  const node = unit === null ? null : tr.doc.nodeAt(unit.from);
  if (unit === null || node === null || node.type.name === 'table') {
    tr.replaceSelection(new Slice(content, 0, 0));
    return;
  }
  const parent = tr.doc.resolve(unit.from).parent;
  const fitted = fitBlocks(content, doc, parent);
  const line = node.isTextblock ? node : node.firstChild;
  const isEmpty = node.textContent === '' && line?.content.size === 0 && node.childCount <= 1;
  const from = isEmpty ? unit.from : unit.to;
  tr.replaceWith(from, unit.to, fitted);
  tr.setSelection(Selection.near(tr.doc.resolve(from + fitted.size), -1));
}

/** Pasted blocks at the caret: a line joins the line that it is pasted into, more are blocks of their own. */
export function insertPasted(editor: Editor, content: Fragment): void {
  const { tr } = editor.state;
  const { selection } = tr;
  const inLine = selection.$from.parent.isTextblock && selection.$from.parent.content.size > 0;
  if (isOneLine(content) && !(selection instanceof BlockSelection)) tr.replaceSelection(new Slice(content, 1, 1));
  else if (inLine && selection.empty && selection.$from.parentOffset < selection.$from.parent.content.size) {
    // In the middle of a line its ends take up the ends of what is pasted.
    const open = (node: ProseMirrorNode | null) => (node?.type.name === 'paragraph' ? 1 : 0);
    tr.replaceSelection(new Slice(content, open(content.firstChild), open(content.lastChild)));
  } else insertBlocks(tr, content);
  editor.view.dispatch(tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'));
}

/** Plain text as paragraphs, one for each line. Gives the range that it takes. */
export function insertPlain(editor: Editor, text: string): { from: number; to: number } {
  const { tr, schema } = editor.state;
  const { paragraph } = schema.nodes;
  const { from } = tr.selection;
  const mark = tr.steps.length;
  const lines = text.replaceAll('\r\n', '\n').replace(/\n+$/, '').split(/\n+/);
  if (lines.length === 1 || paragraph === undefined) tr.insertText(lines.join(' '));
  else {
    const blocks = lines.map((line) => paragraph.create(null, line === '' ? null : schema.text(line)));
    tr.replaceSelection(new Slice(Fragment.from(blocks), 1, 1));
  }
  const to = tr.mapping.slice(mark).map(from, 1);
  editor.view.dispatch(tr.scrollIntoView().setMeta('paste', true));
  return { from, to: Math.max(to, editor.state.selection.to) };
}
