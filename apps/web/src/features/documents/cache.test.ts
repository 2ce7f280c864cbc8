import type { TreeNode } from '@materi/contract';
import { QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, test } from 'vitest';
import { queryClient } from '../../api.ts';
import { fetchTree, hideBranch, refreshLists, showNode } from './cache.ts';
import { treeKey } from './keys.ts';

const WORKSPACE = 'workspace';
const node = (id: string): TreeNode => ({ id, parentId: null, title: id, icon: null, position: id });

afterEach(() => queryClient.clear());

/** A tree on the screen whose answers come when the test says so. */
function treeOnScreen() {
  const answers: ((items: TreeNode[]) => void)[] = [];
  const observer = new QueryObserver<TreeNode[]>(queryClient, {
    queryKey: treeKey(WORKSPACE),
    queryFn: () => fetchTree(WORKSPACE, () => new Promise((resolve) => answers.push(resolve))),
    staleTime: 60_000,
  });
  const stop = observer.subscribe(() => undefined);
  return { answers, titles: () => observer.getCurrentResult().data?.map(({ title }) => title), stop };
}

/** Lets everything run that waits for a promise. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a page that was told of while the first answer was on its way is not lost to it', async () => {
  const tree = treeOnScreen();
  showNode(WORKSPACE, node('new'));
  await settled();
  tree.answers[0]!([node('old')]);
  await settled();
  expect(tree.titles()?.toSorted()).toEqual(['new', 'old']);
  tree.stop();
});

test('a page that left while an answer was on its way does not come back with it', async () => {
  queryClient.setQueryData(treeKey(WORKSPACE), [node('stays'), node('goes')]);
  const tree = treeOnScreen();
  void queryClient.invalidateQueries({ queryKey: treeKey(WORKSPACE) });
  await settled();
  hideBranch(WORKSPACE, 'goes');
  await settled();
  tree.answers.at(-1)!([node('stays'), node('goes')]);
  await settled();
  expect(tree.titles()).toEqual(['stays']);
  tree.stop();
});

test('when much changed while the first answer was on its way, the question is asked once more', async () => {
  const tree = treeOnScreen();
  await settled();
  refreshLists(WORKSPACE, 'tree');
  tree.answers[0]!([node('old')]);
  await settled();
  expect(tree.answers).toHaveLength(2);
  tree.answers[1]!([node('old'), node('new')]);
  await settled();
  expect(tree.titles()).toEqual(['old', 'new']);
  tree.stop();
});

test('what is told while nothing is on its way asks for nothing', async () => {
  queryClient.setQueryData(treeKey(WORKSPACE), [node('old')]);
  const tree = treeOnScreen();
  await settled();
  showNode(WORKSPACE, node('new'));
  await settled();
  expect(tree.answers).toHaveLength(0);
  expect(tree.titles()).toEqual(['old', 'new']);
  tree.stop();
});
