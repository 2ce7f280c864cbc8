import type { Fanout } from '../../kernel/fanout.ts';
import type { AccessChange } from './access.ts';
import type { IdentityNeeds } from './needs.ts';
import type { IdentityTables } from './schema.ts';

/** How long the database's word is taken for granted. Bounds what another process's revocation needs to be seen. */
const TRUST_MS = 10_000;
const CAPACITY = 10_000;

interface LiveSession {
  readonly personId: string;
  readonly name: string;
}

/** Answers, many times a second, whether a session still lives. Revocations in this process are seen at once. */
export interface LiveSessions {
  find(sessionId: string): Promise<LiveSession | null>;
  /** Drops what is known of a person, for example after a change of name. */
  forgetPerson(personId: string): void;
}

export function createLiveSessions({
  database,
  clock,
  fanout,
}: Pick<IdentityNeeds, 'database' | 'clock'> & {
  fanout: Pick<Fanout<{ access: AccessChange }>, 'subscribe'>;
}): LiveSessions {
  const db = database.db.withTables<IdentityTables>();
  const known = new Map<string, { session: LiveSession; until: number }>();
  /** Grows with each invalidation: an answer that was under way meanwhile is not kept. */
  let epoch = 0;

  function forgetPerson(personId: string) {
    epoch += 1;
    for (const [id, { session }] of known) if (session.personId === personId) known.delete(id);
  }

  fanout.subscribe('access', ({ sessionId, personId }) => {
    if (sessionId !== undefined) {
      epoch += 1;
      known.delete(sessionId);
    } else if (personId !== undefined) {
      forgetPerson(personId);
    }
  });

  return {
    forgetPerson,
    async find(sessionId) {
      const now = clock.now();
      const hit = known.get(sessionId);
      if (hit && now.getTime() < hit.until) return hit.session;
      const asked = epoch;
      const row = await db
        .selectFrom('sessions')
        .innerJoin('people', 'people.id', 'sessions.person_id')
        .select(['people.id', 'people.name'])
        .where('sessions.id', '=', sessionId)
        .where('sessions.revoked_at', 'is', null)
        .where('sessions.expires_at', '>', now)
        .executeTakeFirst();
      if (!row) {
        known.delete(sessionId);
        return null;
      }
      const session = { personId: row.id, name: row.name };
      if (asked === epoch) {
        if (known.size >= CAPACITY) known.clear();
        known.set(sessionId, { session, until: now.getTime() + TRUST_MS });
      }
      return session;
    },
  };
}
