import { sql } from 'kysely';
import type { Database } from '../../src/kernel/db/database.ts';

/** Milliseconds. */
export interface Cost {
  readonly p50: number;
  readonly p95: number;
}

async function timed(times: number, work: () => Promise<unknown>): Promise<Cost> {
  const taken: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const start = performance.now();
    await work();
    taken.push(performance.now() - start);
  }
  taken.sort((one, other) => one - other);
  return { p50: taken[Math.floor(times / 2)]!, p95: taken[Math.floor(times * 0.95)]! };
}

/** What it costs until a write is acknowledged: one row, and fifty in a transaction. */
export async function costOfWrites(database: Database): Promise<{ one: Cost; fifty: Cost }> {
  await sql`create table write_cost (id serial primary key, text text)`.execute(database.db);
  try {
    const one = await timed(500, () => sql`insert into write_cost (text) values ('edit')`.execute(database.db));
    const fifty = await timed(200, () =>
      database.transaction((tx) =>
        sql`insert into write_cost (text) select 'edit' from generate_series(1, 50)`.execute(tx),
      ),
    );
    return { one, fifty };
  } finally {
    await sql`drop table write_cost`.execute(database.db);
  }
}
