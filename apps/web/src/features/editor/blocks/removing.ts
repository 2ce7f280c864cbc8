import { Slice } from '@tiptap/pm/model';
import { Selection, type Transaction } from '@tiptap/pm/state';
import { ReplaceAroundStep } from '@tiptap/pm/transform';
import type { BlockRange } from './units.ts';

/** A column that is alone is no column: its blocks stand in the page again, and positions in it stay right. */
function unwrapLastColumn(tr: Transaction, position: number): void {
  const at = tr.doc.resolve(Math.min(position, tr.doc.content.size));
  const depth = at.parent.type.name === 'columnList' ? at.depth : 0;
  if (depth === 0 || at.parent.childCount !== 1) return;
  const [start, end] = [at.before(depth), at.after(depth)];
  tr.step(new ReplaceAroundStep(start, end, start + 2, end - 2, Slice.empty, 0, true));
}

/** Takes blocks away, and with them the list, quote or column that held nothing else. The page keeps one paragraph. */
export function deleteBlocks(tr: Transaction, range: BlockRange): void {
  let { from, to } = range;
  for (
    let at = tr.doc.resolve(from);
    at.depth > 0 && from === at.start() && to === at.end();
    at = tr.doc.resolve(from)
  ) {
    from = at.before();
    to = at.after();
  }
  const { paragraph } = tr.doc.type.schema.nodes;
  if (from === 0 && to === tr.doc.content.size && paragraph !== undefined) {
    tr.replaceWith(from, to, paragraph.create());
  } else tr.delete(from, to);
  const mark = tr.steps.length;
  unwrapLastColumn(tr, from);
  const after = Math.min(tr.mapping.slice(mark).map(from), tr.doc.content.size);
  // The caret goes to the start of what follows; at the end of the page, to the end of what is left.
  const behind = Selection.findFrom(tr.doc.resolve(after), 1, true);
  tr.setSelection(behind ?? Selection.near(tr.doc.resolve(after), -1));
}
