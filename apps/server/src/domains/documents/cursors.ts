import { invalidInput } from '../../kernel/errors.ts';

/** Which part of a list is asked for. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Where a page of a list ended: what it was sorted by, and the id that settles ties. */
export interface Position {
  readonly key: string;
  readonly id: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A position as text; `list` names the list, so that the cursor of one is not taken for another. */
export const toCursor = (list: string, position: Position): string =>
  Buffer.from(JSON.stringify([list, position.key, position.id])).toString('base64url');

/** @throws AppError `input.invalid` when the text is no cursor of this list */
export function fromCursor(list: string, cursor: string | undefined, isKey: (key: string) => boolean): Position | null {
  if (cursor === undefined) return null;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === 3 && parts[0] === list) {
      const [, key, id] = parts as unknown[];
      if (typeof key === 'string' && isKey(key) && typeof id === 'string' && UUID.test(id)) return { key, id };
    }
  } catch {
    // Falls through: whatever it was, it is no cursor.
  }
  throw invalidInput('query.cursor', 'Must be the `nextCursor` of the page before.');
}
