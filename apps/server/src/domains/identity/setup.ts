import { sql } from 'kysely';
import type { SetupRequest } from '@materi/contract';
import type { Db, Tx } from '../../kernel/db/database.ts';
import { newId } from '../../kernel/ids.ts';
import { setupDone, wrongSetupToken } from './errors.ts';
import { personEvent, workspaceEvent } from './events.ts';
import type { IdentityNeeds } from './needs.ts';
import { addOperator } from './operators.ts';
import type { Passwords } from './passwords.ts';
import { addPerson } from './people.ts';
import { addMember } from './relations.ts';
import type { IdentityTables } from './schema.ts';
import { hashToken, newToken } from './opaque-token.ts';
import type { OpenSession, Sessions, Visitor } from './sessions.ts';

/** An arbitrary number that only this lock uses. */
const LOCK = 7_210_002;

type NewOwner = Omit<SetupRequest, 'token'>;

/** Who the first owner became, and their workspace. */
interface FirstOwner {
  readonly personId: string;
  readonly workspaceId: string;
}

/**
 * The first owner. Until there is one, whoever holds the token that the server
 * printed becomes it; the page alone is not enough, so it cannot be seized.
 */
export interface Setup {
  isNeeded(): Promise<boolean>;
  /** Makes a new one-time token, in place of any earlier one; `null` when there is an owner already. */
  setupToken(): Promise<string | null>;
  /**
   * With the token, over HTTP; signs the new owner in.
   * @throws AppError `setup.wrong_token` (403), `setup.done` (409)
   */
  complete(request: SetupRequest, visitor: Visitor): Promise<FirstOwner & { session: OpenSession }>;
  /**
   * Without a token, for whoever has the data in their hands (the command line).
   * @throws AppError `setup.done` (409)
   */
  createOwner(owner: NewOwner): Promise<FirstOwner>;
}

export function createSetup({
  database,
  emit,
  clock,
  passwords,
  sessions,
}: Pick<IdentityNeeds, 'database' | 'emit' | 'clock'> & { passwords: Passwords; sessions: Sessions }): Setup {
  /** In a transaction that only one can be in at a time; everyone after the first is refused. */
  async function makeOwner(tx: Tx, owner: NewOwner, passwordHash: string, token?: string): Promise<FirstOwner> {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
    if (!(await hasNobody(tx))) throw setupDone();
    if (token !== undefined && !(await isToken(tx, token))) throw wrongSetupToken();
    const at = clock.now();
    const personId = await addPerson(tx, { ...owner, passwordHash, at });
    if (personId === null) throw setupDone();
    const workspaceId = newId();
    const tables = tx.withTables<IdentityTables>();
    await tables
      .insertInto('workspaces')
      .values({ id: workspaceId, name: owner.workspace, version: 1, created_at: at, updated_at: at })
      .execute();
    await addMember(tx, { workspaceId, personId, role: 'owner', at });
    await addOperator(tx, personId, at);
    await tables.deleteFrom('setup_tokens').execute();
    await emit(tx, personEvent('identity.person_created', personId));
    await emit(tx, workspaceEvent('identity.workspace_created', workspaceId, personId));
    await emit(tx, workspaceEvent('identity.member_added', workspaceId, personId, { personId, role: 'owner' }));
    return { personId, workspaceId };
  }

  return {
    isNeeded: () => hasNobody(database.db),

    async setupToken() {
      const token = newToken();
      return database.transaction(async (tx) => {
        await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
        if (!(await hasNobody(tx))) return null;
        const tables = tx.withTables<IdentityTables>();
        await tables.deleteFrom('setup_tokens').execute();
        await tables
          .insertInto('setup_tokens')
          .values({ slot: 1, token_hash: hashToken(token), created_at: clock.now() })
          .execute();
        return token;
      });
    },

    async complete({ token, ...owner }, visitor) {
      // Asked before the costly hash and again inside, where nobody can come between.
      if (!(await hasNobody(database.db))) throw setupDone();
      if (!(await isToken(database.db, token))) throw wrongSetupToken();
      const passwordHash = await passwords.hash(owner.password);
      return database.transaction(async (tx) => {
        const made = await makeOwner(tx, owner, passwordHash, token);
        return { ...made, session: await sessions.start(tx, made.personId, visitor) };
      });
    },

    async createOwner(owner) {
      if (!(await hasNobody(database.db))) throw setupDone();
      const passwordHash = await passwords.hash(owner.password);
      return database.transaction((tx) => makeOwner(tx, owner, passwordHash));
    },
  };
}

const hasNobody = async (db: Db | Tx) =>
  (await db.withTables<IdentityTables>().selectFrom('people').select('id').limit(1).executeTakeFirst()) === undefined;

async function isToken(db: Db | Tx, token: string): Promise<boolean> {
  const row = await db.withTables<IdentityTables>().selectFrom('setup_tokens').select('token_hash').executeTakeFirst();
  // What is compared are hashes, so the time of the comparison tells nothing of the token.
  return row?.token_hash === hashToken(token);
}
