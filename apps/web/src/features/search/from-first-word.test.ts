import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromFirstWord } from './from-first-word.ts';

const marked = ({ text, ranges }: ReturnType<typeof fromFirstWord>) => ranges.map(([from, to]) => text.slice(from, to));

test('a word far into a passage comes to its beginning', () => {
  const text =
    'Comes in the first days of May and is gone by August. Sleeps in the air; a young swift may not touch it.';
  const at = text.indexOf('swift');
  const cut = fromFirstWord({ text, ranges: [[at, at + 5]] });
  expect(cut.text).toBe('… in the air; a young swift may not touch it.');
  expect(marked(cut)).toEqual(['swift']);
});

test('a word near the beginning leaves the passage whole', () => {
  const passage = { text: 'Common swift. The common swift is a bird.', ranges: [[7, 12] as const] };
  expect(fromFirstWord(passage)).toEqual(passage);
});

test('the same words stand out as before, whatever the passage, and no sign is cut in two', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }),
      fc.nat(),
      fc.nat(20),
      (raw, at, length) => {
        const text = raw.toWellFormed();
        const from = at % text.length;
        const to = Math.min(text.length, from + length);
        const cut = fromFirstWord({ text, ranges: [[from, to]] });
        expect(marked(cut)).toEqual([text.slice(from, to)]);
        if (!/[\udc00-\udfff]/.test(text[from] ?? '')) expect(cut.text.isWellFormed()).toBe(true);
      },
    ),
  );
});
