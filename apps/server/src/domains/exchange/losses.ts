import type { ImportLoss, ImportLossKind } from '@materi/contract';

/** Counts, by kind, what a page cannot hold or holds in another form, with a few examples of each. */
export interface Losses {
  add(kind: ImportLossKind, example?: string, count?: number): void;
  list(): ImportLoss[];
}

const EXAMPLES = 3;
const EXAMPLE_LENGTH = 120;

/** One line of at most `EXAMPLE_LENGTH` characters. */
const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const signs = [...line];
  return signs.length > EXAMPLE_LENGTH ? `${signs.slice(0, EXAMPLE_LENGTH - 1).join('')}…` : line;
};

export function createLosses(): Losses {
  const counts = new Map<ImportLossKind, { count: number; examples: string[] }>();
  return {
    add(kind, example = '', count = 1) {
      if (count <= 0) return;
      const entry = counts.get(kind) ?? { count: 0, examples: [] };
      counts.set(kind, entry);
      entry.count += count;
      const text = shortened(example);
      if (text !== '' && entry.examples.length < EXAMPLES && !entry.examples.includes(text)) entry.examples.push(text);
    },
    list: () => [...counts].map(([kind, { count, examples }]) => ({ kind, count, examples })),
  };
}

/** The losses of several files together. */
export function sumLosses(lists: Iterable<readonly ImportLoss[]>): ImportLoss[] {
  const sum = createLosses();
  for (const losses of lists) {
    for (const { kind, count, examples } of losses) {
      const [first = '', ...rest] = examples;
      sum.add(kind, first, count - rest.length);
      for (const example of rest) sum.add(kind, example);
    }
  }
  return sum.list();
}
