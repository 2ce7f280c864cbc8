import { Extension } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state';
import { Mapping } from '@tiptap/pm/transform';
import { BLOCK_TYPES, claimDerivedId, newBlockId } from '../block-ids.ts';

export const blockIdPluginKey = new PluginKey('blockId');

interface BlockIdNeeds {
  /** False for readers: their editor must not write into the shared document. */
  isEditable: () => boolean;
  newId?: () => string;
}

interface Place {
  pos: number;
  node: ProseMirrorNode;
}

/** Every block in document order. Textblocks are not entered: no block lives inside one. */
function blocksOf(doc: ProseMirrorNode): Place[] {
  const places: Place[] = [];
  doc.descendants((node, pos) => {
    if (BLOCK_TYPES.has(node.type.name)) places.push({ pos, node });
    return !node.isTextblock;
  });
  return places;
}

function idOf(node: ProseMirrorNode): string | null {
  const id: unknown = node.attrs['id'];
  return typeof id === 'string' && id !== '' ? id : null;
}

/** Where each block of the old document that has one of `ids` stands now, if it still stands. */
function survivors(
  oldDoc: ProseMirrorNode,
  transactions: readonly Transaction[],
  ids: ReadonlySet<string>,
): Map<string, number> {
  const mapping = new Mapping();
  for (const transaction of transactions) mapping.appendMapping(transaction.mapping);
  const found = new Map<string, number>();
  for (const { pos, node } of blocksOf(oldDoc)) {
    const id = idOf(node);
    if (id === null || !ids.has(id) || found.has(id)) continue;
    const now = mapping.mapResult(pos, 1);
    if (!now.deleted) found.set(id, now.pos);
  }
  return found;
}

/**
 * Keeps the law of block ids (one id per block, for life):
 *
 * - a block that was here keeps its id; so the first half of a split keeps it,
 *   the first of two joined blocks wins, and a moved block takes it along;
 * - a copy (paste, duplicate, second half) gets a new one;
 * - duplicates that arrive from other replicas (two people moved one block at
 *   once) are repaired by a rule that depends on the document alone, so that
 *   every replica writes the same: the first in document order keeps the id,
 *   the others get ids derived from it.
 *
 * Blocks without ids get them with the next local edit, never as an answer to
 * a remote one: replicas would each invent their own. The server gives ids to
 * what other programs write.
 */
export function blockIdPlugin({ isEditable, newId = newBlockId }: BlockIdNeeds): Plugin {
  const repair = (transactions: readonly Transaction[], oldState: EditorState, newState: EditorState) => {
    if (!transactions.some((transaction) => transaction.docChanged) || !isEditable()) return null;
    // The binding's key is named and not imported: the editor package does not load the binding.
    const remote = transactions.some((transaction) => transaction.getMeta('y-sync$')?.isChangeOrigin === true);
    const places = blocksOf(newState.doc);
    const byId = new Map<string, Place[]>();
    const missing: Place[] = [];
    for (const place of places) {
      const id = idOf(place.node);
      if (id === null) missing.push(place);
      else byId.set(id, [...(byId.get(id) ?? []), place]);
    }
    const repeated = new Set([...byId].filter(([, blocks]) => blocks.length > 1).map(([id]) => id));
    if (repeated.size === 0 && (remote || missing.length === 0)) return null;

    const repairs: { pos: number; id: string }[] = [];
    const taken = new Set(byId.keys());
    const kept = remote ? new Map<string, number>() : survivors(oldState.doc, transactions, repeated);
    for (const id of repeated) {
      const blocks = byId.get(id) ?? [];
      const keeper = blocks.find((block) => block.pos === kept.get(id)) ?? blocks[0];
      for (const block of blocks) {
        if (block === keeper) continue;
        repairs.push({ pos: block.pos, id: remote ? claimDerivedId(id, taken) : newId() });
      }
    }
    if (!remote) for (const block of missing) repairs.push({ pos: block.pos, id: newId() });

    const { tr } = newState;
    for (const { pos, id } of repairs) tr.setNodeAttribute(pos, 'id', id);
    // Setting an attribute drops the marks of the next character otherwise.
    return tr.setStoredMarks(newState.storedMarks);
  };
  return new Plugin({ key: blockIdPluginKey, appendTransaction: repair });
}

/** Adds the attribute `id` to every block, and the plugin that keeps it unique. */
export const BlockId = Extension.create({
  name: 'blockId',
  addGlobalAttributes() {
    return [
      {
        types: [...BLOCK_TYPES],
        attributes: {
          id: {
            default: null,
            keepOnSplit: false,
            parseHTML: (element) => element.getAttribute('data-id'),
            renderHTML: (attributes) => (attributes['id'] === null ? {} : { 'data-id': attributes['id'] }),
          },
        },
      },
    ];
  },
  addProseMirrorPlugins() {
    const { editor } = this;
    return [blockIdPlugin({ isEditable: () => editor.isEditable })];
  },
});
