import type { Editor } from '@tiptap/core';
import { Fragment, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import { type EditorState, Selection, type Transaction } from '@tiptap/pm/state';

/** A node around the selection. */
export interface Around {
  node: ProseMirrorNode;
  pos: number;
  depth: number;
}

/** The innermost node of this type around the whole selection. */
export function innermost({ selection }: Pick<EditorState, 'selection'>, type: string): Around | null {
  const { $from, to } = selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth);
    if (node.type.name === type && to <= $from.end(depth)) return { node, pos: $from.before(depth), depth };
  }
  // A block that is selected as a whole is around itself.
  const selected = selection.$from.nodeAfter;
  const isWhole = selected?.type.name === type && selection.$from.pos + selected.nodeSize === to;
  return isWhole && selected !== null && selected !== undefined
    ? { node: selected, pos: $from.pos, depth: $from.depth + 1 }
    : null;
}

/** Puts `content` in the place of the node, and the caret where its text went. */
export function replaceAround(tr: Transaction, { node, pos }: Around, content: Fragment, shift: number): void {
  const { from } = tr.selection;
  tr.replaceWith(pos, pos + node.nodeSize, content);
  const target = Math.min(Math.max(from + shift, pos), tr.doc.content.size);
  tr.setSelection(Selection.near(tr.doc.resolve(target))).scrollIntoView();
}

/**
 * Takes the content of the innermost node of this type out of it; its blocks
 * keep their ids. Without a transaction it only tells whether it could.
 */
export function unwrapInnermost(state: EditorState, type: string, tr: Transaction | null): boolean {
  const around = innermost(state, type);
  if (around === null) return false;
  const $pos = state.doc.resolve(around.pos);
  if (!$pos.parent.canReplace($pos.index(), $pos.index() + 1, around.node.content)) return false;
  if (tr !== null) replaceAround(tr, around, around.node.content, -1);
  return true;
}

/** Backspace at the very start of such a node takes its frame away and leaves the words. */
export function unwrapAtStart(editor: Editor, type: string): boolean {
  const { selection } = editor.state;
  if (!selection.empty || selection.$from.parentOffset > 0) return false;
  const around = innermost(editor.state, type);
  // Only directly inside: in a list in it, Backspace belongs to the list.
  if (around === null || selection.$from.depth !== around.depth + 1 || selection.$from.index(around.depth) > 0)
    return false;
  return editor.commands.command(({ state, tr, dispatch }) =>
    unwrapInnermost(state, type, dispatch === undefined ? null : tr),
  );
}
