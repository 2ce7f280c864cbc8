import { expect, test } from 'vitest';
import { run } from './convergence.ts';

const seed = Math.floor(Math.random() * 2 ** 31);

test('12 random edit sequences by three people with offline spells end equal on all', async () => {
  const report = await run({ sequences: 12, seed });
  expect(report.differing, `seed ${seed}`).toEqual([]);
  expect(report.offlineSpells).toBeGreaterThan(10);
});
