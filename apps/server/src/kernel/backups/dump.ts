import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import { createSteadyWrites } from './steady-writes.ts';
import type { DatabaseDump, TableDump } from './manifest.ts';

const compress = promisify(zstdCompress);

/** A part holds about this much text, so that neither side keeps more of a table in memory. */
const PART_BYTES = 8 * 1024 * 1024;
const FETCH_BYTES = 2 * 1024 * 1024;
const MOST_ROWS = 5_000;

interface Column {
  readonly name: string;
  readonly type: string;
}

/**
 * Writes every table as text that any PostgreSQL reads again into `folder`, one
 * file for each part, and answers what there is. `tx` must see one moment and
 * may read only. A table is read through a cursor, a few rows at a time.
 */
export async function dumpDatabase(
  tx: Tx,
  folder: string,
  progress: (share: number, table: string) => Promise<void> | void,
): Promise<DatabaseDump> {
  const { rows: names } = await sql<{ name: string; bytes: string }>`
    select c.relname as name, pg_table_size(c.oid)::text as bytes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'migrations'
      and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by c.relname`.execute(tx);
  const total = names.reduce((sum, { bytes }) => sum + Number(bytes), 0) || 1;
  let done = 0;
  const tables: TableDump[] = [];
  for (const { name, bytes } of names) {
    const share = done / total;
    tables.push(await dumpTable(tx, name, folder, (part) => progress(share + (part * Number(bytes)) / total, name)));
    done += Number(bytes);
    await progress(done / total, name);
  }
  const { rows: migrations } = await sql<{ name: string; checksum: string }>`
    select name, checksum from migrations order by applied_at, name`.execute(tx);
  const { rows: server } = await sql<{ version: string }>`select current_setting('server_version') as version`.execute(
    tx,
  );
  return { server: server[0]!.version, migrations, tables, sequences: await sequencesOf(tx) };
}

async function dumpTable(
  tx: Tx,
  name: string,
  folder: string,
  progress: (share: number) => Promise<void> | void,
): Promise<TableDump> {
  const columns = await columnsOf(tx, name);
  const { rows: counted } = await sql<{
    count: string;
  }>`select count(*)::text as count from ${sql.table(name)}`.execute(tx);
  const expected = Number(counted[0]!.count);
  const parts: string[] = [];
  let lines: string[] = [];
  let length = 0;
  let rows = 0;
  const flush = async () => {
    if (lines.length === 0) return;
    const path = `tables/${name}/${String(parts.length + 1).padStart(6, '0')}.ndjson.zst`;
    const packed = await compress(Buffer.from(`${lines.join('\n')}\n`, 'utf8'), {
      params: { [constants.ZSTD_c_compressionLevel]: 1 },
    });
    await mkdir(join(folder, 'tables', name), { recursive: true, mode: 0o700 });
    const file = await open(join(folder, path), 'wx', 0o600);
    try {
      await createSteadyWrites(file)(packed);
      await file.datasync();
    } finally {
      await file.close();
    }
    parts.push(path);
    lines = [];
    length = 0;
  };

  const texts = columns.map((column, index) => sql`${sql.ref(column.name)}::text as ${sql.ref(`c${index}`)}`);
  await sql`declare dump no scroll cursor for select ${sql.join(texts)} from ${sql.table(name)}`.execute(tx);
  let step = 20;
  for (;;) {
    const { rows: batch } = await sql<
      Record<string, string | null>
    >`${sql.raw(`fetch forward ${step} from dump`)}`.execute(tx);
    if (batch.length === 0) break;
    let bytes = 0;
    for (const row of batch) {
      const line = JSON.stringify(columns.map((_, index) => row[`c${index}`] ?? null));
      bytes += line.length;
      lines.push(line);
    }
    rows += batch.length;
    length += bytes;
    if (length >= PART_BYTES) await flush();
    // Rows may be a few bytes or megabytes each.
    step = Math.max(1, Math.min(MOST_ROWS, Math.floor(FETCH_BYTES / (bytes / batch.length + 1))));
    await progress(rows / Math.max(expected, rows));
  }
  await sql`close dump`.execute(tx);
  await flush();
  return { name, columns, rows, parts };
}

/** The columns that hold something of their own: what is generated from others is generated again. */
async function columnsOf(tx: Tx, table: string): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relname = ${table} and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by a.attnum`.execute(tx);
  return rows;
}

async function sequencesOf(tx: Tx): Promise<DatabaseDump['sequences']> {
  const { rows: names } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'S' order by c.relname`.execute(tx);
  const sequences: DatabaseDump['sequences'] = [];
  for (const { name } of names) {
    const { rows } = await sql<{ last: string; called: boolean }>`
      select last_value::text as last, is_called as called from ${sql.table(name)}`.execute(tx);
    sequences.push({ name, last: rows[0]!.last, called: rows[0]!.called });
  }
  return sequences;
}
