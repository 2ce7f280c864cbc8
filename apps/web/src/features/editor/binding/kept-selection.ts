import { type EditorState, type Selection, TextSelection, type Transaction } from '@tiptap/pm/state';
import type * as Y from 'yjs';
import { relativePosition, type Mapping } from './relative-position.ts';

/** What y-tiptap's binding keeps of a selection while the page changes. */
export interface RelativeSelection {
  type: string;
  depth: number | undefined;
  anchor: Y.RelativePosition;
  head: Y.RelativePosition;
  absAnchor: number;
  absHead: number;
}

/** Tells the binding that it need not select anything, and others that no selection was kept. */
export const NOTHING_KEPT = {
  type: 'none',
  depth: undefined,
  absAnchor: 0,
  absHead: 0,
} as unknown as RelativeSelection;

/** The selection, in terms of the shared body. */
export function relativeSelection(
  binding: { type: Y.XmlFragment; mapping: Mapping },
  { doc, selection }: EditorState,
): RelativeSelection {
  const at = (position: number) => relativePosition(doc, position, binding.type, binding.mapping);
  const named = selection as unknown as { jsonID: string; depth?: number };
  const anchor = at(selection.anchor);
  return {
    type: named.jsonID,
    depth: named.jsonID === 'nodeRange' ? named.depth : undefined,
    anchor,
    head: selection.empty ? anchor : at(selection.head),
    absAnchor: selection.anchor,
    absHead: selection.head,
  };
}

/**
 * Selects text as near as can be to where it was selected, counted in the page before. In a page without text
 * nothing is selected, since a letter that is typed would take the place of it.
 */
export function selectNear(transaction: Transaction, { anchor, head }: Selection): void {
  const { doc } = transaction;
  const at = (position: number) => doc.resolve(Math.min(position, doc.content.size));
  const near = TextSelection.between(at(anchor), at(head));
  transaction.setSelection(near instanceof TextSelection ? near : new TextSelection(at(anchor), at(head)));
}
