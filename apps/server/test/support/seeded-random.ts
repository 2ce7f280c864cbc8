/** Chance that can be repeated: the same seed gives the same choices. */
export interface SeededRandom {
  /** A whole number from 0 up to, but not including, `limit`. */
  below(limit: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** The item, or every other time null. */
  maybe<Item>(item: Item): Item | null;
}

/** Mulberry32: 32 bits of state, good enough to vary tests. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined && items.length === 0) throw new Error('There is nothing to pick from.');
      return item as (typeof items)[number];
    },
    maybe: (item) => (next() < 0.5 ? item : null),
  };
}
