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

export const membersQuery = (workspaceId: string) =>
  queryOptions({ queryKey: ['members', workspaceId], queryFn: () => api.workspaces.members(workspaceId) });

export const invitationsQuery = (workspaceId: string) =>
  queryOptions({ queryKey: ['invitations', workspaceId], queryFn: () => api.workspaces.invitations(workspaceId) });
