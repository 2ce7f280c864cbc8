import { expect, test } from 'vitest';
import { addDays, daysBetween, dayWords } from './days.ts';

test('a day is said as shortly as it can be understood', () => {
  const now = '2026-11-21';
  const words = (day: string) => dayWords(day, now);
  expect(words('2026-11-20')).toBe('yesterday');
  expect(words('2026-11-21')).toBe('today');
  expect(words('2026-11-22')).toBe('tomorrow');
  expect(words('2026-11-26')).toBe('Thursday');
  expect(words('2026-11-28')).toBe('Nov 28');
  expect(words('2026-11-10')).toBe('Nov 10');
  expect(words('2027-01-02')).toBe('Jan 2, 2027');
});

test('days are counted across months, years and changes of the clock', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  for (const start of ['2026-03-28', '2026-10-24', '2026-03-07', '2026-10-31'])
    expect(daysBetween(start, addDays(start, 2)), start).toBe(2);
});
