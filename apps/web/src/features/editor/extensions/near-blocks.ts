/** A run of children, both ends included, counted from 1 as CSS does. */
export type Run = readonly [first: number, last: number];

/**
 * The CSS that hides every child outside of the runs.
 *
 * @param parent A selector.
 * @param runs Any order; they may touch or cover each other, and one may end at infinity. Without any, every child
 *   is hidden.
 */
export function hideOutside(parent: string, runs: readonly Run[]): string {
  const gaps: string[] = [];
  let next = 1;
  for (const [first, last] of runs.toSorted((left, right) => left[0] - right[0])) {
    if (first > next) gaps.push(`${parent} > :nth-child(n + ${next}):nth-child(-n + ${first - 1})`);
    next = Math.max(next, last + 1);
  }
  if (next !== Infinity) gaps.push(`${parent} > :nth-child(n + ${next})`);
  if (gaps.length === 0) return '';
  // On paper there is no window.
  return `@media screen { ${gaps.join(', ')} { content-visibility: hidden; } }`;
}

/** Which child is at this height: the first whose lower edge is below it, or the last. Counted from 1; 0 without any. */
export function childAt(children: HTMLCollection, y: number): number {
  let [low, high] = [0, children.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((children[middle]?.getBoundingClientRect().bottom ?? 0) < y) low = middle + 1;
    else high = middle;
  }
  return Math.min(low + 1, children.length);
}
