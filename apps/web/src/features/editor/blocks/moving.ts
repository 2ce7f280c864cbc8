import type { Editor } from '@tiptap/core';
import { Fragment, type Node as ProseMirrorNode, type ResolvedPos } from '@tiptap/pm/model';
import { NodeSelection, Selection, TextSelection } from '@tiptap/pm/state';

export interface BlockPlace {
  position: number;
  node: ProseMirrorNode;
}

/** Blocks that move and are removed as one: items of lists, else blocks of the page or of a quote. */
function movableDepth(at: ResolvedPos): number {
  for (let depth = at.depth; depth > 0; depth -= 1) {
    const name = at.node(depth).type.name;
    if (name === 'listItem' || name === 'taskItem') return depth;
    if (name === 'table') return depth;
  }
  return Math.min(at.depth, 1);
}

/** The block that the caret is in. */
export function blockAtSelection(editor: Editor): BlockPlace | null {
  const { selection } = editor.state;
  if (selection instanceof NodeSelection && selection.node.isBlock) {
    return { position: selection.from, node: selection.node };
  }
  const depth = movableDepth(selection.$from);
  if (depth === 0) {
    const node = selection.$from.nodeAfter;
    return node === null ? null : { position: selection.from, node };
  }
  return { position: selection.$from.before(depth), node: selection.$from.node(depth) };
}

/** Moves a block over its neighbour. The block goes as a whole and keeps its id. */
export function moveBlock(editor: Editor, place: BlockPlace, direction: 'up' | 'down'): boolean {
  const { state } = editor;
  const at = state.doc.resolve(place.position);
  const index = at.index();
  const other = direction === 'up' ? index - 1 : index + 1;
  if (other < 0 || other >= at.parent.childCount) return false;
  const neighbour = at.parent.child(other);
  const from = direction === 'up' ? place.position - neighbour.nodeSize : place.position;
  const to = from + neighbour.nodeSize + place.node.nodeSize;
  const order = direction === 'up' ? [place.node, neighbour] : [neighbour, place.node];
  const start = direction === 'up' ? from : from + neighbour.nodeSize;
  const { tr, selection } = state;
  const offset = selection.from - place.position;
  const size = selection.to - selection.from;
  tr.replaceWith(from, to, Fragment.fromArray(order));
  if (selection instanceof NodeSelection || offset < 0 || offset > place.node.nodeSize) {
    tr.setSelection(Selection.near(tr.doc.resolve(start + 1)));
  } else
    tr.setSelection(
      TextSelection.create(tr.doc, start + offset, Math.min(start + offset + size, start + place.node.nodeSize)),
    );
  editor.view.dispatch(tr.scrollIntoView());
  return true;
}

/** Puts a copy behind the block. The law of block ids gives the copy ids of its own. */
export function duplicateBlock(editor: Editor, { position, node }: BlockPlace): boolean {
  const after = position + node.nodeSize;
  const { tr } = editor.state;
  tr.insert(after, node);
  tr.setSelection(Selection.near(tr.doc.resolve(after + 1)));
  editor.view.dispatch(tr.scrollIntoView());
  return true;
}

export function deleteBlock(editor: Editor, { position, node }: BlockPlace): boolean {
  const { tr, doc } = editor.state;
  const at = doc.resolve(position);
  // The last item takes its list along.
  const alone = at.depth > 0 && at.parent.childCount === 1 && !at.parent.isTextblock;
  if (alone) tr.delete(at.before(), at.after());
  else tr.delete(position, position + node.nodeSize);
  tr.setSelection(Selection.near(tr.doc.resolve(Math.min(alone ? at.before() : position, tr.doc.content.size))));
  editor.view.dispatch(tr.scrollIntoView());
  return true;
}

/** An empty paragraph behind the block, with the caret in it and the slash menu open. */
export function addBelow(editor: Editor, { position, node }: BlockPlace): void {
  const empty = node.type.name === 'paragraph' && node.content.size === 0;
  const at = empty ? position : position + node.nodeSize;
  const chain = editor.chain();
  if (!empty) chain.insertContentAt(at, { type: 'paragraph' });
  chain
    .setTextSelection(at + 1)
    .insertContent('/')
    .focus()
    .run();
}

/** Where a link to the block leads: its id. */
export const blockAnchor = (node: ProseMirrorNode): string => String(node.attrs['id'] ?? '');
