import type { Member, WorkspaceRole } from '@materi/contract';
import type { Tx } from '../../kernel/db/database.ts';
import { isAtLeast, type Access } from './access.ts';
import { accessDenied, lastOwner, memberNotFound, ownersOnly } from './errors.ts';
import { workspaceEvent } from './events.ts';
import { tellMembership } from './membership-news.ts';
import type { IdentityNeeds } from './needs.ts';
import { pageOf, startAfter, type PageOf, type PageRequest } from './paging.ts';
import { pictureUrl } from './pictures.ts';
import type { Principal } from './principal.ts';
import { countOwners, removeMember, roleIn, setRole } from './relations.ts';
import type { IdentityTables } from './schema.ts';
import { requireScope, requireSession } from './scopes.ts';

/** Who belongs to a workspace. It always keeps an owner, and only owners decide about owners. */
export interface Members {
  list(person: Principal, workspaceId: string, page: PageRequest): Promise<PageOf<Member>>;
  /** @throws AppError `member.not_found` (404), `member.owners_only` (403), `member.last_owner` (409) */
  setRole(person: Principal, workspaceId: string, memberId: string, role: WorkspaceRole): Promise<Member>;
  /**
   * Makes another member an owner and the person who asks an admin, in one step.
   * @throws AppError `member.owners_only` (403), `member.not_found` (404)
   */
  handOver(person: Principal, workspaceId: string, memberId: string): Promise<void>;
  /**
   * Removes a member, or leaves when it is the person themselves.
   * @throws AppError `member.not_found` (404), `member.owners_only` (403), `member.last_owner` (409)
   */
  remove(person: Principal, workspaceId: string, memberId: string): Promise<void>;
}

export function createMembers({
  database,
  emit,
  fanout,
  access,
}: Pick<IdentityNeeds, 'database' | 'emit' | 'fanout'> & { access: Access }): Members {
  const db = database.db.withTables<IdentityTables>();

  const membersOf = (workspaceId: string) =>
    db
      .selectFrom('relation_tuples as tuple')
      .innerJoin('people', 'people.id', 'tuple.subject_id')
      .where('tuple.workspace_id', '=', workspaceId)
      .where('tuple.object_type', '=', 'workspace')
      .where('tuple.subject_type', '=', 'person')
      .select(['people.id', 'people.name', 'people.email', 'people.picture_tag', 'tuple.relation', 'tuple.created_at']);

  return {
    async list(person, workspaceId, page) {
      await access.require(person, 'workspace.read', { type: 'workspace', id: workspaceId });
      const rows = await membersOf(workspaceId)
        .where('people.id', '>', startAfter(page))
        .orderBy('people.id')
        .limit(page.limit + 1)
        .execute();
      return pageOf(rows, page, (row) => row.id, toMember);
    },

    async setRole(person, workspaceId, memberId, role) {
      await access.require(person, 'workspace.manage_members', { type: 'workspace', id: workspaceId });
      const changed = await database.transaction(async (tx) => {
        const before = await lockedRoles(tx, workspaceId, person.personId, memberId);
        if (before.actor === null || !isAtLeast(before.actor, 'admin')) throw accessDenied();
        if ((role === 'owner' || before.member === 'owner') && before.actor !== 'owner') throw ownersOnly();
        if (before.member === role) return false;
        if (before.member === 'owner' && (await countOwners(tx, workspaceId)) === 1) throw lastOwner();
        await setRole(tx, workspaceId, memberId, role);
        await emit(
          tx,
          workspaceEvent('identity.role_changed', workspaceId, person.personId, {
            personId: memberId,
            before: before.member,
            after: role,
          }),
        );
        return true;
      });
      if (changed) tellMembership(fanout, workspaceId, memberId);
      const row = await membersOf(workspaceId).where('people.id', '=', memberId).executeTakeFirst();
      if (!row) throw memberNotFound();
      return toMember(row);
    },

    async handOver(person, workspaceId, memberId) {
      requireSession(person);
      await access.require(person, 'workspace.manage_members', { type: 'workspace', id: workspaceId });
      if (memberId === person.personId) return;
      await database.transaction(async (tx) => {
        const before = await lockedRoles(tx, workspaceId, person.personId, memberId);
        if (before.actor !== 'owner') throw ownersOnly();
        const roles = [
          [memberId, before.member, 'owner'],
          [person.personId, 'owner', 'admin'],
        ] as const;
        for (const [personId, from, to] of roles) {
          if (from === to) continue;
          await setRole(tx, workspaceId, personId, to);
          await emit(
            tx,
            workspaceEvent('identity.role_changed', workspaceId, person.personId, {
              personId,
              before: from,
              after: to,
            }),
          );
        }
      });
      tellMembership(fanout, workspaceId, memberId);
      tellMembership(fanout, workspaceId, person.personId);
    },

    async remove(person, workspaceId, memberId) {
      const leaves = memberId === person.personId;
      await access.require(person, leaves ? 'workspace.read' : 'workspace.manage_members', {
        type: 'workspace',
        id: workspaceId,
      });
      requireScope(person, 'workspaces:write');
      await database.transaction(async (tx) => {
        const before = await lockedRoles(tx, workspaceId, person.personId, memberId);
        if (!leaves) {
          if (before.actor === null || !isAtLeast(before.actor, 'admin')) throw accessDenied();
          if (before.member === 'owner' && before.actor !== 'owner') throw ownersOnly();
        }
        if (before.member === 'owner' && (await countOwners(tx, workspaceId)) === 1) throw lastOwner();
        await removeMember(tx, workspaceId, memberId);
        await emit(
          tx,
          workspaceEvent('identity.member_removed', workspaceId, person.personId, {
            personId: memberId,
            role: before.member,
          }),
        );
      });
      tellMembership(fanout, workspaceId, memberId);
    },
  };
}

const toMember = (row: {
  id: string;
  name: string;
  email: string;
  picture_tag: string | null;
  relation: WorkspaceRole;
  created_at: Date;
}): Member => ({
  person: { id: row.id, name: row.name, email: row.email, picture: pictureUrl(row.id, row.picture_tag) },
  role: row.relation,
  joinedAt: row.created_at.toISOString(),
});

/**
 * Reads both roles while nobody else can change members of this workspace, so that two
 * owners cannot demote each other at once and nobody acts on a role that they just lost.
 */
async function lockedRoles(tx: Tx, workspaceId: string, actorId: string, memberId: string) {
  await tx
    .withTables<IdentityTables>()
    .selectFrom('workspaces')
    .select('id')
    .where('id', '=', workspaceId)
    .forUpdate()
    .execute();
  const member = await roleIn(tx, workspaceId, memberId);
  if (member === null) throw memberNotFound();
  return { actor: await roleIn(tx, workspaceId, actorId), member };
}
