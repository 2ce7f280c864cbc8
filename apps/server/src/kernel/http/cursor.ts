import { invalidInput } from '../errors.ts';

/** Where a list goes on, as text that clients keep but do not read. @param place the values that the list sorts by */
export const writeCursor = (place: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(place), 'utf8').toString('base64url');

/**
 * The place in a cursor, `null` when none was given.
 *
 * @param length how many values the list sorts by
 * @throws AppError 400 `input.invalid` when it was not made by `writeCursor` for such a list
 */
export function readCursor(cursor: string | undefined, length: number): (string | number | null)[] | null {
  if (cursor === undefined) return null;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const isValue = (value: unknown) => value === null || typeof value === 'string' || typeof value === 'number';
    if (Array.isArray(place) && place.length === length && place.every(isValue)) return place;
  } catch {
    // Falls through to the same refusal.
  }
  throw invalidInput('query.cursor', 'Must be the nextCursor of the page before.');
}
