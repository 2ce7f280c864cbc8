import type { SearchQuery, SearchThing } from '@materi/contract';

/** What the address of the search screen keeps. */
export interface SearchAddress {
  q?: string | undefined;
  /** A page: it and all below it. */
  in?: string | undefined;
  tag?: readonly string[] | undefined;
  author?: string | undefined;
  since?: Since | undefined;
  has?: readonly SearchThing[] | undefined;
  sort?: 'updated' | undefined;
  trashed?: true | undefined;
  /** No other spellings. */
  exact?: true | undefined;
}

export const SINCE = ['week', 'month', 'year'] as const;
export type Since = (typeof SINCE)[number];
export const THINGS = ['image', 'file', 'task', 'table', 'code', 'link'] as const satisfies readonly SearchThing[];

const DAYS: Record<Since, number> = { week: 7, month: 30, year: 365 };
/** As many as a search takes. */
const VALUES_LIMIT = 10;

/** The day from which on pages have changed. */
export const dayOf = (since: Since, now = Date.now()): string =>
  new Date(now - DAYS[since] * 86_400_000).toISOString().slice(0, 10);

const oneOf = <Value extends string>(values: readonly Value[], value: unknown): Value | undefined =>
  values.find((each) => each === value);
const text = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
const yes = (value: unknown): true | undefined => (value === true ? true : undefined);

/** One value or a list of them, each once. */
function several<Value extends string>(
  value: unknown,
  read: (each: unknown) => Value | undefined,
): Value[] | undefined {
  const values = (Array.isArray(value) ? value : [value]).flatMap((each) => read(each) ?? []);
  return values.length === 0 ? undefined : [...new Set(values)].slice(0, VALUES_LIMIT);
}

/** Reads the address; what it does not know it leaves out. */
export function readSearchAddress(search: Record<string, unknown>): SearchAddress {
  const read: SearchAddress = {
    q: text(search['q']),
    in: text(search['in']),
    tag: several(search['tag'], text),
    author: text(search['author']),
    since: oneOf(SINCE, search['since']),
    has: several(search['has'], (each) => oneOf(THINGS, each)),
    sort: search['sort'] === 'updated' ? 'updated' : undefined,
    trashed: yes(search['trashed']),
    exact: yes(search['exact']),
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

/** Whether anything but the words narrows the search. */
export const hasFilters = ({ q: _words, sort: _sort, ...filters }: SearchAddress): boolean =>
  Object.values(filters).some((value) => value !== undefined);

/** What the server is asked. */
export const queryOf = (workspaceId: string, address: SearchAddress): SearchQuery => ({
  workspaceId,
  ...(address.q === undefined ? {} : { q: address.q }),
  ...(address.in === undefined ? {} : { in: address.in }),
  ...(address.tag === undefined ? {} : { tag: address.tag }),
  ...(address.author === undefined ? {} : { author: address.author }),
  ...(address.since === undefined ? {} : { updatedAfter: dayOf(address.since) }),
  ...(address.has === undefined ? {} : { has: address.has }),
  ...(address.sort === undefined ? {} : { sort: address.sort }),
  ...(address.trashed === undefined ? {} : { trashed: true }),
  ...(address.exact === undefined ? {} : { exact: true }),
  limit: 20,
});
