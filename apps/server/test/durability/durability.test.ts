import { expect, test } from 'vitest';
import { run as crash } from './database-crash.ts';
import { cannotCutPower, run as cutPower } from './power-cut.ts';

const seed = Math.floor(Math.random() * 1_000_000);

test('a killed process loses nothing that was acknowledged and starts again', async () => {
  const outcome = await crash({ tries: 6, seed });
  expect({ seed, ...outcome }).toMatchObject({ tries: 6, lost: 0, failedStarts: 0 });
  expect(outcome.acknowledged).toBeGreaterThan(0);
});

const refusal = cannotCutPower();
if (refusal) process.stderr.write(`SKIPPED: the power-cut trial. ${refusal}\n`);

test.skipIf(refusal !== null)('a power cut loses nothing that was acknowledged', async () => {
  const outcome = await cutPower({ tries: 2, seed });
  expect({ seed, ...outcome }).toMatchObject({ tries: 2, lost: 0, failedStarts: 0 });
  expect(outcome.acknowledged).toBeGreaterThan(0);
});

test.skipIf(refusal !== null)('the power-cut trial would notice: without syncs it loses', async () => {
  const outcome = await cutPower({ tries: 1, seed, mode: 'stock' });
  expect(outcome.lost).toBeGreaterThan(0);
});
