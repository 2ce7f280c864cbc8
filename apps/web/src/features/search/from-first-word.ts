type Range = readonly [from: number, to: number];

/** So much stands before the first word that was found: about half a line on a phone. */
const BEFORE = 24;

/** The passage from shortly before the first word that was found, for places with room for two lines. */
export function fromFirstWord({ text, ranges }: { text: string; ranges: readonly Range[] }): {
  text: string;
  ranges: Range[];
} {
  const first = ranges[0]?.[0] ?? 0;
  if (first <= BEFORE * 2) return { text, ranges: [...ranges] };
  const wanted = first - BEFORE;
  const space = text.indexOf(' ', wanted);
  // Without a space on the way (Chinese, Japanese) it is cut between letters, and never through one.
  let from = space >= 0 && space < first ? space + 1 : wanted;
  if (/[\udc00-\udfff]/.test(text[from] ?? '')) from += 1;
  const shift = 2 - from;
  return { text: `… ${text.slice(from)}`, ranges: ranges.map(([start, end]): Range => [start + shift, end + shift]) };
}
