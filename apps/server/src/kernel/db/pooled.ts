import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, PostgresDialect } from 'kysely';
import { DatabaseError, Pool, type Client, type PoolClient, type PoolConfig } from 'pg';
import type { Database, DatabaseCapabilities } from './database.ts';
import { createListening } from './listening.ts';

interface Needs {
  readonly kind: Database['kind'];
  readonly pool: Pool;
  /** For statements that must not wait for the others. */
  readonly urgentPool: Pool;
  /** A new connection outside the pool, for `LISTEN`. */
  readonly client: () => Client;
  readonly capabilities: DatabaseCapabilities;
  readonly failure: () => string | null;
  /** Ends what lies under the pool, after the pool. */
  readonly closeEngine?: () => Promise<void>;
  /** How long `close` waits for transactions that are still open. */
  readonly closeGraceMs?: number;
}

const runsAgain = 3;

/** `serialization_failure` and `deadlock_detected`: the same work may succeed when it runs again. */
const mayRunAgain = (error: unknown) =>
  error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01');

/** A pool that outlives its connections. */
export function createPool(config: PoolConfig): Pool {
  const pool = new Pool(config);
  // Without a listener a connection that is lost would end the process. The pool replaces one that
  // was idle; of one that was lost in the middle of a transaction the next statement fails.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** One connection that stays, for who must not wait for another one to be free or to be made. */
export const createUrgentPool = (config: PoolConfig): Pool => createPool({ ...config, max: 1, idleTimeoutMillis: 0 });

/** A database over a `pg` pool; the one driver path that both kinds of database share. */
export function createPooledDatabase(needs: Needs): Database {
  const pools = [needs.pool, needs.urgentPool];
  const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: needs.pool }) });
  const urgent = new Kysely<object>({ dialect: new PostgresDialect({ pool: needs.urgentPool }) });
  const listening = createListening(needs.client);
  const busy = new Set<PoolClient>();
  for (const pool of pools) {
    pool.on('acquire', (client) => busy.add(client));
    pool.on('release', (_error: unknown, client: PoolClient) => busy.delete(client));
    pool.on('remove', (client) => busy.delete(client));
  }

  async function closePools(): Promise<number> {
    const ended = Promise.all(pools.map((pool) => pool.end()));
    const grace = new AbortController();
    const late = delay(needs.closeGraceMs ?? 5_000, 'late' as const, { signal: grace.signal }).catch(
      () => 'late' as const,
    );
    if ((await Promise.race([ended, late])) !== 'late') {
      grace.abort();
      return 0;
    }
    const leaked = [...busy];
    // The pool will never see these again, so their connections end here.
    await Promise.allSettled(leaked.map((client) => (client as unknown as Client).end()));
    return leaked.length;
  }

  let closed: Promise<void> | undefined;
  return {
    kind: needs.kind,
    db,
    urgent,
    capabilities: needs.capabilities,
    async transaction(work) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await db.transaction().execute(work);
        } catch (error) {
          if (attempt === runsAgain || !mayRunAgain(error)) throw error;
          // Those who collided must not collide again in step.
          await delay(Math.random() * 10 * 2 ** attempt);
        }
      }
    },
    listen: listening.listen,
    failure: needs.failure,
    close() {
      closed ??= (async () => {
        await listening.close();
        const leaked = await closePools();
        await needs.closeEngine?.();
        if (leaked > 0)
          throw new Error(`${leaked} database connection${leaked === 1 ? ' was' : 's were'} never given back.`);
      })();
      return closed;
    },
  };
}
