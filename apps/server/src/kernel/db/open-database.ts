import { finishRestore } from '../backups/swap.ts';
import type { Part } from '../part.ts';
import type { Database } from './database.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { openPostgres } from './postgres.ts';

export interface DatabaseChoice {
  /** A PostgreSQL 15 or later; the embedded database when it is null. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  /** Where this process answers, when that is known already. */
  readonly address?: string | null;
  /** Hears, in one sentence, that the database died and the process must end. */
  readonly onFailure?: (sentence: string) => void;
}

export interface OpenedDatabase extends Database {
  /** Tells other processes that want the same data directory where this one answers. */
  announce(address: string): Promise<void>;
}

/** Opens the database that the configuration names. Migrations are not applied yet. */
export async function openDatabase(choice: DatabaseChoice): Promise<OpenedDatabase> {
  if (choice.databaseUrl === null) return openEmbedded(choice);
  await finishRestore(choice.dataDir);
  const database = await openPostgres(choice.databaseUrl);
  return { ...database, announce: async () => {} };
}

/** The database among the parts of a process: first to be there, last to go. */
export const createDatabasePart = (database: Database): Part => ({
  name: 'database',
  start: async () => {},
  stop: () => database.close(),
  ready: () => database.failure(),
});
