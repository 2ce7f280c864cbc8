/** Where a picture stands that is narrower than the page. */
export type ImageAlign = 'start' | 'center' | 'end';

/** Whether a value says where a picture stands. */
export function isImageAlign(value: unknown): value is ImageAlign {
  return value === 'start' || value === 'center' || value === 'end';
}

/**
 * The width that an attribute means: a number of pixels, or a share of the
 * page's width as `'50%'`. Anything else is null, the picture's own width.
 */
export function readImageWidth(value: unknown): number | string | null {
  const match = /^(\d{1,5})(?:\.\d+)?(%|px)?$/.exec(
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '',
  );
  const amount = Number(match?.[1] ?? 0);
  if (amount === 0) return null;
  return match?.[2] === '%' ? `${Math.min(amount, 100)}%` : amount;
}
