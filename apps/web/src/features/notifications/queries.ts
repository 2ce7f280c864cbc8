import type { NotificationPage } from '@materi/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, queryClient } from '../../api.ts';

const PAGE = 50;

/** What is new in a workspace for the person who is signed in; the stream tells when it changes. */
export const inboxQuery = (workspaceId: string, unread = false) =>
  infiniteQueryOptions({
    queryKey: ['inbox', workspaceId, unread],
    queryFn: ({ pageParam }: { pageParam: string | null }): Promise<NotificationPage> =>
      api.notifications.list({
        workspaceId,
        limit: PAGE,
        ...(unread ? { unread: 'true' } : {}),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    staleTime: 60_000,
  });

export const followQuery = (documentId: string) =>
  queryOptions({
    queryKey: ['follow', documentId],
    queryFn: () => api.documents.following(documentId),
    staleTime: 60_000,
  });

export const refreshInbox = (workspaceId: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ['inbox', workspaceId] });
