import { Selection, TextSelection, type Transaction } from '@tiptap/pm/state';

/**
 * Puts the caret on a line of its own at a place between blocks: an empty one that stands there, or a new one.
 * Whoever has finished a block without text and types on means neither the block nor the start of the next text.
 */
export function goToLineAt(tr: Transaction, position: number): Transaction {
  const { paragraph } = tr.doc.type.schema.nodes;
  const at = tr.doc.resolve(position);
  const next = at.nodeAfter;
  if (paragraph === undefined || (next?.type === paragraph && next.content.size === 0))
    return tr.setSelection(Selection.near(at));
  if (!at.parent.canReplaceWith(at.index(), at.index(), paragraph)) return tr.setSelection(Selection.near(at));
  tr.insert(position, paragraph.create());
  return tr.setSelection(TextSelection.create(tr.doc, position + 1));
}
