import type { Editor } from '@tiptap/core';
import { liftListItem, sinkListItem } from '@tiptap/pm/schema-list';
import { Selection, TextSelection } from '@tiptap/pm/state';
import { BlockSelection } from './block-selection.ts';
import { isItem, isList, rangeBetween } from './units.ts';

/** Moves the selected items one level in or out, and keeps them selected. Says whether anything moved. */
export function indentItems(editor: Editor, direction: 'in' | 'out'): boolean {
  const { state } = editor;
  const { selection, doc } = state;
  if (!(selection instanceof BlockSelection)) return false;
  const first = selection.blocks[0]?.node;
  const item = first === undefined ? undefined : isItem(first) ? first : isList(first) ? first.firstChild : undefined;
  if (item === undefined || item === null) return false;
  const start = Selection.near(doc.resolve(selection.from + 1)).from;
  const end = Selection.near(doc.resolve(selection.to - 1), -1).to;
  let tr = state.tr.setSelection(TextSelection.between(doc.resolve(start), doc.resolve(end)));
  const inText = state.apply(tr);
  const command = direction === 'in' ? sinkListItem(item.type) : liftListItem(item.type);
  // The ends of the words say where the blocks are afterwards.
  const done = command(inText, (change) => {
    tr = state.tr;
    for (const step of change.steps) tr.step(step);
  });
  if (!done) return false;
  const range = rangeBetween(tr.doc, tr.mapping.map(start), tr.mapping.map(end));
  const next = BlockSelection.of(tr.doc, range);
  if (next !== null) tr.setSelection(next);
  editor.view.dispatch(tr.scrollIntoView());
  return true;
}
