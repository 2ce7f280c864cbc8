import * as Y from 'yjs';
import { BLOCK_TYPES, claimDerivedId, newBlockId } from '../block-ids.ts';
import { BODY_FRAGMENT } from '../schema-version.ts';
import { isElement } from './body.ts';

/**
 * Gives ids to blocks of a shared document that lack one and repairs duplicates
 * by the same rule as the editors (the first keeps it, others get derived ids),
 * so that repairing on both sides at once comes out the same.
 *
 * @returns how many blocks changed; nothing is written when none has to.
 */
export function repairBlockIds(doc: Y.Doc, newId: () => string = newBlockId): number {
  const blocks: Y.XmlElement[] = [];
  const pending: unknown[] = doc.getXmlFragment(BODY_FRAGMENT).toArray().toReversed();
  while (pending.length > 0) {
    const next = pending.pop();
    if (!isElement(next)) continue;
    if (BLOCK_TYPES.has(next.nodeName)) blocks.push(next as Y.XmlElement);
    for (const child of next.toArray().toReversed()) pending.push(child);
  }
  const idOf = (block: Y.XmlElement): string | null => {
    const id: unknown = block.getAttribute('id');
    return typeof id === 'string' && id !== '' ? id : null;
  };
  const taken = new Set(blocks.map(idOf).filter((id) => id !== null));
  const used = new Set<string>();
  const repairs: [Y.XmlElement, string][] = [];
  for (const block of blocks) {
    const id = idOf(block);
    if (id === null) repairs.push([block, newId()]);
    else if (used.has(id)) repairs.push([block, claimDerivedId(id, taken)]);
    else used.add(id);
  }
  if (repairs.length > 0) {
    doc.transact(() => {
      for (const [block, id] of repairs) block.setAttribute('id', id);
    });
  }
  return repairs.length;
}
