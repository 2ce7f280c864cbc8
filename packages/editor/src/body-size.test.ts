import { expect, test } from 'vitest';
import { BODY_LIMITS, isBodyTooLarge } from './body-size.ts';

const doc = (content: object[]) => ({ type: 'doc', content }) as never;
const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });

test('a long book is no large body; endless paragraphs, an endless one and an endless attribute are', () => {
  expect(isBodyTooLarge(doc(Array.from({ length: 50_000 }, () => paragraph('word '.repeat(30)))))).toBe(false);
  expect(isBodyTooLarge(doc(Array.from({ length: BODY_LIMITS.nodes / 2 }, () => paragraph('x'))))).toBe(true);
  expect(isBodyTooLarge(doc([paragraph('x'.repeat(BODY_LIMITS.characters + 1))]))).toBe(true);
  expect(
    isBodyTooLarge(doc([{ type: 'codeBlock', attrs: { language: 'x'.repeat(BODY_LIMITS.characters + 1) } }])),
  ).toBe(true);
});
