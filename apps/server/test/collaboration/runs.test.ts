import { expect, test } from 'vitest';
import * as crash from './crash.ts';
import * as fuzz from './fuzz.ts';
import * as trace from './trace.ts';

const seed = Math.floor(Math.random() * 2 ** 31);

test('R20 5,000 random, truncated and mutated frames crash nothing and change nothing that is kept', async () => {
  const report = await fuzz.run({ frames: 5_000, seed });
  expect(report.problems, `seed ${seed}`).toEqual([]);
  expect(report.closes[4400], `seed ${seed}`).toBeGreaterThan(100);
});

test('R3 of 10 servers that were killed while people typed none lost an acknowledged edit or failed to start', async () => {
  const report = await crash.run({ tries: 10, seed });
  expect(report, `seed ${seed}`).toMatchObject({ lost: 0, failedStarts: 0, problems: [] });
  expect(report.acknowledged).toBeGreaterThan(100);
});

// Says loudly that it is skipped.
const traces = trace.traceFile('friendsforever_flat') !== null;

test.skipIf(!traces)('R1 a text typed keystroke by keystroke through a socket ends as published', async () => {
  const report = await trace.run({ name: 'friendsforever_flat' });
  expect(report).toMatchObject({ edits: 26_078, equal: true, acknowledged: true });
});
