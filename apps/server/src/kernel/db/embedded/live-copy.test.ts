import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbedded, type EmbeddedDatabase } from './open-embedded.ts';

let place: string;
let database: EmbeddedDatabase;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'materi-test-'));
  database = await openEmbedded({ dataDir: join(place, 'data') });
  await sql`create table notes (id serial primary key, text text not null)`.execute(database.db);
});
afterEach(async () => {
  await database.close();
  await rm(place, { recursive: true, force: true });
});

test('a copy that is made while people write opens with all that was acknowledged before, and whole transactions only', async () => {
  await sql`insert into notes (text) select repeat('x', 500) from generate_series(1, 20000)`.execute(database.db);
  let writing = true;
  let acknowledged = 20_000;
  const writer = (async () => {
    while (writing) {
      // Always two at once, some longer than a page, so that half a transaction would show.
      await database.transaction(async (tx) => {
        await sql`insert into notes (text) values (${'a'.repeat(3_000)})`.execute(tx);
        await sql`update notes set text = text || '!' where id = ${1 + (acknowledged % 19_000)}`.execute(tx);
        await sql`insert into notes (text) values (${'b'.repeat(20_000)})`.execute(tx);
      });
      acknowledged += 2;
      if (acknowledged % 50 === 0)
        await sql`create table ${sql.table(`t${acknowledged}`)} (id int)`.execute(database.db);
      if (acknowledged % 100 === 0) await sql`delete from notes where id between 100 and 200`.execute(database.db);
      if (acknowledged % 150 === 0)
        await sql`truncate table ${sql.table(`t${acknowledged - 50}`)}`.execute(database.db).catch(() => {});
    }
  })();
  while (acknowledged < 20_040) await new Promise((resolve) => setImmediate(resolve));
  const before = acknowledged;
  await database.copyTo(join(place, 'copy', 'database'));
  const after = acknowledged + 2;
  writing = false;
  await writer;

  const copy = await openEmbedded({ dataDir: join(place, 'copy') });
  try {
    const { rows } = await sql<{ last: number; a: string; b: string }>`
      select (select last_value::int from notes_id_seq) as last,
        count(*) filter (where text like 'aaaa%')::text as a, count(*) filter (where text like 'bbbb%')::text as b
      from notes`.execute(copy.db);
    expect(rows[0]!.last).toBeGreaterThanOrEqual(before);
    expect(rows[0]!.a).toBe(rows[0]!.b);
    expect(Number(rows[0]!.a) * 2).toBeGreaterThanOrEqual(before - 20_000);
    expect(Number(rows[0]!.a) * 2).toBeLessThanOrEqual(after - 20_000);
    // Every page and index of it is whole.
    await sql`select sum(length(entry::text)) from notes as entry`.execute(copy.db);
    await sql`reindex table notes`.execute(copy.db);
    await sql`insert into notes (text) values ('goes on')`.execute(copy.db);
  } finally {
    await copy.close();
  }
});
