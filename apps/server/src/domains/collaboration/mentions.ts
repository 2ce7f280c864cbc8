import type { BlockNode } from '@materi/editor';

/** A person who is mentioned, and the block in which. */
export interface Mention {
  readonly personId: string;
  readonly blockId: string;
}

/** More of them are no longer meant for the people that they name. */
const MOST = 200;

const PERSON = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Ids of blocks as editors make them; programs may write anything, of any length. */
const BLOCK = /^[\x21-\x7e]{1,100}$/;

/** Everyone whom a body mentions, once for each block, in order of appearance. */
export function mentionsOf(body: BlockNode): Mention[] {
  const found = new Map<string, Mention>();
  // A stack and not recursion: bodies of other clients may nest deeper than the call stack.
  const open: { node: BlockNode; blockId: string }[] = [{ node: body, blockId: '' }];
  for (let next = open.pop(); next !== undefined && found.size < MOST; next = open.pop()) {
    const { node } = next;
    const id = node.attrs?.['id'];
    const blockId = typeof id === 'string' && BLOCK.test(id) ? id : next.blockId;
    const personId = node.type === 'mention' ? node.attrs?.['personId'] : undefined;
    if (typeof personId === 'string' && PERSON.test(personId))
      found.set(`${blockId} ${personId}`, { personId, blockId });
    for (const child of (node.content ?? []).toReversed()) open.push({ node: child, blockId });
  }
  return [...found.values()];
}
