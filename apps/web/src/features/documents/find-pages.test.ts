import { expect, test } from 'vitest';
import { findPages } from './find-pages.ts';

const pages = ['Meeting notes', 'Notes', 'Café menu', 'Annotated', 'Notes from Kraków'].map((title) => ({ title }));
const found = (query: string, limit = 10) => findPages(pages, query, limit).map((one) => one.title);

test('titles that start with the words come first, then those where a word does', () => {
  expect(found('not')).toEqual(['Notes', 'Notes from Kraków', 'Meeting notes', 'Annotated']);
});

test('case and accents do not matter', () => {
  expect(found('CAFE')).toEqual(['Café menu']);
  expect(found('krakow')).toEqual(['Notes from Kraków']);
});

test('every word must occur, in any order', () => {
  expect(found('krakow notes')).toEqual(['Notes from Kraków']);
  expect(found('notes lunch')).toEqual([]);
});
