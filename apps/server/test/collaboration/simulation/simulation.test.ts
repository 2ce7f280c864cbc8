import { expect, test } from 'vitest';
import { BUGS, type Bug } from './bugs.ts';
import { run } from './run.ts';
import { play } from './scenario.ts';

const seed = Math.floor(Math.random() * 2 ** 31);

/** Each mistake comes to light within so many stories. */
const ENOUGH = 150;

test('R3 R5 R6 R8 R14 R25 250 random stories of crashes, torn lines and bad disks break no promise', async () => {
  const report = await run({ seeds: 250, seed });
  expect(report.problems.join('\n\n')).toBe('');
  expect(report.acknowledged).toBeGreaterThan(1_000);
  expect(report.deaths).toBeGreaterThan(250);
  expect(report.snapshots).toBeGreaterThan(50);
});

test('a story is the same each time', async () => {
  const [once, again] = [await play(seed, {}, true), await play(seed, {}, true)];
  expect(once.trace.length).toBeGreaterThan(10);
  expect(again).toEqual(once);
});

for (const [name, bug] of Object.entries<Bug>(BUGS)) {
  test(`it would be noticed if ${name}`, async () => {
    for (let count = 0; count < ENOUGH; count++) {
      if ((await play(seed + count, bug)).problem !== null) return;
    }
    expect.unreachable(`seeds ${seed} to ${seed + ENOUGH} noticed nothing`);
  });
}
