import type { ArchivedWorkspace } from '@materi/contract';
import { sql } from 'kysely';
import type { Db, Tx } from '../../kernel/db/database.ts';
import { accessDenied, notFound, wrongWorkspaceName } from './errors.ts';
import { workspaceEvent } from './events.ts';
import { tellMembership, tellWorkspace } from './membership-news.ts';
import type { IdentityNeeds } from './needs.ts';
import type { Access } from './access.ts';
import type { Principal } from './principal.ts';
import { roleIn } from './relations.ts';
import type { IdentityTables } from './schema.ts';
import { requireScope, requireSession } from './scopes.ts';

/**
 * Puts workspaces away and takes them back. The relation tuples of one that was
 * put away lie in a table of their own: rights come from tuples alone, so nobody
 * reaches anything there by any way, and nothing is lost.
 */
export interface Archiving {
  /**
   * `name` must be the workspace's own.
   * @throws AppError `access.denied` (403) unless an owner asks, `workspace.other_name` (400)
   */
  archive(person: Principal, workspaceId: string, name: string): Promise<void>;
  /** Those that the person owned. */
  list(person: Principal): Promise<ArchivedWorkspace[]>;
  /** @throws AppError `workspace.not_found` (404) */
  restore(person: Principal, workspaceId: string): Promise<void>;
}

const COLUMNS = sql.raw('workspace_id, object_type, object_id, relation, subject_type, subject_id, created_at');

export function createArchiving({
  database,
  emit,
  fanout,
  clock,
  access,
}: Pick<IdentityNeeds, 'database' | 'emit' | 'fanout' | 'clock'> & { access: Access }): Archiving {
  const owned = (source: Db | Tx, person: Principal) =>
    source
      .withTables<IdentityTables>()
      .selectFrom('workspaces')
      .innerJoin('archived_relations as tuple', 'tuple.workspace_id', 'workspaces.id')
      .where('tuple.object_type', '=', 'workspace')
      .where('tuple.subject_type', '=', 'person')
      .where('tuple.subject_id', '=', person.personId)
      .where('tuple.relation', '=', 'owner');

  return {
    async archive(person, workspaceId, name) {
      requireSession(person);
      await access.require(person, 'workspace.update', { type: 'workspace', id: workspaceId });
      const members = await database.transaction(async (tx) => {
        const tables = tx.withTables<IdentityTables>();
        const workspace = await tables
          .selectFrom('workspaces')
          .select('name')
          .where('id', '=', workspaceId)
          .forUpdate()
          .executeTakeFirst();
        if (!workspace) throw notFound('workspace');
        if ((await roleIn(tx, workspaceId, person.personId)) !== 'owner') throw accessDenied();
        if (workspace.name !== name.trim()) throw wrongWorkspaceName();
        const at = clock.now();
        await sql`insert into archived_relations (${COLUMNS})
          select ${COLUMNS} from relation_tuples where workspace_id = ${workspaceId}`.execute(tx);
        const gone = await takeAway(tx, workspaceId);
        await tables
          .updateTable('workspaces')
          .set({ archived_at: at, archived_by: person.personId })
          .where('id', '=', workspaceId)
          .execute();
        await tables
          .updateTable('invitations')
          .set({ revoked_at: at })
          .where('workspace_id', '=', workspaceId)
          .where('accepted_at', 'is', null)
          .where('revoked_at', 'is', null)
          .execute();
        await emit(tx, workspaceEvent('identity.workspace_archived', workspaceId, person.personId));
        return gone;
      });
      for (const personId of members) fanout.publish('access', { personId, workspaceId });
      tellWorkspace(fanout, workspaceId);
    },

    async list(person) {
      requireScope(person, 'workspaces:read');
      const rows = await owned(database.db, person)
        .select(['workspaces.id', 'workspaces.name', 'workspaces.icon', 'workspaces.archived_at'])
        .orderBy('workspaces.archived_at', 'desc')
        .execute();
      return rows.map(({ archived_at, ...row }) => ({ ...row, archivedAt: archived_at!.toISOString() }));
    },

    async restore(person, workspaceId) {
      requireSession(person);
      await database.transaction(async (tx) => {
        const tables = tx.withTables<IdentityTables>();
        await tables.selectFrom('workspaces').select('id').where('id', '=', workspaceId).forUpdate().execute();
        const mine = await owned(tx, person)
          .select('workspaces.id')
          .where('workspaces.id', '=', workspaceId)
          .executeTakeFirst();
        if (!mine) throw notFound('workspace');
        await sql`insert into relation_tuples (${COLUMNS})
          select ${COLUMNS} from archived_relations where workspace_id = ${workspaceId}
          on conflict do nothing`.execute(tx);
        await tables.deleteFrom('archived_relations').where('workspace_id', '=', workspaceId).execute();
        await tables
          .updateTable('workspaces')
          .set({ archived_at: null, archived_by: null })
          .where('id', '=', workspaceId)
          .execute();
        await emit(tx, workspaceEvent('identity.workspace_restored', workspaceId, person.personId));
      });
      tellMembership(fanout, workspaceId, person.personId);
    },
  };
}

/** Takes all rights there away; answers who had some. */
async function takeAway(tx: Tx, workspaceId: string): Promise<string[]> {
  const rows = await tx
    .withTables<IdentityTables>()
    .deleteFrom('relation_tuples')
    .where('workspace_id', '=', workspaceId)
    .returning('subject_id')
    .execute();
  return [...new Set(rows.map((row) => row.subject_id))];
}
