import type { Document, TreeNode } from '@materi/contract';
import { queryClient } from '../../api.ts';
import { withDrafts } from './drafts.ts';
import { documentKey, treeKey } from './queries.ts';
import { withNode, withoutBranch } from './tree.ts';

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
  queryClient.setQueryData<TreeNode[]>(treeKey(workspaceId), (items) => items && withNode(items, node));
  queryClient.setQueryData<Document>(documentKey(node.id), (document) => document && { ...document, ...node });
  for (const list of ['favourites', 'recent']) {
    queryClient.setQueryData<{ items: Document[]; nextCursor: string | null }>([list, workspaceId], (page) =>
      page?.items.some((one) => one.id === node.id)
        ? { ...page, items: page.items.map((one) => (one.id === node.id ? { ...one, ...node } : one)) }
        : page,
    );
  }
}

/** Takes a page and what is below it out of the tree. */
export function hideBranch(workspaceId: string, id: string): void {
  queryClient.setQueryData<TreeNode[]>(treeKey(workspaceId), (items) => items && withoutBranch(items, id));
}

/** Fetches the lists of pages anew, those that are on the screen at once. */
export function refreshLists(workspaceId: string, ...names: ('tree' | 'trash' | 'favourites' | 'recent')[]): void {
  for (const name of names) void queryClient.invalidateQueries({ queryKey: [name, workspaceId] });
}
