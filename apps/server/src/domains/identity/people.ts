import type { Person, PersonSummary } from '@materi/contract';
import type { Db, Tx } from '../../kernel/db/database.ts';
import { newId } from '../../kernel/ids.ts';
import type { Attempts } from './attempts.ts';
import { emailTaken, personNotFound, wrongOwnPassword, wrongPassword } from './errors.ts';
import { personEvent } from './events.ts';
import type { Keys } from './keys.ts';
import type { LiveSessions } from './live-sessions.ts';
import type { IdentityNeeds } from './needs.ts';
import type { Passwords } from './passwords.ts';
import { pictureUrl } from './pictures.ts';
import type { Principal } from './principal.ts';
import type { IdentityTables } from './schema.ts';
import { requireSession } from './scopes.ts';
import type { Sessions } from './sessions.ts';

/** Accounts. They are global; what a person may reach is decided per workspace. */
export interface People {
  get(personId: string): Promise<Person>;
  /** @throws AppError `person.not_found` (404) */
  findByEmail(email: string): Promise<Person>;
  /** What others may see of these people; those who do not exist are left out. */
  summaries(personIds: readonly string[]): Promise<Map<string, PersonSummary>>;
  rename(person: Principal, name: string): Promise<Person>;
  /**
   * Another address to sign in with. The other sessions end: whoever took the account over in one is out.
   * @throws AppError `auth.wrong_password` (400), `person.email_taken` (409), `auth.too_many_attempts` (429)
   */
  changeEmail(person: Principal, request: { email: string; password: string; address: string }): Promise<Person>;
  /**
   * Sets another password and ends all other sessions.
   * @throws AppError `auth.wrong_credentials` (401), `auth.too_many_attempts` (429)
   */
  changePassword(person: Principal, request: PasswordChange): Promise<void>;
}

interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly endKeys: boolean;
  /** The network address that the request came from. */
  readonly address: string;
}

export function createPeople({
  database,
  emit,
  clock,
  passwords,
  attempts,
  sessions,
  liveSessions,
  keys,
}: Pick<IdentityNeeds, 'database' | 'emit' | 'clock'> & {
  passwords: Passwords;
  attempts: Attempts;
  sessions: Sessions;
  liveSessions: LiveSessions;
  keys: Keys;
}): People {
  const db = database.db.withTables<IdentityTables>();

  const get = async (personId: string) =>
    toPerson(await db.selectFrom('people').selectAll().where('id', '=', personId).executeTakeFirstOrThrow());

  /** Guessing is slowed down, whatever the question is for. */
  async function isTheirPassword(personId: string, password: string, address: string): Promise<boolean> {
    const attempt = { account: `person ${personId}`, address };
    attempts.begin(attempt);
    const row = await db.selectFrom('people').select('password_hash').where('id', '=', personId).executeTakeFirst();
    const fits = await passwords.verify(password, row?.password_hash);
    if (fits) attempts.succeeded(attempt);
    return fits;
  }

  return {
    get,

    async findByEmail(email) {
      const row = await personWithEmail(database.db, email);
      if (!row) throw personNotFound(email);
      return toPerson(row);
    },

    async summaries(personIds) {
      const ids = [...new Set(personIds)];
      if (ids.length === 0) return new Map();
      const rows = await db.selectFrom('people').select(['id', 'name', 'picture_tag']).where('id', 'in', ids).execute();
      return new Map(
        rows.map((row) => [row.id, { id: row.id, name: row.name, picture: pictureUrl(row.id, row.picture_tag) }]),
      );
    },

    async rename(person, name) {
      requireSession(person);
      await database.transaction(async (tx) => {
        await tx
          .withTables<IdentityTables>()
          .updateTable('people')
          .set({ name, updated_at: clock.now() })
          .where('id', '=', person.personId)
          .execute();
        await emit(tx, personEvent('identity.person_updated', person.personId));
      });
      liveSessions.forgetPerson(person.personId);
      return get(person.personId);
    },

    async changeEmail(person, { email, password, address }) {
      const keepSessionId = requireSession(person);
      if (!(await isTheirPassword(person.personId, password, address))) throw wrongOwnPassword();
      const ended = await database.transaction(async (tx) => {
        const tables = tx.withTables<IdentityTables>();
        // The row of another person with this address; a race between two ends at the unique index.
        const other = await personWithEmail(tx, email);
        if (other && other.id !== person.personId) throw emailTaken();
        if (other) return [];
        await tables
          .updateTable('people')
          .set({ email: email.trim().toLowerCase(), updated_at: clock.now() })
          .where('id', '=', person.personId)
          .execute();
        await emit(tx, personEvent('identity.email_changed', person.personId));
        return sessions.endOthers(tx, person.personId, keepSessionId);
      });
      sessions.announce(person.personId, ended);
      return get(person.personId);
    },

    async changePassword(person, { currentPassword, newPassword, endKeys, address }) {
      const keepSessionId = requireSession(person);
      if (!(await isTheirPassword(person.personId, currentPassword, address))) throw wrongPassword();
      const passwordHash = await passwords.hash(newPassword);
      const ended = await database.transaction(async (tx) => {
        await tx
          .withTables<IdentityTables>()
          .updateTable('people')
          .set({ password_hash: passwordHash, updated_at: clock.now() })
          .where('id', '=', person.personId)
          .execute();
        await emit(tx, personEvent('identity.password_changed', person.personId));
        return {
          sessions: await sessions.endOthers(tx, person.personId, keepSessionId),
          keys: endKeys ? await keys.revokeAll(tx, person.personId) : [],
        };
      });
      sessions.announce(person.personId, ended.sessions);
      keys.announce(person.personId, ended.keys);
    },
  };
}

/** The account with an address, which is compared without regard to case. */
export const personWithEmail = (db: Db | Tx, email: string) =>
  db
    .withTables<IdentityTables>()
    .selectFrom('people')
    .selectAll()
    .where('email', '=', email.trim().toLowerCase())
    .executeTakeFirst();

/** Makes an account in the caller's transaction; answers its id, or `null` when the address is taken. */
export async function addPerson(
  tx: Tx,
  { email, name, passwordHash, at }: { email: string; name: string; passwordHash: string; at: Date },
): Promise<string | null> {
  const row = await tx
    .withTables<IdentityTables>()
    .insertInto('people')
    .values({
      id: newId(),
      email: email.trim().toLowerCase(),
      name,
      password_hash: passwordHash,
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

const toPerson = (row: {
  id: string;
  email: string;
  name: string;
  picture_tag: string | null;
  created_at: Date;
}): Person => ({
  id: row.id,
  email: row.email,
  name: row.name,
  picture: pictureUrl(row.id, row.picture_tag),
  createdAt: row.created_at.toISOString(),
});
