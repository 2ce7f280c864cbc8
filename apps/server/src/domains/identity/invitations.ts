import { invitationCreateRequest } from '@materi/contract';
import type {
  Invitation,
  InvitationAcceptRequest,
  InvitationCreated,
  InvitationCreateRequest,
  InvitationPreview,
  WorkspaceRole,
} from '@materi/contract';
import type { Db, Tx } from '../../kernel/db/database.ts';
import { AppError } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { isAtLeast, type Access } from './access.ts';
import {
  accessDenied,
  invitationExpired,
  invitationForOther,
  invitationNotFound,
  invitationRevoked,
  invitationUsed,
  roleTooStrong,
  signInFirst,
} from './errors.ts';
import { personEvent, workspaceEvent } from './events.ts';
import { tellMembership } from './membership-news.ts';
import type { IdentityNeeds } from './needs.ts';
import { pageOf, startAfter, type PageOf, type PageRequest } from './paging.ts';
import type { Passwords } from './passwords.ts';
import { addPerson, personWithEmail } from './people.ts';
import type { Principal } from './principal.ts';
import { pictureUrl } from './pictures.ts';
import { addMember, roleIn } from './relations.ts';
import type { IdentityTables, InvitationsTable } from './schema.ts';
import { requireScope } from './scopes.ts';
import { hashToken, newToken } from './opaque-token.ts';
import type { OpenSession, Sessions, Visitor } from './sessions.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Links that let someone join a workspace. Each works once and for a limited time. */
export interface Invitations {
  /** The plain token is in the answer and nowhere else. */
  create(person: Principal, workspaceId: string, request: InvitationCreateRequest): Promise<InvitationCreated>;
  list(person: Principal, workspaceId: string, page: PageRequest): Promise<PageOf<Invitation>>;
  /**
   * A new link and a new time in place of the old ones, which end.
   * @throws AppError `invitation.not_found` (404)
   */
  renew(person: Principal, workspaceId: string, invitationId: string): Promise<InvitationCreated>;
  /** @throws AppError `invitation.not_found` (404) */
  revoke(person: Principal, workspaceId: string, invitationId: string): Promise<void>;
  /** @throws AppError `invitation.not_found` (404), 410 `invitation.expired`, `.used`, `.revoked` */
  preview(token: string): Promise<InvitationPreview>;
  /**
   * Joins as the person who is signed in. A member stays what they are, and the invitation stays good.
   * @throws AppError as `preview`, and `invitation.other_address` (403)
   */
  acceptAs(person: Principal, token: string): Promise<{ workspaceId: string }>;
  /**
   * Makes an account, joins and signs in.
   * @throws AppError as `preview`, `input.invalid` (400), `invitation.other_address` (403), `invitation.sign_in_first` (409)
   */
  acceptAsNewPerson(
    token: string,
    request: InvitationAcceptRequest,
    visitor: Visitor,
  ): Promise<{ workspaceId: string; session: OpenSession }>;
}

export function createInvitations({
  database,
  emit,
  fanout,
  clock,
  config,
  access,
  passwords,
  sessions,
}: Pick<IdentityNeeds, 'database' | 'emit' | 'fanout' | 'clock' | 'config'> & {
  access: Access;
  passwords: Passwords;
  sessions: Sessions;
}): Invitations {
  const db = database.db.withTables<IdentityTables>();

  function mustBeOpen(row: InvitationsTable | undefined): InvitationsTable {
    if (!row) throw invitationNotFound();
    if (row.revoked_at) throw invitationRevoked();
    if (row.accepted_at) throw invitationUsed();
    if (row.expires_at <= clock.now()) throw invitationExpired();
    return row;
  }

  /** Joins while nobody else can use the same invitation. */
  async function enter(tx: Tx, invitation: InvitationsTable, personId: string): Promise<void> {
    const { id: invitationId, workspace_id: workspaceId, role } = invitation;
    const at = clock.now();
    await addMember(tx, { workspaceId, personId, role, at });
    await tx
      .withTables<IdentityTables>()
      .updateTable('invitations')
      .set({ accepted_at: at, accepted_by: personId })
      .where('id', '=', invitationId)
      .execute();
    await emit(tx, workspaceEvent('identity.invitation_accepted', workspaceId, personId, { invitationId }));
    await emit(tx, workspaceEvent('identity.member_added', workspaceId, personId, { personId, role }));
  }

  /**
   * The role of somebody who may invite here; admins and owners see all invitations, others their own.
   * @throws AppError as `access.require`
   */
  async function requireInviter(person: Principal, workspaceId: string): Promise<WorkspaceRole> {
    await access.require(person, 'workspace.read', { type: 'workspace', id: workspaceId });
    requireScope(person, 'workspaces:write');
    const workspace = await db
      .selectFrom('workspaces')
      .select('inviter_role')
      .where('id', '=', workspaceId)
      .executeTakeFirst();
    const role = await roleIn(database.db, workspaceId, person.personId);
    if (role === null || !isAtLeast(role, workspace?.inviter_role ?? 'admin')) throw accessDenied();
    return role;
  }

  /** Only one's own, unless one may see all. */
  const whose = (person: Principal, role: WorkspaceRole) => (isAtLeast(role, 'admin') ? null : person.personId);

  const created = (row: { id: string; role: WorkspaceRole }, token: string, expiresAt: Date): InvitationCreated => ({
    id: row.id,
    token,
    url: `${config.publicUrl()}/invitations/${token}`,
    role: row.role,
    expiresAt: expiresAt.toISOString(),
  });

  return {
    async renew(person, workspaceId, invitationId) {
      const role = await requireInviter(person, workspaceId);
      const mine = whose(person, role);
      const token = newToken();
      return database.transaction(async (tx) => {
        const tables = tx.withTables<IdentityTables>();
        const row = await tables
          .selectFrom('invitations')
          .selectAll()
          .where('id', '=', invitationId)
          .where('workspace_id', '=', workspaceId)
          .where('revoked_at', 'is', null)
          .where('accepted_at', 'is', null)
          .$if(mine !== null, (query) => query.where('invited_by', '=', mine!))
          .forUpdate()
          .executeTakeFirst();
        if (!row) throw invitationNotFound();
        if (!isAtLeast(role, row.role)) throw roleTooStrong();
        const lasted = row.expires_at.getTime() - row.created_at.getTime();
        const now = clock.now();
        const expiresAt = new Date(now.getTime() + lasted);
        await tables
          .updateTable('invitations')
          .set({ token_hash: hashToken(token), created_at: now, expires_at: expiresAt })
          .where('id', '=', invitationId)
          .execute();
        await emit(tx, workspaceEvent('identity.invitation_renewed', workspaceId, person.personId, { invitationId }));
        return created(row, token, expiresAt);
      });
    },

    async create(person, workspaceId, request) {
      const own = await requireInviter(person, workspaceId);
      const { email, role, expiresInHours } = invitationCreateRequest.parse(request);
      if (!isAtLeast(own, role)) throw roleTooStrong();
      const token = newToken();
      const id = newId();
      const now = clock.now();
      const expiresAt = new Date(now.getTime() + expiresInHours * HOUR_MS);
      await database.transaction(async (tx) => {
        await tx
          .withTables<IdentityTables>()
          .insertInto('invitations')
          .values({
            id,
            workspace_id: workspaceId,
            token_hash: hashToken(token),
            email: email ?? null,
            role,
            invited_by: person.personId,
            created_at: now,
            expires_at: expiresAt,
            accepted_at: null,
            accepted_by: null,
            revoked_at: null,
          })
          .execute();
        await emit(
          tx,
          workspaceEvent('identity.invitation_created', workspaceId, person.personId, { invitationId: id, role }),
        );
      });
      return created({ id, role }, token, expiresAt);
    },

    async list(person, workspaceId, page) {
      const mine = whose(person, await requireInviter(person, workspaceId));
      const rows = await db
        .selectFrom('invitations')
        .innerJoin('people', 'people.id', 'invitations.invited_by')
        .selectAll('invitations')
        .select(['people.name as inviterName', 'people.picture_tag as inviterPicture'])
        .where('invitations.workspace_id', '=', workspaceId)
        .where('invitations.revoked_at', 'is', null)
        .where('invitations.id', '>', startAfter(page))
        .$if(mine !== null, (query) => query.where('invitations.invited_by', '=', mine!))
        .orderBy('invitations.id')
        .limit(page.limit + 1)
        .execute();
      return pageOf(
        rows,
        page,
        (row) => row.id,
        (row) => ({
          id: row.id,
          email: row.email,
          role: row.role,
          createdAt: row.created_at.toISOString(),
          expiresAt: row.expires_at.toISOString(),
          acceptedAt: row.accepted_at?.toISOString() ?? null,
          invitedBy: {
            id: row.invited_by,
            name: row.inviterName,
            picture: pictureUrl(row.invited_by, row.inviterPicture),
          },
        }),
      );
    },

    async revoke(person, workspaceId, invitationId) {
      const mine = whose(person, await requireInviter(person, workspaceId));
      await database.transaction(async (tx) => {
        const revoked = await tx
          .withTables<IdentityTables>()
          .updateTable('invitations')
          .set({ revoked_at: clock.now() })
          .where('id', '=', invitationId)
          .where('workspace_id', '=', workspaceId)
          .where('revoked_at', 'is', null)
          .where('accepted_at', 'is', null)
          .$if(mine !== null, (query) => query.where('invited_by', '=', mine!))
          .returning('id')
          .executeTakeFirst();
        if (!revoked) throw invitationNotFound();
        await emit(tx, workspaceEvent('identity.invitation_revoked', workspaceId, person.personId, { invitationId }));
      });
    },

    async preview(token) {
      const row = mustBeOpen(await withToken(database.db, token).executeTakeFirst());
      const names = await db
        .selectFrom('workspaces')
        .innerJoin('people', (join) => join.on('people.id', '=', row.invited_by))
        .select(['workspaces.name as workspace', 'people.name as invitedBy'])
        .where('workspaces.id', '=', row.workspace_id)
        .executeTakeFirstOrThrow();
      return { ...names, role: row.role, email: row.email, expiresAt: row.expires_at.toISOString() };
    },

    async acceptAs(person, token) {
      requireScope(person, 'workspaces:write');
      const joined = await database.transaction(async (tx) => {
        const row = mustBeOpen(await withToken(tx, token).forUpdate().executeTakeFirst());
        const { email } = await tx
          .withTables<IdentityTables>()
          .selectFrom('people')
          .select('email')
          .where('id', '=', person.personId)
          .executeTakeFirstOrThrow();
        if (row.email !== null && row.email !== email) throw invitationForOther();
        // An owner who tries their own link must neither lose their role nor use the link up.
        const isMember = (await roleIn(tx, row.workspace_id, person.personId)) !== null;
        if (!isMember) await enter(tx, row, person.personId);
        return { workspaceId: row.workspace_id, changed: !isMember };
      });
      if (joined.changed) tellMembership(fanout, joined.workspaceId, person.personId);
      return { workspaceId: joined.workspaceId };
    },

    async acceptAsNewPerson(token, request, visitor) {
      const open = mustBeOpen(await withToken(database.db, token).executeTakeFirst());
      const { name, email, password } = completeRequest(request, open.email);
      if (await personWithEmail(database.db, email)) throw signInFirst();
      const passwordHash = await passwords.hash(password);
      const joined = await database.transaction(async (tx) => {
        const row = mustBeOpen(await withToken(tx, token).forUpdate().executeTakeFirst());
        const personId = await addPerson(tx, { email, name, passwordHash, at: clock.now() });
        if (personId === null) throw signInFirst();
        await emit(tx, personEvent('identity.person_created', personId));
        await enter(tx, row, personId);
        const session = await sessions.start(tx, personId, visitor);
        return { workspaceId: row.workspace_id, personId, session };
      });
      tellMembership(fanout, joined.workspaceId, joined.personId);
      return { workspaceId: joined.workspaceId, session: joined.session };
    },
  };
}

/** What a new person must tell; the address may come from the invitation. */
function completeRequest(
  request: InvitationAcceptRequest,
  invited: string | null,
): { name: string; email: string; password: string } {
  const { name, password } = request;
  const email = request.email ?? invited ?? undefined;
  if (invited !== null && email !== invited) throw invitationForOther();
  const faults = [
    ...(name === undefined ? [{ path: 'body.name', message: 'Tell your name.' }] : []),
    ...(email === undefined ? [{ path: 'body.email', message: 'Tell your e-mail address.' }] : []),
    ...(password === undefined ? [{ path: 'body.password', message: 'Choose a password.' }] : []),
  ];
  if (name === undefined || email === undefined || password === undefined) {
    throw new AppError('input.invalid', 400, 'Sign in first, or tell who you are and choose a password.', { faults });
  }
  return { name, email, password };
}

const withToken = (source: Db | Tx, token: string) =>
  source.withTables<IdentityTables>().selectFrom('invitations').selectAll().where('token_hash', '=', hashToken(token));
