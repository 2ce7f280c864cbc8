import type { BlockNode } from '@materi/editor';

/** Visits every node, parents before children, without recursion: bodies may nest deeply. */
export function visitNodes(body: BlockNode, visit: (node: BlockNode) => void): void {
  const pending: BlockNode[] = [body];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    visit(next);
    pending.push(...(next.content ?? []).toReversed());
  }
}

/** Code that the page draws as a picture. */
export const isDiagram = ({ type, attrs }: BlockNode): boolean =>
  type === 'codeBlock' && typeof attrs?.['language'] === 'string' && attrs['language'].toLowerCase() === 'mermaid';
