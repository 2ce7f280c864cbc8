import type { Session } from '@materi/contract';
import type { Tx } from '../../kernel/db/database.ts';
import { newId } from '../../kernel/ids.ts';
import { sessionEnded, sessionNotFound } from './errors.ts';
import { personEvent } from './events.ts';
import type { IdentityNeeds } from './needs.ts';
import { pageOf, startAfter, type PageOf, type PageRequest } from './paging.ts';
import type { Principal } from './principal.ts';
import type { IdentityTables } from './schema.ts';
import { requireSession } from './scopes.ts';
import { hashToken, newToken } from './opaque-token.ts';

/** A session ends when it was not refreshed for this long. */
export const SESSION_IDLE_SECONDS = 30 * 24 * 60 * 60;
/** Two tabs may refresh with the same token within this time; both get the same successor. */
const REFRESH_GRACE_SECONDS = 30;
/** How long a used token is remembered, so that a second use is noticed as theft. */
const USED_TOKEN_MEMORY_MS = 7 * 24 * 60 * 60 * 1000;
const PURPOSE = 'identity/refresh-token';

/** Where somebody comes from. */
export interface Visitor {
  /** Network address. */
  readonly address: string;
  /** User agent. */
  readonly device: string;
}

/** A session that was just begun or carried on. The refresh token exists nowhere else in the plain. */
export interface OpenSession {
  readonly sessionId: string;
  readonly personId: string;
  readonly refreshToken: string;
}

/**
 * Signed-in devices. Each refresh token works once; its second use, after a short
 * grace, means that someone copied it, and ends the session for both.
 */
export interface Sessions {
  /** Begins a session in the caller's transaction. */
  start(tx: Tx, personId: string, visitor: Visitor): Promise<OpenSession>;
  /** `address` is where the request came from. @throws AppError `auth.session_ended` (401) */
  refresh(refreshToken: string, address: string): Promise<OpenSession>;
  list(person: Principal, page: PageRequest): Promise<PageOf<Session>>;
  /** @throws AppError `session.not_found` (404) */
  revoke(person: Principal, sessionId: string): Promise<void>;
  /** Ends all sessions of the person except the one that asks. */
  revokeOthers(person: Principal): Promise<void>;
  /** Ends all other sessions within the caller's transaction; `announce` the ids after the commit. */
  endOthers(tx: Tx, personId: string, keepSessionId: string): Promise<string[]>;
  /** Ends all sessions within the caller's transaction; `announce` the ids after the commit. */
  endAll(tx: Tx, personId: string): Promise<string[]>;
  announce(personId: string, sessionIds: readonly string[]): void;
  /** Signs out: ends the session of this refresh token or of this principal, whichever is given. Never fails for want of one. */
  signOut(refreshToken: string | undefined, person: Principal | null): Promise<void>;
}

export function createSessions({
  database,
  emit,
  fanout,
  clock,
  secrets,
}: Pick<IdentityNeeds, 'database' | 'emit' | 'fanout' | 'clock' | 'secrets'>): Sessions {
  const db = database.db.withTables<IdentityTables>();

  async function endSessions(tx: Tx, personId: string, sessionIds: readonly string[], why: string) {
    for (const sessionId of sessionIds) {
      await tx
        .withTables<IdentityTables>()
        .updateTable('sessions')
        .set({ revoked_at: clock.now() })
        .where('id', '=', sessionId)
        .execute();
      await emit(tx, personEvent('identity.session_ended', personId, { sessionId, why }));
    }
  }

  function announce(personId: string, sessionIds: readonly string[]) {
    for (const sessionId of sessionIds) fanout.publish('access', { personId, sessionId });
  }

  /** Ends one session if it still lives and is this person's; answers whether it did. */
  async function endOne(personId: string, sessionId: string, why: string): Promise<boolean> {
    const ended = await database.transaction(async (tx) => {
      const row = await tx
        .withTables<IdentityTables>()
        .selectFrom('sessions')
        .select('id')
        .where('id', '=', sessionId)
        .where('person_id', '=', personId)
        .where('revoked_at', 'is', null)
        .forUpdate()
        .executeTakeFirst();
      if (!row) return false;
      await endSessions(tx, personId, [sessionId], why);
      return true;
    });
    if (ended) announce(personId, [sessionId]);
    return ended;
  }

  async function endAllBut(tx: Tx, personId: string, keepSessionId: string | null): Promise<string[]> {
    const rows = await tx
      .withTables<IdentityTables>()
      .selectFrom('sessions')
      .select('id')
      .where('person_id', '=', personId)
      .$if(keepSessionId !== null, (query) => query.where('id', '!=', keepSessionId))
      .where('revoked_at', 'is', null)
      .orderBy('id')
      .forUpdate()
      .execute();
    const ids = rows.map((row) => row.id);
    await endSessions(tx, personId, ids, keepSessionId === null ? 'reset' : 'others');
    return ids;
  }

  return {
    announce,
    endOthers: endAllBut,
    endAll: (tx, personId) => endAllBut(tx, personId, null),

    async start(tx, personId, { device, address }) {
      const now = clock.now();
      const tables = tx.withTables<IdentityTables>();
      // Here and not in a job: what ended long ago is of no use, and nobody has many.
      await tables.deleteFrom('sessions').where('person_id', '=', personId).where('expires_at', '<', now).execute();
      const sessionId = newId();
      const refreshToken = newToken();
      await tables
        .insertInto('sessions')
        .values({
          id: sessionId,
          person_id: personId,
          device: deviceName(device),
          address: address.slice(0, 64),
          created_at: now,
          last_seen_at: now,
          expires_at: expiry(now),
          revoked_at: null,
        })
        .execute();
      await tables
        .insertInto('refresh_tokens')
        .values(freshToken(refreshToken, sessionId, now))
        .execute();
      await emit(tx, personEvent('identity.session_started', personId, { sessionId }));
      return { sessionId, personId, refreshToken };
    },

    async refresh(refreshToken, address) {
      const tokenHash = hashToken(refreshToken);
      const now = clock.now();
      const outcome = await database.transaction(async (tx) => {
        const tables = tx.withTables<IdentityTables>();
        const owner = await tables
          .selectFrom('refresh_tokens')
          .innerJoin('sessions', 'sessions.id', 'refresh_tokens.session_id')
          .select('sessions.id')
          .where('refresh_tokens.token_hash', '=', tokenHash)
          .executeTakeFirst();
        if (!owner) return { kind: 'ended' } as const;
        // All refreshes of one session take turns; only then is the token's state read.
        const session = await tables
          .selectFrom('sessions')
          .selectAll()
          .where('id', '=', owner.id)
          .forUpdate()
          .executeTakeFirst();
        if (!session || session.revoked_at || session.expires_at <= now) return { kind: 'ended' } as const;
        const token = await tables
          .selectFrom('refresh_tokens')
          .selectAll()
          .where('token_hash', '=', tokenHash)
          .executeTakeFirst();
        if (!token) return { kind: 'ended' } as const;

        const open = { sessionId: session.id, personId: session.person_id };
        if (token.replaced_at) {
          const successor = await graceSuccessor(tx, token.replaced_at, token.successor_hash, now);
          if (successor && token.successor_sealed) {
            return { kind: 'again', open, sealed: token.successor_sealed } as const;
          }
          await endSessions(tx, open.personId, [open.sessionId], 'reuse');
          await emit(tx, personEvent('identity.refresh_token_reused', open.personId, { sessionId: open.sessionId }));
          return { kind: 'reused', open } as const;
        }

        const next = newToken();
        await tables
          .insertInto('refresh_tokens')
          .values(freshToken(next, session.id, now))
          .execute();
        await tables
          .updateTable('refresh_tokens')
          .set({
            replaced_at: now,
            successor_hash: hashToken(next),
            successor_sealed: secrets.seal(Buffer.from(next), PURPOSE),
          })
          .where('token_hash', '=', tokenHash)
          .execute();
        await tables
          .deleteFrom('refresh_tokens')
          .where('session_id', '=', session.id)
          .where('replaced_at', '<', new Date(now.getTime() - USED_TOKEN_MEMORY_MS))
          .execute();
        await tables
          .updateTable('sessions')
          .set({ last_seen_at: now, expires_at: expiry(now), address: address.slice(0, 64) })
          .where('id', '=', session.id)
          .execute();
        return { kind: 'next', open, next } as const;
      });

      switch (outcome.kind) {
        case 'next':
          return { ...outcome.open, refreshToken: outcome.next };
        case 'again': {
          const successor = Buffer.from(secrets.open(outcome.sealed, PURPOSE)).toString();
          return { ...outcome.open, refreshToken: successor };
        }
        case 'reused':
          announce(outcome.open.personId, [outcome.open.sessionId]);
          throw sessionEnded();
        case 'ended':
          throw sessionEnded();
      }
    },

    async list(person, page) {
      const current = requireSession(person);
      const rows = await db
        .selectFrom('sessions')
        .selectAll()
        .where('person_id', '=', person.personId)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', clock.now())
        .where('id', '>', startAfter(page))
        .orderBy('id')
        .limit(page.limit + 1)
        .execute();
      return pageOf(
        rows,
        page,
        (row) => row.id,
        (row) => ({
          id: row.id,
          current: row.id === current,
          device: row.device,
          address: row.address,
          createdAt: row.created_at.toISOString(),
          lastSeenAt: row.last_seen_at.toISOString(),
        }),
      );
    },

    async revoke(person, sessionId) {
      requireSession(person);
      if (!(await endOne(person.personId, sessionId, 'revoked'))) throw sessionNotFound();
    },

    async revokeOthers(person) {
      const keep = requireSession(person);
      const ended = await database.transaction((tx) => endAllBut(tx, person.personId, keep));
      announce(person.personId, ended);
    },

    async signOut(refreshToken, person) {
      if (refreshToken !== undefined) {
        const row = await db
          .selectFrom('refresh_tokens')
          .innerJoin('sessions', 'sessions.id', 'refresh_tokens.session_id')
          .select(['sessions.id', 'sessions.person_id'])
          .where('refresh_tokens.token_hash', '=', hashToken(refreshToken))
          .executeTakeFirst();
        if (row) await endOne(row.person_id, row.id, 'signed_out');
      }
      if (person?.sessionId) await endOne(person.personId, person.sessionId, 'signed_out');
    },
  };
}

/** Whether a used token may still be answered: it was the last one before the present token, and just now. */
async function graceSuccessor(tx: Tx, replacedAt: Date, successorHash: string | null, now: Date): Promise<boolean> {
  if (successorHash === null || now.getTime() - replacedAt.getTime() > REFRESH_GRACE_SECONDS * 1000) return false;
  const successor = await tx
    .withTables<IdentityTables>()
    .selectFrom('refresh_tokens')
    .select('replaced_at')
    .where('token_hash', '=', successorHash)
    .executeTakeFirst();
  return successor?.replaced_at === null;
}

const freshToken = (token: string, sessionId: string, now: Date) => ({
  token_hash: hashToken(token),
  session_id: sessionId,
  created_at: now,
  replaced_at: null,
  successor_hash: null,
  successor_sealed: null,
});

/** The user agent, fit to be shown in a list. */
function deviceName(userAgent: string): string {
  const clean = userAgent.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').trim();
  return clean.slice(0, 200) || 'Unknown device';
}

const expiry = (now: Date) => new Date(now.getTime() + SESSION_IDLE_SECONDS * 1000);
