import type { TreeNode } from '@materi/contract';
import { expect, test } from 'vitest';
import { markAt, placeOf, stepPlace } from './drop-place.ts';
import { indexTree, visibleRows } from './tree.ts';

const node = (id: string, parentId: string | null, position: string): TreeNode => ({
  id,
  parentId,
  position,
  title: id,
  icon: null,
});
const tree = indexTree([
  node('a', null, 'a0'),
  node('b', null, 'a1'),
  node('c', null, 'a2'),
  node('a1', 'a', 'a0'),
  node('a2', 'a', 'a1'),
]);
const rows = visibleRows(tree, new Set(['a']));
const at = (y: number, moved: string) => placeOf(tree, rows, markAt(y, 30, rows), moved);
const one = (id: string) => tree.byId.get(id) as TreeNode;

test('the upper edge of a row means before, the middle inside, the lower edge after', () => {
  expect(at(3 * 30 + 2, 'c')).toEqual({ parentId: null, beforeId: 'b' });
  expect(at(3 * 30 + 15, 'c')).toEqual({ parentId: 'b', beforeId: null });
  expect(at(3 * 30 + 28, 'a')).toEqual({ parentId: null, beforeId: 'c' });
});

test('below an expanded page is the place of its first child', () => {
  expect(at(29, 'c')).toEqual({ parentId: 'a', beforeId: 'a1' });
  expect(at(29, 'a1')).toEqual({ parentId: 'a', beforeId: 'a2' });
});

test('a page cannot go into itself or below itself', () => {
  expect(at(15, 'a')).toBeNull();
  expect(at(45, 'a')).toBeNull();
  expect(at(28, 'a')).toBeNull();
});

test('below the last row is the end of its siblings', () => {
  expect(at(9999, 'a')).toEqual({ parentId: null, beforeId: null });
});

test('steps by keyboard stop at the ends', () => {
  expect(stepPlace(tree, one('a'), 'up')).toBeNull();
  expect(stepPlace(tree, one('b'), 'up')).toEqual({ parentId: null, beforeId: 'a' });
  expect(stepPlace(tree, one('a'), 'down')).toEqual({ parentId: null, beforeId: 'c' });
  expect(stepPlace(tree, one('c'), 'down')).toBeNull();
  expect(stepPlace(tree, one('b'), 'in')).toEqual({ parentId: 'a', beforeId: null });
  expect(stepPlace(tree, one('a1'), 'out')).toEqual({ parentId: null, beforeId: 'b' });
  expect(stepPlace(tree, one('a'), 'out')).toBeNull();
});
