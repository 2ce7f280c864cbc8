import type { WorkspaceRole } from '@materi/contract';
import type { Db, Tx } from '../../kernel/db/database.ts';
import type { IdentityTables } from './schema.ts';

/**
 * Who is what in a workspace, as relation tuples. These functions decide
 * nothing: the services check the right first (`access.ts`).
 */

/** The role of a person in a workspace; `null` for none. */
export async function roleIn(db: Db | Tx, workspaceId: string, personId: string): Promise<WorkspaceRole | null> {
  const row = await membership(db, workspaceId, personId).select('relation').executeTakeFirst();
  return row?.relation ?? null;
}

/** How many owners a workspace has. */
export async function countOwners(db: Db | Tx, workspaceId: string): Promise<number> {
  const rows = await db
    .withTables<IdentityTables>()
    .selectFrom('relation_tuples')
    .select('subject_id')
    .where('workspace_id', '=', workspaceId)
    .where('object_type', '=', 'workspace')
    .where('subject_type', '=', 'person')
    .where('relation', '=', 'owner')
    .limit(2)
    .execute();
  return rows.length;
}

/** Makes a person a member; they must not be one yet. */
export async function addMember(
  tx: Tx,
  { workspaceId, personId, role, at }: { workspaceId: string; personId: string; role: WorkspaceRole; at: Date },
): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .insertInto('relation_tuples')
    .values({
      workspace_id: workspaceId,
      object_type: 'workspace',
      object_id: workspaceId,
      relation: role,
      subject_type: 'person',
      subject_id: personId,
      created_at: at,
    })
    .execute();
}

/** Gives a member another role. */
export async function setRole(tx: Tx, workspaceId: string, personId: string, role: WorkspaceRole): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .updateTable('relation_tuples')
    .set({ relation: role })
    .where('workspace_id', '=', workspaceId)
    .where('object_type', '=', 'workspace')
    .where('subject_type', '=', 'person')
    .where('subject_id', '=', personId)
    .execute();
}

/** Takes away everything that a person is in a workspace, single pages included. */
export async function removeMember(tx: Tx, workspaceId: string, personId: string): Promise<void> {
  await tx
    .withTables<IdentityTables>()
    .deleteFrom('relation_tuples')
    .where('workspace_id', '=', workspaceId)
    .where('subject_type', '=', 'person')
    .where('subject_id', '=', personId)
    .execute();
}

function membership(db: Db | Tx, workspaceId: string, personId: string) {
  return db
    .withTables<IdentityTables>()
    .selectFrom('relation_tuples')
    .where('workspace_id', '=', workspaceId)
    .where('object_type', '=', 'workspace')
    .where('subject_type', '=', 'person')
    .where('subject_id', '=', personId);
}
