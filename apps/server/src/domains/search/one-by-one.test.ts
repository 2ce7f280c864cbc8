import { expect, test } from 'vitest';
import { createLine } from './one-by-one.ts';

test('tasks run one after the other, also after one that failed', async () => {
  const line = createLine();
  const steps: string[] = [];
  const task = (name: string, fails = false) =>
    line(async () => {
      steps.push(`${name} begins`);
      await Promise.resolve();
      steps.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    });
  const all = await Promise.allSettled([task('a'), task('b', true), task('c')]);
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});
