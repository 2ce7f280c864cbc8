import type { WorkspaceRole } from '@materi/contract';

// The contract's own list comes with zod, which the first chunk does without.
export const ROLES = ['owner', 'admin', 'editor', 'commenter', 'viewer'] as const satisfies WorkspaceRole[];

const atLeast = (role: WorkspaceRole, least: WorkspaceRole) => ROLES.indexOf(role) <= ROLES.indexOf(least);

export const canEdit = (role: WorkspaceRole): boolean => atLeast(role, 'editor');
export const canManage = (role: WorkspaceRole): boolean => atLeast(role, 'admin');
