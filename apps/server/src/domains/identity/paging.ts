import { isId } from '../../kernel/ids.ts';
import { invalidInput } from '../../kernel/errors.ts';

/** Which part of a list is asked for; lists are in order of id. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface PageOf<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** The id after which the page starts. The nil UUID comes before every other. */
export function startAfter({ cursor }: PageRequest): string {
  if (cursor === undefined) return '00000000-0000-0000-0000-000000000000';
  if (!isId(cursor)) throw invalidInput('query.cursor', 'Must be the `nextCursor` of the page before.');
  return cursor;
}

/** Makes a page of rows that were asked for with one row more than the limit. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  { limit }: PageRequest,
  idOf: (row: Row) => string,
  itemOf: (row: Row) => Item,
): PageOf<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(itemOf),
    nextCursor: rows.length > limit && last !== undefined ? idOf(last) : null,
  };
}
