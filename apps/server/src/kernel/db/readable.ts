import { sql } from 'kysely';
import type { Database } from './database.ts';

/** A table and what reading all of it gave. */
export interface TableCheck {
  readonly table: string;
  readonly rows: number;
  /** Why it could not be read; `null` when it could. */
  readonly fault: string | null;
}

/** Reads every value of every table once, so that damaged pages show themselves. */
export async function* readEverything(database: Database): AsyncIterable<TableCheck> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by table_name`.execute(database.db);
  for (const { name } of tables) {
    try {
      const { rows } = await sql<{ rows: string }>`
        select count(*)::text as rows, sum(length(entry::text)) from ${sql.table(name)} as entry`.execute(database.db);
      yield { table: name, rows: Number(rows[0]!.rows), fault: null };
    } catch (error) {
      yield { table: name, rows: 0, fault: (error as Error).message };
    }
  }
}
