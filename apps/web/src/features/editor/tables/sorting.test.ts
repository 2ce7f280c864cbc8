import { expect, test } from 'vitest';
import { readDate, readNumber, sortedOrder } from './sorting.ts';

const sorted = (texts: string[], direction: 'ascending' | 'descending' = 'ascending') =>
  sortedOrder(texts, direction).map((index) => texts[index]);

test('numbers are ordered as numbers, however they are written', () => {
  expect(sorted(['10', '9', '1,000', '-3', '2.5'])).toEqual(['-3', '2.5', '9', '10', '1,000']);
  expect(sorted(['€ 1.234,50', '€ 99', '€ 1.000.000'])).toEqual(['€ 99', '€ 1.234,50', '€ 1.000.000']);
  expect(sorted(['5 %', '12 %', '0,5 %'])).toEqual(['0,5 %', '5 %', '12 %']);
  expect([readNumber('1e3'), readNumber('abc'), readNumber('1-2')]).toEqual([1000, null, null]);
});

test('dates are ordered as dates', () => {
  expect(sorted(['2026-11-21', '2025-01-02', '2026-02-01'])).toEqual(['2025-01-02', '2026-02-01', '2026-11-21']);
  expect(sorted(['21.11.2026', '02.01.2027', '1.2.2026'])).toEqual(['1.2.2026', '21.11.2026', '02.01.2027']);
  expect([readDate('31.02.2026'), readDate('soon')]).toEqual([null, null]);
});

test('words are ordered as the language does, and numbers in them by their value', () => {
  expect(sorted(['Zebra', 'Äpfel', 'Item 10', 'Item 9', 'apfel', 'birne'])).toEqual([
    'Äpfel',
    'apfel',
    'birne',
    'Item 9',
    'Item 10',
    'Zebra',
  ]);
});

test('empty cells come last in both directions, and equal ones stay in their order', () => {
  expect(sorted(['', 'b', 'a'])).toEqual(['a', 'b', '']);
  expect(sorted(['', 'b', 'a'], 'descending')).toEqual(['b', 'a', '']);
  expect(sortedOrder(['x', 'X', 'x'], 'descending')).toEqual([0, 1, 2]);
});
