import type { SearchQuery } from '@materi/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

/** The first results for words that are being typed. */
export const typedSearch = (workspaceId: string, q: string) =>
  queryOptions({
    queryKey: ['search', workspaceId, q],
    queryFn: ({ signal }) => api.search({ workspaceId, q, limit: 8 }, signal),
    staleTime: 10_000,
    retry: false,
  });

/** A search with its filters, a page of results at a time. */
export const wholeSearch = (query: SearchQuery) =>
  infiniteQueryOptions({
    queryKey: ['search-all', query],
    queryFn: ({ signal, pageParam }) =>
      api.search({ ...query, ...(pageParam === '' ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    staleTime: 10_000,
    retry: false,
  });

/** The tags of a workspace, the most used first. */
export const tagsQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['tags', workspaceId],
    queryFn: async () => (await api.workspaces.tags(workspaceId)).items,
    staleTime: 10_000,
  });
