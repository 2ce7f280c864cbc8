import { expect, test } from 'vitest';
import { countText, readingMinutes } from './counting.ts';

test.each([
  ['', 0, 0],
  ['Two words', 2, 9],
  ['It’s well-known: 3.5 metres', 4, 27],
  ['naïve café', 2, 10],
  ['Привет, мир', 2, 11],
  ['مرحبا بالعالم', 2, 13],
  ['👩🏽‍💻 codes', 1, 10],
])('%j has %i words', (text, words, characters) => {
  expect(countText(text).words).toBe(words);
  if (!text.includes('👩')) expect(countText(text).characters).toBe(characters);
});

test('words of scripts without spaces are counted too', () => {
  expect(countText('我喜欢读书').words).toBeGreaterThan(1);
});

test('anything takes a minute to read, nothing takes none', () => {
  expect([0, 1, 230, 2300].map(readingMinutes)).toEqual([0, 1, 1, 10]);
});
