import type { BlockNode } from '@materi/editor';

export type ChangeKind = 'added' | 'removed' | 'changed';

/** Two bodies as one, with what differs between them said at blocks (attribute `change`) and words (mark `change`). */
export interface Comparison {
  body: BlockNode;
  added: number;
  removed: number;
  changed: number;
}

/** Blocks whose words are compared; other leaves are old and new side by side. */
const WORDY = new Set(['paragraph', 'heading']);

export function compareBodies(before: BlockNode, after: BlockNode): Comparison {
  const counts = { added: 0, removed: 0, changed: 0 };
  const content = compareBlocks(before.content ?? [], after.content ?? [], counts);
  return { body: { ...after, content }, ...counts };
}

type Counts = Record<ChangeKind, number>;

function compareBlocks(before: readonly BlockNode[], after: readonly BlockNode[], counts: Counts): BlockNode[] {
  const pairs = align(before.map(keyOf), after.map(keyOf));
  const result: BlockNode[] = [];
  let left = 0;
  let right = 0;
  const removeUpTo = (end: number) => {
    for (; left < end; left++) result.push(marked(before[left]!, 'removed', counts));
  };
  const addUpTo = (end: number) => {
    for (; right < end; right++) result.push(marked(after[right]!, 'added', counts));
  };
  for (const [leftAt, rightAt] of pairs) {
    removeUpTo(leftAt);
    addUpTo(rightAt);
    result.push(...compareBlock(before[leftAt]!, after[rightAt]!, counts));
    left = leftAt + 1;
    right = rightAt + 1;
  }
  removeUpTo(before.length);
  addUpTo(after.length);
  return result;
}

function compareBlock(before: BlockNode, after: BlockNode, counts: Counts): BlockNode[] {
  if (same(before, after)) return [after];
  if (WORDY.has(before.type) && WORDY.has(after.type)) {
    counts.changed += 1;
    return [withChange({ ...after, content: compareWords(before.content ?? [], after.content ?? []) }, 'changed')];
  }
  const isContainer = (node: BlockNode) => node.content?.some((child) => child.type !== 'text') === true;
  if (before.type === after.type && isContainer(before) && isContainer(after)) {
    const own = !same({ ...before, content: [] }, { ...after, content: [] });
    const rows = after.type === 'tableRow';
    // Cells beside the old ones would break the grid of a table: a row that changed is shown as old and new.
    if (rows && before.content?.length !== after.content?.length) {
      return [marked(before, 'removed', counts), marked(after, 'added', counts)];
    }
    const content = rows
      ? after.content!.map((cell, at) => {
          const old = before.content![at]!;
          return { ...cell, content: compareBlocks(old.content ?? [], cell.content ?? [], counts) };
        })
      : compareBlocks(before.content ?? [], after.content ?? [], counts);
    if (own) counts.changed += 1;
    return [own ? withChange({ ...after, content }, 'changed') : { ...after, content }];
  }
  return [marked(before, 'removed', counts), marked(after, 'added', counts)];
}

const withChange = (node: BlockNode, change: ChangeKind): BlockNode => ({ ...node, attrs: { ...node.attrs, change } });

function marked(node: BlockNode, change: 'added' | 'removed', counts: Counts): BlockNode {
  counts[change] += 1;
  return withChange(node, change);
}

const stable = (node: BlockNode): string => JSON.stringify(node);
const same = (left: BlockNode, right: BlockNode): boolean => stable(left) === stable(right);

/** Blocks are the same when they have the same id; those without one when they hold the same. */
function keyOf(node: BlockNode): string {
  const id = node.attrs?.['id'];
  return typeof id === 'string' ? `#${id}` : node.content === undefined ? stable(node) : node.type;
}

/** The most pairs of equal keys that stand in the same order on both sides. */
export function align(before: readonly string[], after: readonly string[]): [number, number][] {
  const places = new Map<string, number[]>();
  for (let at = after.length - 1; at >= 0; at--) {
    const list = places.get(after[at]!) ?? [];
    list.push(at);
    places.set(after[at]!, list);
  }
  const chances: [number, number][] = [];
  for (const [at, key] of before.entries()) {
    // Each place of the other side is taken once, in order.
    const next = places.get(key)?.pop();
    if (next !== undefined) chances.push([at, next]);
  }
  // The longest increasing run of places (patience sorting).
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [index, [, place]] of chances.entries()) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (chances[tails[middle]!]![1] < place) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? -1 : tails[low - 1]!;
    tails[low] = index;
  }
  const run: [number, number][] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at]!) run.push(chances[at]!);
  return run.toReversed();
}

/** More pairs of words than this are not compared: the text is shown as old and new. */
const MOST_PAIRS = 1_000_000;

function compareWords(before: readonly BlockNode[], after: readonly BlockNode[]): BlockNode[] {
  const left = before.flatMap(wordsOf);
  const right = after.flatMap(wordsOf);
  let start = 0;
  while (start < left.length && start < right.length && same(left[start]!, right[start]!)) start++;
  let end = 0;
  while (
    end < left.length - start &&
    end < right.length - start &&
    same(left[left.length - 1 - end]!, right[right.length - 1 - end]!)
  ) {
    end++;
  }
  const middle = compareTokens(left.slice(start, left.length - end), right.slice(start, right.length - end));
  return joined([...left.slice(0, start), ...middle, ...left.slice(left.length - end)]);
}

function compareTokens(left: readonly BlockNode[], right: readonly BlockNode[]): BlockNode[] {
  const gone = (node: BlockNode) => withMark(node, 'removed');
  const fresh = (node: BlockNode) => withMark(node, 'added');
  if (left.length * right.length > MOST_PAIRS) return [...left.map(gone), ...right.map(fresh)];
  const leftKeys = left.map(stable);
  const rightKeys = right.map(stable);
  // lengths[i][j]: the longest common run of left from i and right from j.
  const lengths = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      lengths[i]![j] =
        leftKeys[i] === rightKeys[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  const result: BlockNode[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && leftKeys[i] === rightKeys[j]) {
      result.push(right[j]!);
      i++;
      j++;
    } else if (j === right.length || (i < left.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
      result.push(gone(left[i++]!));
    } else {
      result.push(fresh(right[j++]!));
    }
  }
  return result;
}

/** Words with the space behind them, and what stands between words as one. */
function wordsOf(node: BlockNode): BlockNode[] {
  if (node.type !== 'text' || node.text === undefined) return [node];
  return (node.text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? []).map((text) => ({ ...node, text }));
}

const withMark = (node: BlockNode, change: 'added' | 'removed'): BlockNode => ({
  ...node,
  marks: [...(node.marks ?? []), { type: 'change', attrs: { change } }],
});

/** Neighbours with the same marks as one text. */
function joined(nodes: readonly BlockNode[]): BlockNode[] {
  const result: BlockNode[] = [];
  for (const node of nodes) {
    const last = result.at(-1);
    const fits =
      last?.type === 'text' && node.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(node.marks);
    if (fits) result[result.length - 1] = { ...last, text: `${last.text}${node.text}` };
    else result.push(node);
  }
  return result;
}
