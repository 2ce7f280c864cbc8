import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { WORKSPACE_ROLES, type WorkspaceRole } from '@materi/contract';
import type { Database } from '../../kernel/db/database.ts';
import { accessDenied, notFound, scopeMissing } from './errors.ts';
import type { Principal } from './principal.ts';
import type { IdentityTables } from './schema.ts';
import { hasScope, scopeFor } from './scopes.ts';

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

type Resource =
  | { readonly type: 'workspace'; readonly id: string }
  | { readonly type: 'document'; readonly id: string; readonly workspaceId: string };

/** The one decision point. Everything is refused unless a relation tuple allows it. */
export interface Access {
  can(principal: Principal, action: Action, resource: Resource): Promise<boolean>;
  /**
   * The strongest role the principal has on the resource; `null` for none.
   * Through a key that may only read, nobody is more than a viewer.
   */
  roleOn(principal: Principal, resource: Resource): Promise<WorkspaceRole | null>;
  /**
   * @throws AppError 404 `<type>.not_found` when they may not even read it (so that nobody learns that it exists),
   *   403 `access.denied` when they may read it but not do this,
   *   403 `access.scope_missing` when they may do it but their API key may not
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

/** Whether a role may do all that `needed` may. */
export const isAtLeast = (role: WorkspaceRole, needed: WorkspaceRole): boolean =>
  WORKSPACE_ROLES.indexOf(role) <= WORKSPACE_ROLES.indexOf(needed);

/**
 * Decides from the relation tuples: a role in the workspace holds for all its
 * pages, a role on one page for that page only, and the stronger of both counts.
 * Nothing is cached, so a change of role holds from the next question on.
 */
export function createAccess({ database }: { database: Pick<Database, 'db'> }): Access {
  const db = database.db.withTables<IdentityTables>();

  /** What the person is there, whatever their key allows. */
  async function roleOfPerson(personId: string, resource: Resource): Promise<WorkspaceRole | null> {
    const workspaceId = resource.type === 'workspace' ? resource.id : resource.workspaceId;
    const rows = await db
      .selectFrom('relation_tuples')
      .select('relation')
      .where('workspace_id', '=', workspaceId)
      .where('subject_type', '=', 'person')
      .where('subject_id', '=', personId)
      .where(({ eb, or, and }) => {
        const inWorkspace = and([eb('object_type', '=', 'workspace'), eb('object_id', '=', workspaceId)]);
        if (resource.type === 'workspace') return inWorkspace;
        return or([inWorkspace, and([eb('object_type', '=', 'document'), eb('object_id', '=', resource.id)])]);
      })
      .execute();
    const held = new Set(rows.map((row) => row.relation));
    return WORKSPACE_ROLES.find((role) => held.has(role)) ?? null;
  }

  return {
    async can(principal, action, resource) {
      if (!hasScope(principal, scopeFor(action))) return false;
      const role = await roleOfPerson(principal.personId, resource);
      return role !== null && isAtLeast(role, ACTIONS[action]);
    },

    async roleOn(principal, resource) {
      const read = `${resource.type}s:read` as const;
      const write = `${resource.type}s:write` as const;
      if (!hasScope(principal, read)) return null;
      const role = await roleOfPerson(principal.personId, resource);
      return role !== null && !hasScope(principal, write) ? 'viewer' : role;
    },

    async require(principal, action, resource) {
      const role = await roleOfPerson(principal.personId, resource);
      if (role === null) throw notFound(resource.type);
      if (!hasScope(principal, scopeFor(action))) throw scopeMissing(scopeFor(action));
      if (!isAtLeast(role, ACTIONS[action])) throw accessDenied();
    },

    readableBy(principal, columns) {
      if (!hasScope(principal, scopeFor('document.read'))) return sql<SqlBool>`false`;
      const workspaceId = sql.ref(columns.workspaceId);
      const object = columns.documentId
        ? sql`(t.object_type = 'workspace' and t.object_id = ${workspaceId}
            or t.object_type = 'document' and t.object_id = ${sql.ref(columns.documentId)})`
        : sql`(t.object_type = 'workspace' and t.object_id = ${workspaceId})`;
      return sql<SqlBool>`exists (
        select 1 from relation_tuples t
        where t.workspace_id = ${workspaceId}
          and t.subject_type = 'person' and t.subject_id = ${principal.personId}
          and t.relation in (${sql.join([...WORKSPACE_ROLES])})
          and ${object})`;
    },
  };
}
