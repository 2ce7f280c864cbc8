import type { WorkspaceRole } from '@materi/contract';
import { t } from '../../messages/index.ts';

/** A role as people read it. */
export const roleName = (role: WorkspaceRole): string => t(`role.${role}`);
