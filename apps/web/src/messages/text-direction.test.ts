import { expect, test } from 'vitest';
import { textDirection } from './text-direction.ts';

test('the first letter decides; digits and signs say nothing', () => {
  expect(textDirection('Words مع العربية')).toBe('ltr');
  expect(textDirection('1. مرحبًا by all')).toBe('rtl');
  expect(textDirection('«שלום»')).toBe('rtl');
  expect(textDirection('漢字')).toBe('ltr');
  expect(textDirection('12 → 3!')).toBeUndefined();
  expect(textDirection('')).toBeUndefined();
});
