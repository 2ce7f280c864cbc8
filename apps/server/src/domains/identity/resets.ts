import type { ResetLink, ResetLinkCreated } from '@materi/contract';
import type { Db, Tx } from '../../kernel/db/database.ts';
import { newId } from '../../kernel/ids.ts';
import type { Attempts } from './attempts.ts';
import { personMissing, personNotFound, resetInvalid } from './errors.ts';
import { personEvent } from './events.ts';
import type { Keys } from './keys.ts';
import type { IdentityNeeds } from './needs.ts';
import type { Operators } from './operators.ts';
import { hashToken, newToken } from './opaque-token.ts';
import type { Passwords } from './passwords.ts';
import { personWithEmail } from './people.ts';
import type { Principal } from './principal.ts';
import type { IdentityTables } from './schema.ts';
import { requireSession } from './scopes.ts';
import type { Sessions } from './sessions.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Links with which somebody who forgot their password sets a new one. Those who
 * run the instance make them and hand them over; the owner of a workspace may
 * not, because the account may also open workspaces that are none of theirs.
 */
export interface Resets {
  /**
   * A link for one day and one use, in place of any earlier one.
   * @throws AppError `access.operators_only` (403), `person.not_found` (404)
   */
  create(person: Principal, personId: string): Promise<ResetLinkCreated>;
  /** For whoever has the data in their hands (the command line). @throws AppError `person.not_found` (404) */
  createFor(email: string): Promise<ResetLinkCreated>;
  /** Links that are still good. */
  list(person: Principal, personId: string): Promise<ResetLink[]>;
  /** Ends all links of somebody. */
  revoke(person: Principal, personId: string): Promise<void>;
  /** Whose password the link sets. @throws AppError `reset.invalid` (410) */
  preview(token: string, address: string): Promise<{ name: string; email: string; expiresAt: string }>;
  /** Sets the password, ends every session and, unless told otherwise, every API key. @throws AppError `reset.invalid` (410) */
  complete(request: { token: string; password: string; endKeys: boolean }, address: string): Promise<void>;
}

export function createResets({
  database,
  emit,
  clock,
  config,
  operators,
  passwords,
  attempts,
  sessions,
  keys,
}: Pick<IdentityNeeds, 'database' | 'emit' | 'clock' | 'config'> & {
  operators: Operators;
  passwords: Passwords;
  attempts: Attempts;
  sessions: Sessions;
  keys: Keys;
}): Resets {
  const db = database.db.withTables<IdentityTables>();

  async function make(personId: string, madeBy: string | null): Promise<ResetLinkCreated> {
    const token = newToken();
    const id = newId();
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + DAY_MS);
    await database.transaction(async (tx) => {
      const tables = tx.withTables<IdentityTables>();
      await revokeOpen(tx, personId, now);
      await tables
        .insertInto('password_resets')
        .values({
          id,
          person_id: personId,
          token_hash: hashToken(token),
          made_by: madeBy,
          created_at: now,
          expires_at: expiresAt,
          used_at: null,
          revoked_at: null,
        })
        .execute();
      await emit(tx, { ...personEvent('identity.reset_link_created', personId, { resetId: id }), actorId: madeBy });
    });
    return { id, url: `${config.publicUrl()}/reset/${token}`, expiresAt: expiresAt.toISOString() };
  }

  /** A link that is good, with its person. Every other one gets the same answer, whatever is wrong with it. */
  async function find(source: Db | Tx, token: string, lock: boolean) {
    const row = await source
      .withTables<IdentityTables>()
      .selectFrom('password_resets as reset')
      .innerJoin('people', 'people.id', 'reset.person_id')
      .select(['reset.id', 'reset.expires_at', 'people.id as personId', 'people.name', 'people.email'])
      .where('reset.token_hash', '=', hashToken(token))
      .where('reset.used_at', 'is', null)
      .where('reset.revoked_at', 'is', null)
      .where('reset.expires_at', '>', clock.now())
      .$if(lock, (query) => query.forUpdate())
      .executeTakeFirst();
    if (!row) throw resetInvalid();
    return row;
  }

  return {
    async create(person, personId) {
      requireSession(person);
      await operators.require(person);
      const known = await db.selectFrom('people').select('id').where('id', '=', personId).executeTakeFirst();
      if (!known) throw personMissing();
      return make(personId, person.personId);
    },

    async createFor(email) {
      const person = await personWithEmail(database.db, email);
      if (!person) throw personNotFound(email);
      return make(person.id, null);
    },

    async list(person, personId) {
      await operators.require(person);
      const rows = await db
        .selectFrom('password_resets as reset')
        .leftJoin('people as maker', 'maker.id', 'reset.made_by')
        .select(['reset.id', 'reset.created_at', 'reset.expires_at', 'maker.id as makerId', 'maker.name as makerName'])
        .where('reset.person_id', '=', personId)
        .where('reset.used_at', 'is', null)
        .where('reset.revoked_at', 'is', null)
        .where('reset.expires_at', '>', clock.now())
        .orderBy('reset.id')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        createdAt: row.created_at.toISOString(),
        expiresAt: row.expires_at.toISOString(),
        madeBy: row.makerId === null ? null : { id: row.makerId, name: row.makerName ?? '' },
      }));
    },

    async revoke(person, personId) {
      requireSession(person);
      await operators.require(person);
      await database.transaction(async (tx) => {
        if (!(await revokeOpen(tx, personId, clock.now()))) return;
        await emit(tx, { ...personEvent('identity.reset_link_revoked', personId), actorId: person.personId });
      });
    },

    async preview(token, address) {
      const attempt = { account: `reset ${hashToken(token)}`, address };
      attempts.begin(attempt);
      const row = await find(database.db, token, false);
      attempts.succeeded(attempt);
      return { name: row.name, email: row.email, expiresAt: row.expires_at.toISOString() };
    },

    async complete({ token, password, endKeys }, address) {
      const attempt = { account: `reset ${hashToken(token)}`, address };
      attempts.begin(attempt);
      // Asked before the costly hash and again inside, where nobody can come between.
      await find(database.db, token, false);
      const passwordHash = await passwords.hash(password);
      const done = await database.transaction(async (tx) => {
        const { id: resetId, personId } = await find(tx, token, true);
        const at = clock.now();
        const tables = tx.withTables<IdentityTables>();
        await tables
          .updateTable('people')
          .set({ password_hash: passwordHash, updated_at: at })
          .where('id', '=', personId)
          .execute();
        await tables.updateTable('password_resets').set({ used_at: at }).where('id', '=', resetId).execute();
        await emit(tx, personEvent('identity.password_reset', personId, { resetId }));
        const ended = await sessions.endAll(tx, personId);
        return { personId, ended, keys: endKeys ? await keys.revokeAll(tx, personId) : [] };
      });
      attempts.succeeded(attempt);
      sessions.announce(done.personId, done.ended);
      keys.announce(done.personId, done.keys);
    },
  };
}

/** Answers whether there was one. */
async function revokeOpen(tx: Tx, personId: string, at: Date): Promise<boolean> {
  const rows = await tx
    .withTables<IdentityTables>()
    .updateTable('password_resets')
    .set({ revoked_at: at })
    .where('person_id', '=', personId)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute();
  return rows.length > 0;
}
