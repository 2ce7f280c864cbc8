import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => api.me.get(signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const setupStateQuery = queryOptions({ queryKey: ['setup'], queryFn: () => api.setup.state() });

export const invitationPreviewQuery = (token: string) =>
  queryOptions({ queryKey: ['invitation', token], queryFn: () => api.invitations.preview(token), retry: false });

export const sessionsQuery = queryOptions({ queryKey: ['sessions'], queryFn: () => api.me.sessions() });

export const keysQuery = queryOptions({ queryKey: ['keys'], queryFn: () => api.me.keys() });

/** Every member: lists are short enough to be searched where they are. */
export const membersQuery = (workspaceId: string) =>
  queryOptions({
    queryKey: ['members', workspaceId],
    async queryFn() {
      const first = await api.workspaces.members(workspaceId);
      const items = [...first.items];
      for (let cursor = first.nextCursor; cursor !== null;) {
        const next = await api.workspaces.members(workspaceId, { cursor });
        items.push(...next.items);
        cursor = next.nextCursor;
      }
      return { ...first, items, nextCursor: null };
    },
  });

export const archivedQuery = queryOptions({ queryKey: ['archived'], queryFn: () => api.workspaces.archived() });

export const resetPreviewQuery = (token: string) =>
  queryOptions({ queryKey: ['reset', token], queryFn: () => api.auth.reset({ token }), retry: false });

export const resetLinksQuery = (personId: string) =>
  queryOptions({ queryKey: ['reset-links', personId], queryFn: () => api.accounts.resetLinks(personId) });

export const invitationsQuery = (workspaceId: string) =>
  queryOptions({ queryKey: ['invitations', workspaceId], queryFn: () => api.workspaces.invitations(workspaceId) });
