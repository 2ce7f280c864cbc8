import { expect, test, type TestContext } from 'vitest';
import { run as crash } from './database-crash.ts';
import { run as cutPower } from './power-cut.ts';
import type { Outcome } from './writer-process.ts';

const seed = Math.floor(Math.random() * 1_000_000);

function skipLoudly(outcome: Outcome, skip: TestContext['skip']) {
  if (outcome.skipped === undefined) return;
  process.stderr.write(`SKIPPED: the power-cut trial. ${outcome.skipped}\n`);
  skip(outcome.skipped);
}

test('a killed process loses nothing that was acknowledged and starts again', async () => {
  const outcome = await crash({ tries: 10, seed });
  expect({ seed, ...outcome }).toMatchObject({ tries: 10, lost: 0, failedStarts: 0 });
  expect(outcome.acknowledged).toBeGreaterThan(0);
});

test('a power cut loses nothing that was acknowledged', async ({ skip }) => {
  const outcome = await cutPower({ tries: 2, seed });
  skipLoudly(outcome, skip);
  expect({ seed, ...outcome }).toMatchObject({ tries: 2, lost: 0, failedStarts: 0 });
  expect(outcome.acknowledged).toBeGreaterThan(0);
});

test('the power-cut trial would notice: without syncs it loses', async ({ skip }) => {
  const outcome = await cutPower({ tries: 1, seed, mode: 'stock' });
  skipLoudly(outcome, skip);
  expect(outcome.lost).toBeGreaterThan(0);
});
