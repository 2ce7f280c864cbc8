import type { Kysely, Transaction as KyselyTransaction } from 'kysely';

/**
 * The one record. A domain narrows it to its own tables:
 * `const db = database.db.withTables<IdentityTables>()`.
 */
export type Db = Kysely<object>;

/** An open transaction; narrow it in the same way: `tx.withTables<IdentityTables>()`. */
export type Tx = KyselyTransaction<object>;

export interface Database {
  readonly kind: 'embedded' | 'postgres';
  readonly db: Db;
  /**
   * Runs `work` in a transaction. Keep it short: with the embedded database an
   * open transaction holds everyone's turn. Runs again (up to 3 times) after a
   * serialization failure or a deadlock, so `work` must have no other effects.
   */
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** Hears `NOTIFY channel`; a wake-up only, it may be lost. Returns the function that ends it. */
  listen(channel: string, listener: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
