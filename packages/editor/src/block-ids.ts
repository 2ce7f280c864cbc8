import type { BlockNode } from './block-node.ts';

/** The node types that carry a block id in the attribute `id`. */
export const BLOCK_TYPES: ReadonlySet<string> = new Set([
  'paragraph',
  'heading',
  'blockquote',
  'callout',
  'toggle',
  'columnList',
  'column',
  'bulletList',
  'orderedList',
  'listItem',
  'taskList',
  'taskItem',
  'codeBlock',
  'table',
  'tableRow',
  'tableHeader',
  'tableCell',
  'horizontalRule',
  'image',
  'file',
  'embed',
  'bookmark',
  'mathBlock',
  'htmlBlock',
  'footnoteDefinition',
]);

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 12;

/** A new random block id: twelve letters and digits, about 62 bits. */
export function newBlockId(): string {
  // Not randomUUID: pages served over plain http on a local network lack it.
  const bytes = crypto.getRandomValues(new Uint8Array(ID_LENGTH));
  let id = '';
  for (const byte of bytes) id += ALPHABET[byte % ALPHABET.length];
  return id;
}

/**
 * The id for the `ordinal`-th repeat (from 1) of a block id. It depends on
 * nothing else, so that replicas that repair the same duplicates at the same
 * time write the same ids.
 */
function deriveBlockId(id: string, ordinal: number): string {
  // cyrb53 in two lanes: short, quick, and equal on every machine.
  let first = 0xdeadbeef ^ ordinal;
  let second = 0x41c6ce57 ^ ordinal;
  for (let index = 0; index < id.length; index++) {
    const unit = id.charCodeAt(index);
    first = Math.imul(first ^ unit, 2654435761);
    second = Math.imul(second ^ unit, 1597334677);
  }
  first = Math.imul(first ^ (first >>> 16), 2246822507) ^ Math.imul(second ^ (second >>> 13), 3266489909);
  second = Math.imul(second ^ (second >>> 16), 2246822507) ^ Math.imul(first ^ (first >>> 13), 3266489909);
  const digits = (first >>> 0).toString(36).padStart(7, '0') + (second >>> 0).toString(36).padStart(7, '0');
  return digits.slice(-ID_LENGTH);
}

/** The first derived id of `id` that `taken` does not hold; the id is added to `taken`. */
export function claimDerivedId(id: string, taken: Set<string>): string {
  let ordinal = 1;
  let derived = deriveBlockId(id, ordinal);
  while (taken.has(derived)) derived = deriveBlockId(id, ++ordinal);
  taken.add(derived);
  return derived;
}

/**
 * The same body with an id on every block: missing ids are made by `newId`, and
 * of blocks that share one the first in document order keeps it. Blocks that are
 * right already keep their ids; the given body is not changed.
 */
export function withBlockIds(body: BlockNode, newId: () => string = newBlockId): BlockNode {
  const present = new Set<string>();
  const collect = (node: BlockNode): void => {
    const id = node.attrs?.['id'];
    if (typeof id === 'string' && id !== '') present.add(id);
    node.content?.forEach(collect);
  };
  collect(body);
  const used = new Set<string>();
  const repair = (node: BlockNode): BlockNode => {
    let attrs = node.attrs;
    if (BLOCK_TYPES.has(node.type)) {
      const id = attrs?.['id'];
      if (typeof id !== 'string' || id === '') attrs = { ...attrs, id: newId() };
      else if (used.has(id)) attrs = { ...attrs, id: claimDerivedId(id, present) };
      else used.add(id);
    }
    return {
      ...node,
      ...(attrs === undefined ? {} : { attrs }),
      ...(node.content === undefined ? {} : { content: node.content.map(repair) }),
    };
  };
  return repair(body);
}
