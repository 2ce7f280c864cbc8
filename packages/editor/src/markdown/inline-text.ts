import type { BlockNode } from '../block-node.ts';

function sameMarks(left: BlockNode, right: BlockNode): boolean {
  return JSON.stringify(left.marks ?? []) === JSON.stringify(right.marks ?? []);
}

/** Joins neighbouring texts with equal marks and leaves empty ones out. */
export function joinTexts(nodes: readonly BlockNode[]): BlockNode[] {
  const joined: BlockNode[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (node.type !== 'text') joined.push(node);
    else if (node.text === undefined || node.text === '') continue;
    else if (last?.type === 'text' && sameMarks(last, node)) last.text = `${last.text ?? ''}${node.text}`;
    else joined.push({ ...node });
  }
  return joined;
}

/** A block begins and ends with something to see: spaces there mean nothing, and a backslash at its end is a backslash. */
export function trimmed(content: readonly BlockNode[]): BlockNode[] {
  const nodes = [...content];
  const isCode = (node: BlockNode) => node.marks?.some((mark) => mark.type === 'code') === true;
  const trim = (at: 0 | -1, pattern: RegExp): void => {
    for (let node = nodes.at(at); node !== undefined; node = nodes.at(at)) {
      if (node.type === 'text' && !isCode(node)) {
        const text = (node.text ?? '').replace(pattern, '');
        if (text !== '') {
          nodes[at === 0 ? 0 : nodes.length - 1] = { ...node, text };
          return;
        }
      } else if (node.type !== 'hardBreak') return;
      if (at === 0) nodes.shift();
      else nodes.pop();
    }
  };
  trim(0, /^[ \t]+/);
  trim(-1, /[ \t]+$/);
  return nodes;
}
