import { expect, test } from 'vitest';
import { count, countOf } from './count.ts';

test('Arabic counts in six forms, two of which change after a preposition', () => {
  const shown = [1, 2, 3, 10, 11, 99, 100, 102, 103].map((number) => count(number, 'file'));
  expect(shown.map((text) => text.replaceAll(/[\d٠-٩]+ ?/g, ''))).toEqual([
    'ملف واحد',
    'ملفان',
    'ملفات',
    'ملفات',
    'ملفًا',
    'ملفًا',
    'ملف',
    'ملف',
    'ملفات',
  ]);
  expect(countOf(2, 'file')).toBe('ملفين');
});
