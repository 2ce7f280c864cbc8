import { expect, test } from 'vitest';
import { expressionFor, type FindQuery, matchTexts } from './matching.ts';

const query = (text: string, more: Partial<FindQuery> = {}): FindQuery => ({
  text,
  matchCase: false,
  wholeWord: false,
  isPattern: false,
  ...more,
});
const found = (texts: string[], wanted: FindQuery) =>
  matchTexts(texts, wanted, null).map(({ block, start, end }) => texts[block]?.slice(start, end));

test('words are found in any case, or in their own', () => {
  expect(found(['One one ONE'], query('one'))).toEqual(['One', 'one', 'ONE']);
  expect(found(['One one ONE'], query('one', { matchCase: true }))).toEqual(['one']);
});

test('a whole word ends where letters of any script end', () => {
  expect(found(['part parts Über über-all'], query('part', { wholeWord: true }))).toEqual(['part']);
  expect(found(['Über überall'], query('über', { wholeWord: true }))).toEqual(['Über']);
});

test('signs of patterns are plain signs unless a pattern is meant', () => {
  expect(found(['a.c abc (x)'], query('a.c'))).toEqual(['a.c']);
  expect(found(['a.c abc (x)'], query('(x)'))).toEqual(['(x)']);
  expect(found(['a.c abc'], query('a.c', { isPattern: true }))).toEqual(['a.c', 'abc']);
});

test('a pattern that cannot be read finds nothing', () => {
  expect(expressionFor(query('(', { isPattern: true }))).toBeNull();
  expect(found(['('], query('(', { isPattern: true }))).toEqual([]);
});

test('what is replaced by a pattern may name its groups, and plain words are taken as they are', () => {
  const texts = ['2026-11-21'];
  const dates = query(String.raw`(\d+)-(\d+)-(?<day>\d+)`, { isPattern: true });
  expect(matchTexts(texts, dates, '$<day>.$2.$1 ($&)$$').map(({ text }) => text)).toEqual(['21.11.2026 (2026-11-21)$']);
  expect(matchTexts(texts, query('2026'), '$1 $$').map(({ text }) => text)).toEqual(['$1 $$']);
});

test('a match of no length is none', () => {
  expect(found(['abc'], query('x*', { isPattern: true }))).toEqual([]);
});
