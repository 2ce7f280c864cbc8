import type { Activity, Page, Version } from '@materi/contract';
import type { BlockNode } from '@materi/editor';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, queryClient } from '../../api.ts';

/** While a panel is open, what others do appears in it after this long at the latest. */
const AGAIN_MS = 10_000;
const OLD_BODY_MS = 5 * 60_000;

export const versionsQuery = (documentId: string, named: boolean) =>
  infiniteQueryOptions({
    queryKey: ['versions', documentId, named],
    queryFn: ({ pageParam }: { pageParam: string | null }): Promise<Page<Version>> =>
      api.documents.versions(documentId, {
        limit: 50,
        ...(named ? { named: 'true' } : {}),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: AGAIN_MS,
  });

export const activityQuery = (documentId: string) =>
  infiniteQueryOptions({
    queryKey: ['activity', documentId],
    queryFn: ({ pageParam }: { pageParam: string | null }): Promise<Page<Activity>> =>
      api.documents.activity(documentId, { limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: AGAIN_MS,
  });

export const versionQuery = (documentId: string, versionId: string) =>
  queryOptions({
    queryKey: ['version', documentId, versionId],
    queryFn: () => api.documents.version(documentId, versionId),
  });

/** The body of a version, or (`null`) as it is now. */
export const bodyQuery = (documentId: string, versionId: string | null) =>
  queryOptions({
    queryKey: ['version-body', documentId, versionId],
    queryFn: async (): Promise<BlockNode> =>
      JSON.parse(
        await (versionId === null
          ? api.documents.content(documentId, 'json')
          : api.documents.versionContent(documentId, versionId, 'json')),
      ) as BlockNode,
    staleTime: versionId === null ? 0 : OLD_BODY_MS,
  });

/** Fetches anew what is shown of the past of a page. */
export function refreshHistory(documentId: string): void {
  for (const key of ['versions', 'version', 'version-body', 'activity']) {
    void queryClient.invalidateQueries({ queryKey: [key, documentId] });
  }
}
