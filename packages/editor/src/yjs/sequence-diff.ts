/** A pair of positions that belong together: `left[from]` and `right[to]`. */
export type Pair = [from: number, to: number];

interface Comparison<T> {
  /** Equal items have equal keys. */
  key: (item: T) => string;
  /** How well two items fit; 0 when they must not be paired. */
  score: (from: T, to: T) => number;
  /** Beyond this many comparisons only items that are unique on both sides are looked at first. */
  maxCells?: number;
}

/**
 * The best alignment of two sequences in order: pairs with a positive `score`,
 * their sum as large as possible. Equal ends are cut off first. What is too long
 * for an exact answer is first cut at items that occur once on each side.
 */
export function align<T>(left: readonly T[], right: readonly T[], comparison: Comparison<T>): Pair[] {
  const { key, score, maxCells = 4_000_000 } = comparison;
  const leftKeys = left.map(key);
  const rightKeys = right.map(key);
  const pairs: Pair[] = [];
  let start = 0;
  while (start < left.length && start < right.length && leftKeys[start] === rightKeys[start]) {
    pairs.push([start, start]);
    start++;
  }
  let tail = 0;
  while (
    tail < left.length - start &&
    tail < right.length - start &&
    leftKeys[left.length - 1 - tail] === rightKeys[right.length - 1 - tail]
  )
    tail++;

  const rows = left.length - start - tail;
  const columns = right.length - start - tail;
  const shift = (offsetLeft: number, offsetRight: number, found: readonly Pair[]): void => {
    for (const [from, to] of found) pairs.push([offsetLeft + from, offsetRight + to]);
  };
  if (rows > 0 && columns > 0 && rows * columns <= maxCells) {
    const cells = alignExactly(rows, columns, (row, column) =>
      score(left[start + row] as T, right[start + column] as T),
    );
    shift(start, start, cells);
  } else if (rows > 0 && columns > 0) {
    const anchors = alignUnique(leftKeys.slice(start, start + rows), rightKeys.slice(start, start + columns));
    let row = start;
    let column = start;
    // Without an anchor nothing gets smaller, and the rest stays unpaired.
    const ends: Pair[] = anchors.length > 0 ? [[rows, columns]] : [];
    for (const [nextRow, nextColumn] of [...anchors, ...ends]) {
      const leftPart = left.slice(row, start + nextRow);
      const rightPart = right.slice(column, start + nextColumn);
      shift(row, column, align(leftPart, rightPart, comparison));
      if (nextRow < rows) pairs.push([start + nextRow, start + nextColumn]);
      row = start + nextRow + 1;
      column = start + nextColumn + 1;
    }
  }
  for (let index = tail; index > 0; index--) pairs.push([left.length - index, right.length - index]);
  return pairs;
}

function alignExactly(rows: number, columns: number, score: (row: number, column: number) => number): Pair[] {
  const width = columns + 1;
  const best = new Float32Array((rows + 1) * width);
  const scores = new Float32Array(rows * columns);
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const value = score(row, column);
      scores[row * columns + column] = value;
      const skip = Math.max(best[(row + 1) * width + column] ?? 0, best[row * width + column + 1] ?? 0);
      const take = value > 0 ? value + (best[(row + 1) * width + column + 1] ?? 0) : 0;
      best[row * width + column] = Math.max(skip, take);
    }
  }
  const pairs: Pair[] = [];
  let row = 0;
  let column = 0;
  while (row < rows && column < columns) {
    const value = scores[row * columns + column] ?? 0;
    const here = best[row * width + column] ?? 0;
    // float32 as stored, so that the comparison sees the same rounding.
    if (value > 0 && here === Math.fround(value + (best[(row + 1) * width + column + 1] ?? 0))) {
      pairs.push([row++, column++]);
    } else if (here === (best[(row + 1) * width + column] ?? 0)) row++;
    else column++;
  }
  return pairs;
}

function alignUnique(left: readonly string[], right: readonly string[]): Pair[] {
  const once = (keys: readonly string[]): Map<string, number> => {
    const places = new Map<string, number>();
    const repeated = new Set<string>();
    keys.forEach((value, index) => (places.has(value) ? repeated.add(value) : places.set(value, index)));
    for (const value of repeated) places.delete(value);
    return places;
  };
  const rightPlaces = once(right);
  const candidates: Pair[] = [];
  for (const [value, from] of once(left)) {
    const to = rightPlaces.get(value);
    if (to !== undefined) candidates.push([from, to]);
  }
  return longestIncreasing(candidates);
}

/** The longest chain of pairs, given in order of `from`, whose `to` only grows. */
export function longestIncreasing(candidates: readonly Pair[]): Pair[] {
  const tails: number[] = [];
  const previous: number[] = [];
  candidates.forEach(([, to], index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((candidates[tails[middle] ?? 0]?.[1] ?? 0) < to) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  });
  const chain: Pair[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const pair = candidates[index];
    if (pair !== undefined) chain.push(pair);
  }
  return chain.toReversed();
}
