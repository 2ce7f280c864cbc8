import type { Workspace, WorkspaceRole } from '@materi/contract';

// The contract's own list comes with zod, which the first chunk does without.
export const ROLES = ['owner', 'admin', 'editor', 'commenter', 'viewer'] as const satisfies WorkspaceRole[];

const atLeast = (role: WorkspaceRole, least: WorkspaceRole) => ROLES.indexOf(role) <= ROLES.indexOf(least);

export const canEdit = (role: WorkspaceRole): boolean => atLeast(role, 'editor');
/** Whether the rule of a workspace lets one invite. */
export const canInvite = ({ role, invite }: Pick<Workspace, 'role' | 'invite'>): boolean => atLeast(role, invite);
/** The roles to which somebody with this one may invite. */
export const invitable = (own: WorkspaceRole): Exclude<WorkspaceRole, 'owner'>[] =>
  ROLES.filter((role): role is Exclude<WorkspaceRole, 'owner'> => role !== 'owner' && atLeast(own, role));
export const canManage = (role: WorkspaceRole): boolean => atLeast(role, 'admin');
