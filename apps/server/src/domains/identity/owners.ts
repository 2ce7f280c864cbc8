import type { Database } from '../../kernel/db/database.ts';
import type { Principal } from './principal.ts';
import type { IdentityTables } from './schema.ts';

/** A workspace and one of its owners, with all rights. */
export interface OwnedWorkspace {
  readonly id: string;
  readonly name: string;
  readonly owner: Principal;
}

/**
 * Every workspace with its first owner, by name: for whoever has the data in
 * their hands (the command line), who acts as that owner.
 */
export async function ownedWorkspaces(database: Database): Promise<OwnedWorkspace[]> {
  const rows = await database.db
    .withTables<IdentityTables>()
    .selectFrom('workspaces')
    .innerJoin('relation_tuples as tuple', (join) =>
      join.onRef('tuple.workspace_id', '=', 'workspaces.id').on('tuple.object_type', '=', 'workspace'),
    )
    .innerJoin('people', 'people.id', 'tuple.subject_id')
    .where('tuple.subject_type', '=', 'person')
    .where('tuple.relation', '=', 'owner')
    .select(['workspaces.id', 'workspaces.name', 'people.id as personId', 'people.name as personName'])
    .orderBy('workspaces.name')
    .orderBy('workspaces.id')
    .orderBy('people.id')
    .execute();
  const byId = new Map<string, OwnedWorkspace>();
  for (const { id, name, personId, personName } of rows) {
    if (byId.has(id)) continue;
    const owner: Principal = { personId, name: personName, sessionId: null, keyId: null, scopes: ['*'] };
    byId.set(id, { id, name, owner });
  }
  return [...byId.values()];
}
