import type { RawBuilder, SqlBool } from 'kysely';
import type { WorkspaceRole } from '@materi/contract';
import type { Principal } from './principal.ts';

/** What may be done, and the weakest role that may do it. */
export const ACTIONS = {
  'workspace.read': 'viewer',
  'workspace.update': 'admin',
  'workspace.invite': 'admin',
  'workspace.manage_members': 'admin',
  'document.read': 'viewer',
  'document.comment': 'commenter',
  'document.edit': 'editor',
  'document.create': 'editor',
  'document.destroy': 'editor',
} as const satisfies Record<string, WorkspaceRole>;
export type Action = keyof typeof ACTIONS;

export type Resource =
  | { readonly type: 'workspace'; readonly id: string }
  | { readonly type: 'document'; readonly id: string; readonly workspaceId: string };

/** The one decision point. Everything is refused unless a relation tuple allows it. */
export interface Access {
  can(principal: Principal, action: Action, resource: Resource): Promise<boolean>;
  /** The strongest role the principal has on the resource; `null` for none. */
  roleOn(principal: Principal, resource: Resource): Promise<WorkspaceRole | null>;
  /**
   * @throws AppError 404 `<type>.not_found` when they may not even read it (so that nobody learns that it exists),
   *   403 `access.denied` when they may read it but not do this
   */
  require(principal: Principal, action: Action, resource: Resource): Promise<void>;
  /**
   * A condition for lists: true for rows whose document this principal may read.
   * Name the columns of the query, for example `{ workspaceId: 'documents.workspace_id', documentId: 'documents.id' }`.
   */
  readableBy(principal: Principal, columns: { workspaceId: string; documentId?: string }): RawBuilder<SqlBool>;
}

/** Told at once, in this process, when rights shrink or grow (`kernel/fanout`, topic `access`). */
export interface AccessChange {
  /** Only this person, when set. */
  readonly personId?: string;
  readonly workspaceId?: string;
  readonly sessionId?: string;
  readonly keyId?: string;
  readonly documentId?: string;
}
