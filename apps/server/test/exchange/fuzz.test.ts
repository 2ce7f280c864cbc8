import { expect, test } from 'vitest';
import { run } from './fuzz.ts';

test('random files, folders and archives are imported or refused clearly, and nothing crashes', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const result = await run({ files: 150, seed });
  expect(result.crashes, `seed ${seed}`).toBe(0);
  expect(result.imported, `seed ${seed}`).toBeGreaterThan(0);
});
