import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../api.ts';
import { inboxQuery, refreshInbox } from './queries.ts';

/** Whoever has a page open has seen what is new on it. */
export function useReadOnOpen(workspaceId: string, documentId: string): void {
  const { data } = useInfiniteQuery(inboxQuery(workspaceId));
  const isNew =
    data?.pages.some((page) => page.items.some((one) => one.documentId === documentId && one.readAt === null)) ?? false;
  useEffect(() => {
    if (!isNew) return;
    const read = () => {
      if (document.visibilityState !== 'visible') return;
      // A failure costs nothing: the line stays unread.
      api.notifications.readAll(workspaceId, documentId).then(
        () => refreshInbox(workspaceId),
        () => undefined,
      );
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [isNew, workspaceId, documentId]);
}
