import { expect, test } from 'vitest';
import { passagesOf } from './passages.ts';
import { termsOf, vectorOf } from './terms.ts';

const paragraph = (text: string, id?: string) => ({
  type: 'paragraph',
  attrs: { id: id ?? null },
  content: [{ type: 'text', text }],
});

test('nothing of a body that the database cannot keep reaches the index', () => {
  const heading = {
    type: 'heading',
    attrs: { level: 1, id: 'h' },
    // A sign of two halves at the very place where headings are cut.
    content: [{ type: 'text', text: `${'x'.repeat(199)}🌍 end` }],
  };
  const { passages } = passagesOf({
    type: 'doc',
    content: [
      heading,
      paragraph('wal\0rus \ud800', 'a\0b'),
      paragraph('otter', 'x'.repeat(5_000)),
      paragraph('heron', '\udc00'),
    ],
  });
  const text = JSON.stringify(passages);
  expect(text).not.toMatch(/\\u0000|\\ud[89a-f]/);
  expect(passages.slice(1).map(({ blockId, text: shown }) => [blockId, shown])).toEqual([
    [null, 'walrus \ufffd'],
    [null, 'otter'],
    [null, 'heron'],
  ]);
});

test('a page of endless different words keeps as many as a search vector can hold, the title first', () => {
  const words = Array.from({ length: 20_000 }, (_, at) => `${at.toString(36)}${'q'.repeat(70)}`.slice(0, 64));
  const { levels } = termsOf({
    title: 'Fingerprints',
    tags: [],
    passages: [{ blockId: null, headings: [], isHeading: false, text: words.join(' ') }],
  });
  expect(levels.size).toBeGreaterThan(5_000);
  expect(levels.get('fingerprints')).toBe(3);
  expect(Buffer.byteLength(vectorOf(1, levels))).toBeLessThan(1_048_576);
});
