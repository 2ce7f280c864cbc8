import type { Document, TreeNode } from '@materi/contract';
import type { Query, QueryKey } from '@tanstack/react-query';
import { queryClient } from '../../api.ts';
import { withDrafts } from './drafts.ts';
import { documentKey, treeKey } from './keys.ts';
import { withNode, withoutBranch } from './tree.ts';

type TreeChange = (items: readonly TreeNode[]) => TreeNode[];

/** The trees that are on their way from the server, with what was told of them meanwhile. */
const underway = new Set<{ workspaceId: string; changes: TreeChange[] }>();

/** Fetches a tree. What is told while it is on its way is laid over it: the answer may be older. */
export async function fetchTree(workspaceId: string, fetch: () => Promise<TreeNode[]>): Promise<TreeNode[]> {
  const news = { workspaceId, changes: [] as TreeChange[] };
  underway.add(news);
  try {
    const items = await fetch();
    return news.changes.reduce((changed, change) => change(changed), items);
  } finally {
    underway.delete(news);
  }
}

function changeTree(workspaceId: string, change: TreeChange): void {
  for (const news of underway) if (news.workspaceId === workspaceId) news.changes.push(change);
  queryClient.setQueryData<TreeNode[]>(treeKey(workspaceId), (items) => items && change(items));
}

/** The part of a page that the tree draws. */
export const nodeOf = ({ id, parentId, title, icon, position }: Document): TreeNode => ({
  id,
  parentId,
  title,
  icon,
  position,
});

export function cachedNode(workspaceId: string, id: string): TreeNode | undefined {
  return queryClient.getQueryData<TreeNode[]>(treeKey(workspaceId))?.find((node) => node.id === id);
}

/** Shows a page's new title, icon or place everywhere it is drawn. */
export function showNode(workspaceId: string, arrived: TreeNode): void {
  const node = withDrafts(arrived);
  changeTree(workspaceId, (items) => withNode(items, node));
  queryClient.setQueryData<Document>(documentKey(node.id), (document) => document && { ...document, ...node });
  for (const list of ['favourites', 'recent', 'changed']) {
    queryClient.setQueryData<{ items: Document[]; nextCursor: string | null }>([list, workspaceId], (page) =>
      page?.items.some((one) => one.id === node.id)
        ? { ...page, items: page.items.map((one) => (one.id === node.id ? { ...one, ...node } : one)) }
        : page,
    );
  }
}

/** Takes a page and what is below it out of the tree. */
export function hideBranch(workspaceId: string, id: string): void {
  changeTree(workspaceId, (items) => withoutBranch(items, id));
}

const askedAgain = new WeakSet<Query>();

/**
 * Asks for these answers again. A first answer that is on its way cannot be called back, and may be older than
 * this moment: after it, the question is asked once more.
 */
export function askAgain(queryKey: QueryKey): void {
  const first = queryClient.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching' });
  for (const query of first) {
    if (query.state.data !== undefined || askedAgain.has(query)) continue;
    askedAgain.add(query);
    const again = () => queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true });
    void query.promise?.then(again, () => undefined).finally(() => askedAgain.delete(query));
  }
  void queryClient.invalidateQueries({ queryKey });
}

/** Fetches the lists of pages anew, those that are on the screen at once. */
export function refreshLists(workspaceId: string, ...names: ('tree' | 'trash' | 'favourites' | 'recent')[]): void {
  // What was opened and what was not are two halves of one list.
  const all = names.includes('recent') ? [...names, 'changed'] : names;
  for (const name of all) askAgain([name, workspaceId]);
}
