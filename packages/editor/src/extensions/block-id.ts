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

/** The blocks (in this range of the page's own blocks) with all blocks inside; `null` when one has no id or two have one. */
function idsBetween(doc: ProseMirrorNode, start: number, end: number): Set<string> | null {
  const ids = new Set<string>();
  let right = true;
  const add = (node: ProseMirrorNode): boolean => {
    if (BLOCK_TYPES.has(node.type.name)) {
      const id = idOf(node);
      if (id === null || ids.has(id)) right = false;
      else ids.add(id);
    }
    return right && !node.isTextblock;
  };
  for (let index = start; index < end && right; index += 1) {
    const block = doc.child(index);
    if (add(block)) block.descendants(add);
  }
  return right ? ids : null;
}

/**
 * Whether the law holds in `after` because it held in `before`: every block that changed has an id
 * that stood among the changed ones before. True for nearly everything that is typed, and found
 * without looking at the blocks that did not change, which are the same objects in both.
 */
function stillHolds(before: ProseMirrorNode, after: ProseMirrorNode): boolean {
  let start = 0;
  let oldEnd = before.childCount;
  let newEnd = after.childCount;
  const shorter = Math.min(oldEnd, newEnd);
  while (start < shorter && before.child(start) === after.child(start)) start += 1;
  while (oldEnd > start && newEnd > start && before.child(oldEnd - 1) === after.child(newEnd - 1)) {
    oldEnd -= 1;
    newEnd -= 1;
  }
  const now = idsBetween(after, start, newEnd);
  const then = now === null ? null : idsBetween(before, start, oldEnd);
  return now !== null && then !== null && [...now].every((id) => then.has(id));
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
  // The last page of which it is known that every block has an id and no two have one.
  let lawful: ProseMirrorNode | null = null;
  const repair = (transactions: readonly Transaction[], oldState: EditorState, newState: EditorState) => {
    if (!transactions.some((transaction) => transaction.docChanged) || !isEditable()) return null;
    if (oldState.doc === lawful && stillHolds(lawful, newState.doc)) {
      lawful = newState.doc;
      return null;
    }
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
    if (repeated.size === 0 && missing.length === 0) lawful = newState.doc;
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
