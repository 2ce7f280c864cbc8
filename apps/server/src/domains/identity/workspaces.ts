import type { InviterRole, Workspace, WorkspaceUpdateRequest } from '@materi/contract';
import { newId } from '../../kernel/ids.ts';
import type { Access } from './access.ts';
import { notFound, ownersDecide, workspaceChanged } from './errors.ts';
import { workspaceEvent } from './events.ts';
import { tellMembership, tellWorkspace } from './membership-news.ts';
import type { IdentityNeeds } from './needs.ts';
import { pageOf, startAfter, type PageOf, type PageRequest } from './paging.ts';
import type { Principal } from './principal.ts';
import { addMember, roleIn } from './relations.ts';
import type { IdentityTables } from './schema.ts';
import { hasScope, requireScope } from './scopes.ts';

export interface Workspaces {
  /** Makes a workspace that the person owns. */
  create(person: Principal, name: string): Promise<Workspace>;
  /** Those of which the person is a member. */
  list(person: Principal, page: PageRequest): Promise<PageOf<Workspace>>;
  /** The ids of all workspaces whose pages and news the person may see as a member. */
  idsFor(person: Principal): Promise<ReadonlySet<string>>;
  /** @throws AppError `workspace.not_found` (404) */
  get(person: Principal, workspaceId: string): Promise<Workspace>;
  /**
   * `expectedVersion` comes from `If-Match`; `null` takes whatever is there.
   * @throws AppError `precondition.failed` (412), `workspace.owners_only` (403) for who may invite
   */
  update(
    person: Principal,
    workspaceId: string,
    change: WorkspaceUpdateRequest,
    expectedVersion: number | null,
  ): Promise<Workspace>;
}

export function createWorkspaces({
  database,
  emit,
  fanout,
  clock,
  access,
}: Pick<IdentityNeeds, 'database' | 'emit' | 'fanout' | 'clock'> & { access: Access }): Workspaces {
  const db = database.db.withTables<IdentityTables>();

  /** The workspaces of which a person is a member, with the role. */
  const memberships = (personId: string) =>
    db
      .selectFrom('workspaces')
      .innerJoin('relation_tuples as tuple', (join) =>
        join.onRef('tuple.workspace_id', '=', 'workspaces.id').on('tuple.object_type', '=', 'workspace'),
      )
      .where('tuple.subject_type', '=', 'person')
      .where('tuple.subject_id', '=', personId)
      .select([
        'workspaces.id',
        'workspaces.name',
        'workspaces.icon',
        'workspaces.inviter_role',
        'workspaces.version',
        'workspaces.created_at',
        'tuple.relation',
      ]);

  async function get(person: Principal, workspaceId: string): Promise<Workspace> {
    await access.require(person, 'workspace.read', { type: 'workspace', id: workspaceId });
    const row = await memberships(person.personId).where('workspaces.id', '=', workspaceId).executeTakeFirst();
    if (!row) throw notFound('workspace');
    return toWorkspace(row);
  }

  return {
    get,

    async create(person, name) {
      requireScope(person, 'workspaces:write');
      const id = newId();
      const at = clock.now();
      await database.transaction(async (tx) => {
        await tx
          .withTables<IdentityTables>()
          .insertInto('workspaces')
          .values({ id, name, version: 1, created_at: at, updated_at: at })
          .execute();
        await addMember(tx, { workspaceId: id, personId: person.personId, role: 'owner', at });
        await emit(tx, workspaceEvent('identity.workspace_created', id, person.personId));
        await emit(
          tx,
          workspaceEvent('identity.member_added', id, person.personId, { personId: person.personId, role: 'owner' }),
        );
      });
      tellMembership(fanout, id, person.personId);
      return get(person, id);
    },

    async idsFor(person) {
      if (!hasScope(person, 'documents:read')) return new Set();
      const rows = await memberships(person.personId).execute();
      return new Set(rows.map((row) => row.id));
    },

    async list(person, page) {
      if (!hasScope(person, 'workspaces:read')) return { items: [], nextCursor: null };
      const rows = await memberships(person.personId)
        .where('workspaces.id', '>', startAfter(page))
        .orderBy('workspaces.id')
        .limit(page.limit + 1)
        .execute();
      return pageOf(rows, page, (row) => row.id, toWorkspace);
    },

    async update(person, workspaceId, { name, icon, invite }, expectedVersion) {
      await access.require(person, 'workspace.update', { type: 'workspace', id: workspaceId });
      await database.transaction(async (tx) => {
        if (invite !== undefined && (await roleIn(tx, workspaceId, person.personId)) !== 'owner') throw ownersDecide();
        const changed = await tx
          .withTables<IdentityTables>()
          .updateTable('workspaces')
          .set((eb) => ({
            ...(name === undefined ? {} : { name }),
            ...(icon === undefined ? {} : { icon }),
            ...(invite === undefined ? {} : { inviter_role: invite }),
            version: eb('version', '+', 1),
            updated_at: clock.now(),
          }))
          .where('id', '=', workspaceId)
          .$if(expectedVersion !== null, (query) => query.where('version', '=', expectedVersion))
          .returning('id')
          .executeTakeFirst();
        if (!changed) throw workspaceChanged();
        await emit(tx, workspaceEvent('identity.workspace_updated', workspaceId, person.personId));
      });
      tellWorkspace(fanout, workspaceId);
      return get(person, workspaceId);
    },
  };
}

const toWorkspace = (row: {
  id: string;
  name: string;
  icon: string | null;
  inviter_role: InviterRole;
  version: number;
  created_at: Date;
  relation: Workspace['role'];
}): Workspace => ({
  id: row.id,
  name: row.name,
  icon: row.icon,
  role: row.relation,
  invite: row.inviter_role,
  version: row.version,
  createdAt: row.created_at.toISOString(),
});
