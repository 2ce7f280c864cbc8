import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { fetchTree } from './cache.ts';
import { withDrafts } from './drafts.ts';
import { documentKey, treeKey } from './keys.ts';
import { newPage, withNewPages } from './new-pages.ts';

// What the first screen asked for early is not asked for again when its parts are drawn.
const LOADING_MS = 3000;

export { documentKey, treeKey };

/** Every page of a workspace that is not in the trash. */
export const treeQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: treeKey(workspaceId),
    queryFn: ({ signal }) =>
      fetchTree(workspaceId, async () =>
        withNewPages(workspaceId, (await api.workspaces.tree(workspaceId, signal)).items).map(withDrafts),
      ),
    staleTime: 5 * 60_000,
  });

export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: documentKey(id),
    queryFn: async ({ signal }) => withDrafts(newPage(id) ?? (await api.documents.get(id, signal))),
    staleTime: LOADING_MS,
  });

export const backlinksQuery = (id: string) =>
  queryOptions({ queryKey: ['backlinks', id], queryFn: () => api.documents.backlinks(id), staleTime: 0 });

export const trashQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['trash', workspaceId],
    queryFn: () => api.workspaces.documents(workspaceId, { trashed: 'true', limit: 200 }),
    staleTime: LOADING_MS,
  });

export const favouritesQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['favourites', workspaceId],
    queryFn: () => api.workspaces.documents(workspaceId, { favourites: 'true', limit: 200 }),
  });

export const changedQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['changed', workspaceId],
    queryFn: () => api.workspaces.documents(workspaceId, { changed: 'true', limit: 12 }),
    staleTime: LOADING_MS,
  });

export const recentQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['recent', workspaceId],
    queryFn: () => api.workspaces.documents(workspaceId, { recent: 'true', limit: 12 }),
    staleTime: LOADING_MS,
  });
