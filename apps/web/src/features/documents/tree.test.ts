import type { TreeNode } from '@materi/contract';
import { expect, test } from 'vitest';
import { ancestors, indexTree, isWithin, positionAt, visibleRows, withNode, withoutBranch } from './tree.ts';

const node = (id: string, parentId: string | null, position: string): TreeNode => ({
  id,
  parentId,
  position,
  title: id,
  icon: null,
});
const items = [
  node('b', null, 'a1'),
  node('a', null, 'a0'),
  node('a2', 'a', 'a1'),
  node('a1', 'a', 'a0'),
  node('x', 'a1', 'a0'),
];
const tree = indexTree(items);
const drawn = (expanded: string[]) => visibleRows(tree, new Set(expanded)).map((row) => `${row.level}${row.node.id}`);

test('rows stand in the order of their positions, and only expanded pages show what is below', () => {
  expect(drawn([])).toEqual(['1a', '1b']);
  expect(drawn(['a'])).toEqual(['1a', '2a1', '2a2', '1b']);
  expect(drawn(['a1'])).toEqual(['1a', '1b']);
  expect(drawn(['a', 'a1'])).toEqual(['1a', '2a1', '3x', '2a2', '1b']);
});

test('positions sort by code unit, as the server sorts them', () => {
  const mixed = indexTree([node('low', null, 'a1'), node('high', null, 'Zz')]);
  expect(mixed.children.get(null)?.map((one) => one.id)).toEqual(['high', 'low']);
});

test('a page whose parent is not known is still reachable', () => {
  expect(visibleRows(indexTree([node('lost', 'gone', 'a0')]), new Set()).map((row) => row.node.id)).toEqual(['lost']);
});

test('the way up ends at the top, even where two moves at once made a circle', () => {
  expect(ancestors(tree, 'x').map((one) => one.id)).toEqual(['a', 'a1']);
  expect(isWithin(tree, 'x', 'a')).toBe(true);
  expect(isWithin(tree, 'a', 'x')).toBe(false);
  const circle = indexTree([node('p', 'q', 'a0'), node('q', 'p', 'a0')]);
  expect(ancestors(circle, 'p').length).toBeLessThan(3);
});

test('a page leaves the tree together with what is below it', () => {
  expect(withoutBranch(items, 'a').map((one) => one.id)).toEqual(['b']);
});

test('a place between two siblings has a position between theirs', () => {
  const between = positionAt(tree, { parentId: 'a', beforeId: 'a2' });
  expect('a0' < between && between < 'a1').toBe(true);
  expect(positionAt(tree, { parentId: 'a', beforeId: null }) > 'a1').toBe(true);
  expect(positionAt(tree, { parentId: 'b', beforeId: null })).toBe('a0');
  const moved = indexTree(withNode(items, { ...node('b', 'a', between) }));
  expect(moved.children.get('a')?.map((one) => one.id)).toEqual(['a1', 'b', 'a2']);
});
