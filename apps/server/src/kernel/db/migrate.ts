import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { isAppError } from '../errors.ts';
import type { Database, Tx } from './database.ts';
import { migrationChanged, migrationFailed, newerProgram } from './errors.ts';
import type { Migration } from './migration.ts';

type MigrationTables = {
  migrations: { name: string; checksum: string };
};

/** Any number that nothing else in this database locks; processes that start together wait for each other on it. */
const migrationLock = 7_305_417_283n;

/** SHA-256 of the statements, in hexadecimal. */
export const migrationChecksum = (migration: Migration): string =>
  createHash('sha256').update(migration.sql).digest('hex');

/**
 * Applies, in order and each in a transaction of its own, the migrations that
 * this database has not had. Returns the names of those applied now. Refuses a
 * database that holds a migration unknown here, or one whose text has changed.
 */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<string[]> {
  const twice = migrations.find((one, index) => migrations.findIndex((other) => other.name === one.name) !== index);
  if (twice) throw new Error(`Two migrations are called ${twice.name}.`);

  let waiting = await database.transaction((tx) => outstanding(tx, migrations));
  const applied: string[] = [];
  while (waiting[0]) {
    const next = waiting[0];
    try {
      waiting = await database.transaction(async (tx) => {
        // Another process may have gone ahead between two of our transactions.
        const [first, ...rest] = await outstanding(tx, migrations);
        if (first?.name !== next.name) return first ? [first, ...rest] : [];
        await sql.raw(next.sql).execute(tx);
        await sql`insert into migrations (name, checksum) values (${next.name}, ${migrationChecksum(next)})`.execute(
          tx,
        );
        applied.push(next.name);
        return rest;
      });
    } catch (error) {
      throw isAppError(error) ? error : migrationFailed(next.name, error);
    }
  }
  return applied;
}

/** Those that are still to be applied; holds the lock until the transaction ends. */
async function outstanding(tx: Tx, migrations: readonly Migration[]): Promise<Migration[]> {
  await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(tx);
  await sql`
    create table if not exists migrations (
      name text primary key,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`.execute(tx);
  const rows = await tx.withTables<MigrationTables>().selectFrom('migrations').select(['name', 'checksum']).execute();
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  const unknown = rows.map((row) => row.name).filter((name) => !known.has(name));
  if (unknown.length > 0) throw newerProgram(unknown.toSorted());
  for (const row of rows) {
    const migration = known.get(row.name)!;
    if (migrationChecksum(migration) !== row.checksum) throw migrationChanged(row.name);
  }
  const done = new Set(rows.map((row) => row.name));
  return migrations.filter((migration) => !done.has(migration.name));
}
