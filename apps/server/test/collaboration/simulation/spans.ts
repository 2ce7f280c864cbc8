import * as Y from 'yjs';

/** Clocks of Yjs clients. Kept apart from the program's own reckoning, which is what is watched. */
export interface Spans {
  add(client: number, from: number, to: number): void;
  has(client: number, from: number, to: number): boolean;
}

export function createSpans(): Spans {
  const known = new Map<number, [number, number][]>();
  return {
    add(client, from, to) {
      const joined: [number, number][] = [];
      for (const span of [...(known.get(client) ?? []), [from, to] as [number, number]].toSorted(([a], [b]) => a - b)) {
        const last = joined.at(-1);
        if (last !== undefined && last[1] >= span[0]) last[1] = Math.max(last[1], span[1]);
        else joined.push([span[0], span[1]]);
      }
      known.set(client, joined);
    },
    has: (client, from, to) => (known.get(client) ?? []).some(([start, end]) => start <= from && to <= end),
  };
}

export interface Content {
  readonly made: readonly { readonly client: number; readonly from: number; readonly to: number }[];
  readonly deleted: readonly { readonly client: number; readonly from: number; readonly to: number }[];
}

/** What an update carries, as Yjs itself reads it. */
export function contentOf(update: Uint8Array): Content {
  const { structs, ds } = Y.decodeUpdate(update);
  return {
    made: structs
      .filter((struct) => !(struct instanceof Y.Skip))
      .map(({ id, length }) => ({ client: id.client, from: id.clock, to: id.clock + length })),
    deleted: [...ds.clients].flatMap(([client, items]) =>
      items.map(({ clock, len }) => ({ client, from: clock, to: clock + len })),
    ),
  };
}
