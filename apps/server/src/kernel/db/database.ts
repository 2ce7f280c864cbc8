import type { Kysely, Transaction as KyselyTransaction } from 'kysely';

/**
 * The one record. A domain narrows it to its own tables:
 * `const db = database.db.withTables<IdentityTables>()`, where the tables are a
 * `type` (an interface lacks the index signature that kysely asks for).
 */
export type Db = Kysely<object>;

/** An open transaction; narrow it in the same way: `tx.withTables<IdentityTables>()`. */
export type Tx = KyselyTransaction<object>;

/** What this database can do beyond plain PostgreSQL 15. Ask before relying on it. */
export interface DatabaseCapabilities {
  /** The type `vector` and its indexes (extension pgvector). */
  readonly vectors: boolean;
  /** Similarity by trigrams (extension pg_trgm). */
  readonly trigrams: boolean;
}

export interface Database {
  readonly kind: 'embedded' | 'postgres';
  readonly db: Db;
  /**
   * The same over connections of its own, which never wait for one of `db`; with the embedded database its turn comes
   * before those of all others. For short statements that people wait for at each letter, and for nothing else.
   */
  readonly urgent: Db;
  readonly capabilities: DatabaseCapabilities;
  /**
   * Runs `work` in a transaction. Keep it short: with the embedded database an
   * open transaction holds everyone's turn. Runs again (up to 3 times) after a
   * serialization failure or a deadlock, so `work` must have no other effects.
   */
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** Hears `NOTIFY channel`; a wake-up only, it may be lost. Returns the function that ends it. */
  listen(channel: string, listener: (payload: string) => void): Promise<() => Promise<void>>;
  /**
   * Copies the files of the embedded database to a new folder, as of one moment, while work goes on
   * (everybody waits a moment at the end). A server's own database has no files to copy.
   */
  readonly copyTo?: (folder: string) => Promise<{ readonly bytes: number; readonly pauseMs: number }>;
  /** Why this database can no longer work (its engine died), in one sentence; `null` while it can. */
  failure(): string | null;
  /** Waits for open work, then closes. Rejects, after closing all the same, when a connection was never given back. */
  close(): Promise<void>;
}
