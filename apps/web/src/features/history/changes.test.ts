import type { BlockNode } from '@materi/editor';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { align, compareBodies } from './changes.ts';

const paragraph = (id: string, text: string): BlockNode => ({
  type: 'paragraph',
  attrs: { id },
  ...(text === '' ? {} : { content: [{ type: 'text', text }] }),
});
const bodyOf = (...content: BlockNode[]): BlockNode => ({ type: 'doc', content });
const told = (node: BlockNode) =>
  (node.content ?? []).map((part) => `${part.marks?.[0]?.attrs?.['change'] ?? '='} ${part.text}`);

test('a changed word is marked, and what stays is not', () => {
  const { body, ...counts } = compareBodies(
    bodyOf(paragraph('a', 'The quick brown fox.'), paragraph('b', 'Stays.')),
    bodyOf(paragraph('a', 'The slow brown fox.'), paragraph('b', 'Stays.')),
  );
  expect(counts).toEqual({ added: 0, removed: 0, changed: 1 });
  expect(told(body.content![0]!)).toEqual(['= The ', 'removed quick', 'added slow', '=  brown fox.']);
  expect(body.content![1]).toEqual(paragraph('b', 'Stays.'));
});

test('blocks that came, went and moved stand where they are and were', () => {
  const { body, ...counts } = compareBodies(
    bodyOf(paragraph('a', 'A'), paragraph('b', 'B'), paragraph('c', 'C')),
    bodyOf(paragraph('n', 'N'), paragraph('b', 'B'), paragraph('a', 'A')),
  );
  expect(body.content!.map((node) => [node.attrs!['id'], node.attrs!['change'] ?? '='])).toEqual(
    expect.arrayContaining([
      ['n', 'added'],
      ['c', 'removed'],
    ]),
  );
  expect(counts.added).toBe(2);
  expect(counts.removed).toBe(2);
});

test('lists are compared item by item', () => {
  const list = (...items: [string, string][]): BlockNode => ({
    type: 'bulletList',
    content: items.map(([id, text]) => ({ type: 'listItem', attrs: { id }, content: [paragraph(`${id}-p`, text)] })),
  });
  const { body, ...counts } = compareBodies(
    bodyOf(list(['x', 'one'], ['y', 'two'])),
    bodyOf(list(['x', 'one'], ['y', 'two'], ['z', 'three'])),
  );
  expect(counts).toEqual({ added: 1, removed: 0, changed: 0 });
  expect(body.content![0]!.content!.map((item) => item.attrs!['change'])).toEqual([undefined, undefined, 'added']);
});

test('taking the removed out gives the new words, taking the added out the old ones', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c', ' ', '. '), { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(words, words, (before, after) => {
      const [block] = compareBodies(bodyOf(paragraph('p', before)), bodyOf(paragraph('p', after))).body.content!;
      const without = (change: string) =>
        (block!.content ?? [])
          .filter((part) => part.marks?.[0]?.attrs?.['change'] !== change)
          .map((part) => part.text)
          .join('');
      expect(without('removed')).toBe(after);
      expect(without('added')).toBe(before);
    }),
  );
});

test('pairs are in order on both sides, each place once', () => {
  const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 10 });
  fc.assert(
    fc.property(keys, keys, (before, after) => {
      const pairs = align(before, after);
      for (const [at, [left, right]] of pairs.entries()) {
        expect(before[left]).toBe(after[right]);
        if (at > 0) {
          expect(left).toBeGreaterThan(pairs[at - 1]![0]);
          expect(right).toBeGreaterThan(pairs[at - 1]![1]);
        }
      }
    }),
  );
});
