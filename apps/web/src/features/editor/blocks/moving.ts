import type { Editor } from '@tiptap/core';
import { Fragment, type Node as ProseMirrorNode, type ResolvedPos } from '@tiptap/pm/model';
import { type EditorState, NodeSelection, Selection, TextSelection, type Transaction } from '@tiptap/pm/state';
import { BlockSelection } from './block-selection.ts';
import { fitBlocks, joinLists, wouldFit } from './fitting.ts';
import { deleteBlocks } from './removing.ts';
import { type BlockRange, firstFree, isItem, isList, isSelectable, selectedRange } from './units.ts';

export interface BlockPlace {
  position: number;
  node: ProseMirrorNode;
}

const contentOf = (doc: ProseMirrorNode, { from, to }: BlockRange): Fragment => {
  const at = doc.resolve(from);
  return at.parent.content.cut(at.parentOffset, at.parentOffset + to - from);
};

/** Selects what was selected before, now that its blocks begin at `start`. */
function followSelection(tr: Transaction, before: Selection, range: BlockRange, start: number): void {
  const shift = start - range.from;
  const { doc } = tr;
  const size = doc.content.size;
  if (before instanceof BlockSelection) {
    const moved = BlockSelection.create(doc, before.anchor + shift, before.head + shift);
    if (moved.$from.sameParent(moved.$to)) tr.setSelection(moved);
  } else if (before instanceof NodeSelection) {
    tr.setSelection(NodeSelection.create(doc, Math.min(before.from + shift, size)));
  } else {
    const inside = (position: number) => Math.min(Math.max(position, range.from), range.to) + shift;
    tr.setSelection(TextSelection.between(doc.resolve(inside(before.anchor)), doc.resolve(inside(before.head))));
  }
}

/** Where blocks go that move over the border of their parent: beside it, or past the neighbour of their list. */
function placeOutside(at: ResolvedPos, content: Fragment, step: 1 | -1): number | null {
  for (let depth = at.depth; depth > 0; depth -= 1) {
    const outer = at.node(depth - 1);
    let index = at.index(depth - 1) + (step > 0 ? 1 : 0);
    if (!isSelectable(outer, at.index(depth - 1))) continue;
    const leavesList = isList(at.node(depth)) && depth === at.depth;
    if (leavesList) {
      // Beside its own list an item would look as before: it goes past the next block, and a list there takes it in.
      const next = outer.maybeChild(index + (step > 0 ? 0 : -1));
      if (next === null || next === undefined || (step < 0 && index - 1 < firstFree(outer))) continue;
      if (next.type === at.node(depth).type) {
        const inside = at.posAtIndex(index, depth - 1) + (step > 0 ? 1 : -1);
        return inside;
      }
      index += step;
    }
    if (wouldFit(content, at.parent, outer, index)) return at.posAtIndex(index, depth - 1);
  }
  return null;
}

/** Puts blocks to another place, as they may stand there, and takes away what they leave empty. Ids stay. */
export function relocate(tr: Transaction, range: BlockRange, target: number): BlockRange | null {
  if (target >= range.from && target <= range.to) return null;
  const at = tr.doc.resolve(target);
  const source = tr.doc.resolve(range.from).parent;
  const content = contentOf(tr.doc, range);
  if (!wouldFit(content, source, at.parent, at.index())) return null;
  const fitted = fitBlocks(content, source, at.parent);
  const wrapped = !isList(at.parent) && fitted.childCount === 1 && fitted.firstChild !== content.firstChild;
  const mark = tr.steps.length;
  deleteBlocks(tr, range);
  const place = tr.mapping.slice(mark).map(target, target > range.from ? -1 : 1);
  const emptied = tr.doc.childCount === 1 && tr.doc.firstChild?.content.size === 0 && range.from === 0;
  if (emptied && tr.doc.resolve(place).depth === 0) tr.replaceWith(0, tr.doc.content.size, fitted);
  else tr.insert(place, fitted);
  const start = wrapped ? place + 1 : place;
  const size = wrapped ? fitted.size - 2 : fitted.size;
  if (wrapped) joinLists(tr, place + fitted.size);
  const [before, joined] = [tr.doc.content.size, tr.steps.length];
  if (wrapped) joinLists(tr, place);
  const shift = tr.steps.length > joined ? tr.doc.content.size - before : 0;
  return { from: start + shift, to: start + shift + size };
}

/** Moves blocks over their neighbour, or out of what they are in. They go as a whole and keep their ids. */
export function moveRange(state: EditorState, range: BlockRange, direction: 'up' | 'down'): Transaction | null {
  const { tr, selection, doc } = state;
  const at = doc.resolve(range.from);
  const end = doc.resolve(range.to);
  const step = direction === 'up' ? -1 : 1;
  const other = direction === 'up' ? at.index() - 1 : end.index();
  if (other >= firstFree(at.parent) && other < at.parent.childCount) {
    const neighbour = at.parent.child(other);
    const content = contentOf(doc, range);
    const up = direction === 'up';
    const from = up ? range.from - neighbour.nodeSize : range.from;
    tr.replaceWith(
      from,
      up ? range.to : range.to + neighbour.nodeSize,
      up ? content.addToEnd(neighbour) : Fragment.from(neighbour).append(content),
    );
    followSelection(tr, selection, range, up ? from : from + neighbour.nodeSize);
    return tr.scrollIntoView();
  }
  const target = placeOutside(at, contentOf(doc, range), step);
  const moved = target === null ? null : relocate(tr, range, target);
  if (moved === null) return null;
  followSelection(tr, selection, range, moved.from);
  return tr.scrollIntoView();
}

/** Moves the selected blocks, or the block at the caret. */
export function moveSelected(editor: Editor, direction: 'up' | 'down'): boolean {
  const range = selectedRange(editor.state);
  const tr = range === null ? null : moveRange(editor.state, range, direction);
  if (tr !== null) editor.view.dispatch(tr);
  return range !== null;
}

/** Puts a copy behind the blocks and selects it as they were. The law of block ids gives it ids of its own. */
export function duplicateRange(state: EditorState, range: BlockRange): Transaction {
  const { tr, selection, doc } = state;
  tr.insert(range.to, contentOf(doc, range));
  followSelection(tr, selection, range, range.to);
  return tr.scrollIntoView();
}

/** An empty paragraph behind the block, or an item behind an item, with the caret in it and the slash menu open. */
export function addBelow(editor: Editor, { position, node }: BlockPlace): void {
  const { schema, tr } = editor.state;
  const { paragraph } = schema.nodes;
  if (paragraph === undefined) return;
  if (node.type === paragraph && node.content.size === 0) {
    editor
      .chain()
      .setTextSelection(position + 1)
      .insertContent('/')
      .focus()
      .run();
    return;
  }
  const at = position + node.nodeSize;
  tr.insert(at, isItem(node) ? node.type.create(null, paragraph.create()) : paragraph.create());
  tr.setSelection(Selection.near(tr.doc.resolve(at + 1)));
  editor.view.dispatch(tr.insertText('/').scrollIntoView());
  editor.commands.focus();
}

/** Where a link to the block leads. */
export const blockAnchor = (node: ProseMirrorNode): string => `b-${String(node.attrs['id'] ?? '')}`;
