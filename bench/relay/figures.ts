/** The middle of what was measured; of an even number, between the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Three digits that count, thousands apart. */
export function readable(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const decimals = size === 0 || size >= 100 || (Number.isInteger(value) && size >= 1) ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: 0, maximumFractionDigits: decimals });
}

/** The median, and in brackets the least and the most. */
export function withSpread(values: readonly number[]): string {
  if (values.length === 0) return '';
  const middle = readable(median(values));
  if (values.length === 1) return middle;
  return `${middle} (${readable(Math.min(...values))}–${readable(Math.max(...values))})`;
}
