import { expect, test } from 'vitest';
import { findDays } from './mention-days.ts';

// A Saturday.
const days = (typed: string) => findDays(typed, '2026-11-21').map(({ day, label }) => [day, label]);

test('days are found by their words, their weekday and their number', () => {
  expect(days('')).toEqual([
    ['2026-11-21', 'Today'],
    ['2026-11-22', 'Tomorrow'],
  ]);
  expect(days('tom')).toEqual([['2026-11-22', 'Tomorrow']]);
  expect(days('thu')).toEqual([['2026-11-26', 'Thursday']]);
  expect(days('sat')).toEqual([['2026-11-21', 'Today']]);
  expect(days('2027-03-01')).toEqual([['2027-03-01', 'Monday, March 1, 2027']]);
  expect(days('2027-02-30')).toEqual([]);
  expect(days('ada')).toEqual([]);
});
