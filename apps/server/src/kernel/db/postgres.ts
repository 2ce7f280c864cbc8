import { Client, type Pool, type PoolConfig } from 'pg';
import type { Database, DatabaseCapabilities } from './database.ts';
import { databaseUnreachable, invalidDatabaseUrl, postgresTooOld } from './errors.ts';
import { createPool, createPooledDatabase, createUrgentPool } from './pooled.ts';

export interface PostgresOptions {
  /** The most connections at once; 10 unless told otherwise, one more for what is urgent, and one while anybody listens. */
  readonly maxConnections?: number;
  /** A transaction that says nothing for this long is rolled back and its connection ended; 15,000 unless told otherwise. */
  readonly idleTransactionMs?: number;
  /** How long `close` waits for open transactions; 5,000 unless told otherwise. */
  readonly closeGraceMs?: number;
}

const oldest = 15;
const wanted = { vectors: 'vector', trigrams: 'pg_trgm' } as const;

/** Opens a given PostgreSQL (15 or later) at an address such as `postgres://person:password@host:5432/materi`. */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<Database> {
  const where = printable(url);
  const config: PoolConfig = {
    connectionString: url,
    application_name: 'materi',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    idle_in_transaction_session_timeout: options.idleTransactionMs ?? 15_000,
  };
  const pool = createPool({ ...config, max: options.maxConnections ?? 10 });
  let capabilities: DatabaseCapabilities;
  try {
    const { rows } = await pool.query<{ server_version: string; server_version_num: string }>(
      `select current_setting('server_version') as server_version, current_setting('server_version_num') as server_version_num`,
    );
    const version = rows[0]!;
    if (Number(version.server_version_num) < oldest * 10_000) throw postgresTooOld(version.server_version);
    capabilities = await installExtensions(pool);
  } catch (error) {
    await pool.end();
    if (error instanceof Error && error.name === 'AppError') throw error;
    throw databaseUnreachable(where, error);
  }
  return createPooledDatabase({
    kind: 'postgres',
    pool,
    urgentPool: createUrgentPool(config),
    client: () => new Client(config),
    capabilities,
    failure: () => null,
    ...(options.closeGraceMs === undefined ? {} : { closeGraceMs: options.closeGraceMs }),
  });
}

/** The address without its secrets, for messages. */
function printable(url: string): string {
  try {
    const { protocol, hostname, port, pathname } = new URL(url);
    if (protocol !== 'postgres:' && protocol !== 'postgresql:') throw invalidDatabaseUrl();
    return `${hostname || 'localhost'}:${port || '5432'}${pathname}`;
  } catch {
    throw invalidDatabaseUrl();
  }
}

/**
 * Installs the extensions that the server has and we may install. Both are
 * conveniences: where they are missing Materi searches in other ways, so that
 * a managed database without rights to install them works too.
 */
async function installExtensions(pool: Pool): Promise<DatabaseCapabilities> {
  const installed = async () => {
    const { rows } = await pool.query<{ extname: string }>('select extname from pg_extension');
    const names = new Set(rows.map((row) => row.extname));
    return { vectors: names.has(wanted.vectors), trigrams: names.has(wanted.trigrams) };
  };
  const before = await installed();
  const missing = Object.entries(wanted).filter(([capability]) => !before[capability as keyof typeof wanted]);
  if (missing.length === 0) return before;
  for (const [, extension] of missing) {
    // Refused, not there, or another process was quicker: what counts is what is installed in the end.
    await pool.query(`create extension if not exists ${extension}`).catch(() => {});
  }
  return installed();
}
