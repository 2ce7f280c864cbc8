import type { WorkspaceRole } from '@materi/contract';
export type { WorkspaceRole };

/** As in the contract, strongest first; written again so that its schema library stays out of this chunk. */
export const WORKSPACE_ROLES: readonly WorkspaceRole[] = ['owner', 'admin', 'editor', 'commenter', 'viewer'];
