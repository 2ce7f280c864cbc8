import type { WorkspaceRole } from '@materi/contract';
import { t } from '../../messages/identity.ts';

/** A role as people read it. */
export const roleName = (role: WorkspaceRole): string => t(`role.${role}`);
