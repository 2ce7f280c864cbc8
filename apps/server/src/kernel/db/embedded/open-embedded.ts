import { join } from 'node:path';
import { Client } from 'pg';
import type { Database } from '../database.ts';
import { finishRestore } from '../../backups/swap.ts';
import { createPool, createPooledDatabase, createUrgentPool } from '../pooled.ts';
import { markDatabaseDirectory, prepareDatabaseDirectory } from './database-directory.ts';
import { lockDirectory } from './directory-lock.ts';
import { startEngine } from './engine.ts';
import type { Deadlines } from './messages.ts';
import { builtEmptyDatabase } from './recipe.ts';

export interface EmbeddedOptions extends Partial<Deadlines> {
  /** Holds `database/`, `lock` and `holder.json`; made when it is not there. */
  readonly dataDir: string;
  /** Where this process answers, when that is known already; see `announce`. */
  readonly address?: string | null;
  /** How many may wait for their turn with a connection of their own; 6 unless told otherwise. */
  readonly maxConnections?: number;
  /** How long `close` waits for open transactions; 5,000 unless told otherwise. */
  readonly closeGraceMs?: number;
  /** How often one table is vacuumed that needs it; 30,000 unless told otherwise. */
  readonly vacuumEveryMs?: number;
  /** Hears, in one sentence, that the engine has died. Everything asked of it from then on fails. */
  readonly onFailure?: (sentence: string) => void;
  /** The empty database that a first start copies; made anew when there is none at that path. */
  readonly emptyDatabase?: string;
  /** For tests and for the control of the power-cut trial: `sync: false` loses acknowledged writes when power fails. */
  readonly unsafe?: { readonly sync: boolean; readonly prove: boolean };
}

export interface EmbeddedDatabase extends Database {
  readonly copyTo: NonNullable<Database['copyTo']>;
  /** Tells those who find the directory in use where this process answers. */
  announce(address: string): Promise<void>;
  /** How often data was forced to disk since the start. */
  syncs(): Promise<number>;
  /** Ends it as a crash of its thread would, for tests. */
  kill(): Promise<void>;
}

/**
 * Opens the database in a data directory, which belongs to this process until it is closed.
 *
 * All connections share one back end, so there are no named prepared statements,
 * temporary tables, `SET` or session locks, and no COPY from the client. A
 * transaction has deadlines; a single statement has none (`statement_timeout`
 * and cancelling need signals, and the thread that would hear them is busy), so
 * long work goes in slices.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const directory = join(options.dataDir, 'database');
  const lock = await lockDirectory(options.dataDir, options.address ?? null);
  try {
    await finishRestore(options.dataDir);
    await prepareDatabaseDirectory(directory, options.emptyDatabase ?? builtEmptyDatabase);
    const engine = await startEngine(
      {
        directory,
        durable: options.unsafe?.sync ?? true,
        proveDurable: options.unsafe?.prove ?? true,
        vacuumEveryMs: options.vacuumEveryMs ?? 30_000,
        idleTransactionMs: options.idleTransactionMs ?? 15_000,
        transactionMs: options.transactionMs ?? 60_000,
      },
      options.onFailure ?? (() => {}),
    );
    await markDatabaseDirectory(directory);
    const person = { user: 'postgres', password: '', database: 'postgres' };
    const config = { ...person, stream: () => engine.connect() };
    const database = createPooledDatabase({
      kind: 'embedded',
      pool: createPool({ ...config, max: options.maxConnections ?? 6 }),
      urgentPool: createUrgentPool({ ...person, stream: () => engine.connect({ urgent: true }) }),
      client: () => new Client(config),
      capabilities: { vectors: true, trigrams: true },
      failure: engine.failure,
      ...(options.closeGraceMs === undefined ? {} : { closeGraceMs: options.closeGraceMs }),
      closeEngine: async () => {
        await engine.close();
        await lock.release();
      },
    });
    return { ...database, announce: lock.announce, copyTo: engine.copyTo, syncs: engine.syncs, kill: engine.kill };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
