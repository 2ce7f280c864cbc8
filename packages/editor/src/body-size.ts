import type { BlockNode } from './block-node.ts';

/** More than any page that an editor can still show. */
export const BODY_LIMITS = { nodes: 200_000, characters: 10 * 1024 * 1024 } as const;

/**
 * Whether a body is larger than a page can be. Small files unpack to endless ones (a Word file of 40 KB holds
 * half a million paragraphs), and each copy of such a body between threads holds up everyone.
 */
export function isBodyTooLarge(body: BlockNode): boolean {
  let nodes = 0;
  let characters = 0;
  const open: BlockNode[] = [body];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    nodes += 1;
    characters += node.text?.length ?? 0;
    for (const value of Object.values(node.attrs ?? {})) if (typeof value === 'string') characters += value.length;
    if (nodes + open.length > BODY_LIMITS.nodes || characters > BODY_LIMITS.characters) return true;
    for (const child of node.content ?? []) open.push(child);
  }
  return false;
}
