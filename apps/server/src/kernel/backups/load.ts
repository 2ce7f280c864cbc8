import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { sql } from 'kysely';
import type { Database, Tx } from '../db/database.ts';
import { migrate, migrationChecksum } from '../db/migrate.ts';
import type { Migration } from '../db/migration.ts';
import { backupBroken, newerBackup } from './errors.ts';
import type { DatabaseDump, TableDump } from './manifest.ts';

const decompress = promisify(zstdDecompress);

/** A part is made of 8 MB of text and one row more, and a row may be as large as PostgreSQL lets it. */
const PART_LIMIT_BYTES = 1024 ** 3;

/** The steps that the database of a backup has had. @throws AppError `backup.newer` when one is unknown here */
export function migrationsOf(dump: DatabaseDump, known: readonly Migration[], file: string): Migration[] {
  const applied = new Map(dump.migrations.map(({ name, checksum }) => [name, checksum]));
  const steps = known.filter((step) => applied.has(step.name));
  const unknown = dump.migrations.filter(({ name }) => !known.some((step) => step.name === name));
  const changed = steps.filter((step) => migrationChecksum(step) !== applied.get(step.name));
  const [stranger] = [...unknown, ...changed];
  if (stranger) throw newerBackup(file, `its database has had ${stranger.name}`);
  return steps;
}

/**
 * Fills an empty database from a dump: first the shape that it had, then the
 * rows, then the shape that this program needs. References between tables are
 * taken away meanwhile and put back at the end, where each is checked.
 */
export async function loadDatabase(
  database: Database,
  needs: {
    readonly dump: DatabaseDump;
    readonly file: string;
    readonly migrations: readonly Migration[];
    readonly read: (path: string) => Promise<Buffer>;
    readonly progress: (share: number, what: string) => void;
  },
): Promise<void> {
  const { dump } = needs;
  await migrate(database, migrationsOf(dump, needs.migrations, needs.file));
  await database.db.transaction().execute(async (tx) => {
    // A server's own database ends a transaction that is silent, as while a large part is unpacked.
    if (database.kind === 'postgres') await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
    const references = await takeReferencesAway(tx);
    const total = dump.tables.reduce((sum, { parts }) => sum + parts.length, 0) || 1;
    let done = 0;
    for (const table of dump.tables) {
      await sql`alter table ${sql.table(table.name)} disable trigger user`.execute(tx);
      // What a migration put there comes from the backup as well.
      await sql`delete from ${sql.table(table.name)}`.execute(tx);
      let rows = 0;
      for (const path of table.parts) {
        rows += await loadPart(tx, table, path, needs);
        done += 1;
        needs.progress(done / total, table.name);
      }
      if (rows !== table.rows) throw backupBroken(needs.file, `the table ${table.name}`, 'does not have all its rows');
      await sql`alter table ${sql.table(table.name)} enable trigger user`.execute(tx);
    }
    for (const { name, last, called } of dump.sequences) {
      await sql`select setval(${`public.${name}`}::regclass, ${last}::bigint, ${called})`.execute(tx);
    }
    for (const { table, name, definition } of references) {
      await sql`alter table ${sql.table(table)} add constraint ${sql.ref(name)} ${sql.raw(definition)}`.execute(tx);
    }
    await endBackupJobs(tx);
  });
  await migrate(database, needs.migrations);
  await sql`analyze`.execute(database.db);
}

async function loadPart(
  tx: Tx,
  table: TableDump,
  path: string,
  { read, file }: { read: (path: string) => Promise<Buffer>; file: string },
): Promise<number> {
  const unpacked = await decompress(await read(path), { maxOutputLength: PART_LIMIT_BYTES }).catch(() => {
    throw backupBroken(file, path, 'cannot be unpacked');
  });
  const lines = unpacked.toString('utf8').split('\n').slice(0, -1);
  const names = sql.join(table.columns.map(({ name }) => sql.ref(name)));
  const values = sql.join(
    table.columns.map(({ type }, index) => sql`(entry ->> ${sql.lit(index)})::${sql.raw(safeType(type))}`),
  );
  for (let from = 0; from < lines.length;) {
    // Rows may be of any size; a statement takes about as much as one part holds.
    let to = from;
    for (let length = 0; to < lines.length && (to === from || length < 4_000_000); to += 1) length += lines[to]!.length;
    await sql`
      insert into ${sql.table(table.name)} (${names}) overriding system value
      select ${values} from jsonb_array_elements(${`[${lines.slice(from, to).join(',')}]`}::jsonb) as entry`.execute(
      tx,
    );
    from = to;
  }
  return lines.length;
}

/** The name of a type as `format_type` writes it, and nothing that could be a statement. */
function safeType(type: string): string {
  if (!/^[a-z_][a-z0-9_ ]*(\(\d+(,\d+)?\))?[a-z ]*(\[\])*$/i.test(type)) throw new Error(`Strange type ${type}.`);
  return type;
}

interface Reference {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

async function takeReferencesAway(tx: Tx): Promise<Reference[]> {
  const { rows } = await sql<Reference>`
    select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and n.nspname = 'public' order by 1, 2`.execute(tx);
  for (const { table, name } of rows) {
    await sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`.execute(tx);
  }
  return rows;
}

/** The job that made the backup is at work in it, and would begin again. */
const endBackupJobs = (tx: Tx) =>
  sql`update jobs set status = 'cancelled', finished_at = now(), lease_owner = null, lease_until = null
    where kind = 'backups.make' and status in ('queued', 'running')`.execute(tx);
