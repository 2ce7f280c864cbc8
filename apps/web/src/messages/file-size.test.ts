import { expect, test } from 'vitest';
import { fileSize } from './file-size.ts';

test('sizes are said as people read them', () => {
  expect([1, 999, 1000, 1500, 42_000, 3_400_000, 5e9].map(fileSize)).toEqual([
    '1 byte',
    '999 bytes',
    '1.0 kB',
    '1.5 kB',
    '42 kB',
    '3.4 MB',
    '5.0 GB',
  ]);
});
