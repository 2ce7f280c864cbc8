import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql, type ControlledTransaction } from 'kysely';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openEmbedded, type EmbeddedDatabase, type EmbeddedOptions } from './open-embedded.ts';

let dataDir: string;
let database: EmbeddedDatabase | undefined;
let forgottenOne: ControlledTransaction<object> | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'materi-data-'));
});
afterEach(async () => {
  await forgottenOne
    ?.rollback()
    .execute()
    .catch(() => {});
  forgottenOne = undefined;
  await database?.close();
  database = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

const open = async (options: Partial<EmbeddedOptions> = {}) => {
  database = await openEmbedded({ dataDir, closeGraceMs: 100, ...options });
  await sql`create table if not exists notes (id serial primary key, text text)`.execute(database.db);
  return database;
};
const count = async () =>
  Number((await sql<{ count: string }>`select count(*) from notes`.execute(database!.db)).rows[0]!.count);
const forgotten = async () => {
  const transaction = await database!.db.startTransaction().execute();
  await sql`insert into notes (text) values ('never committed')`.execute(transaction);
  forgottenOne = transaction;
  return transaction;
};

test('every commit is forced to disk before it is acknowledged', async () => {
  const { db, syncs } = await open();
  const before = await syncs();
  for (let index = 0; index < 100; index += 1) await sql`insert into notes (text) values ('kept')`.execute(db);
  expect((await syncs()) - before).toBeGreaterThanOrEqual(100);
});

test('it refuses to start when a write does not reach the disk', async () => {
  await expect(openEmbedded({ dataDir, unsafe: { sync: false, prove: true } })).rejects.toMatchObject({
    code: 'database.not_durable',
  });
  // And it lets go of the directory, so that a repaired one can start.
  await open();
});

test('what was written is there after closing and opening', async () => {
  await open();
  await sql`insert into notes (text) values ('kept')`.execute(database!.db);
  await database!.close();
  await open();
  expect(await count()).toBe(1);
});

test('a forgotten transaction is rolled back, its connection fails, and everybody else goes on', async () => {
  await open({ idleTransactionMs: 100 });
  const transaction = await forgotten();
  expect(await count()).toBe(0);
  await expect(sql`select 1`.execute(transaction)).rejects.toThrow();
});

test('a transaction in which nothing was said yet holds nobody up, and can be ended', async () => {
  await open({ idleTransactionMs: 60_000 });
  const silent = await database!.db.startTransaction().execute();
  expect(await count()).toBe(0);
  await sql`insert into notes (text) values ('late')`.execute(silent);
  await silent.commit().execute();
  const other = await database!.db.startTransaction().execute();
  await other.rollback().execute();
  expect(await count()).toBe(1);
});

test('what is urgent waits for no connection, and goes ahead of those who wait for their turn', async () => {
  const { db, urgent } = await open({ maxConnections: 2 });
  const note = (where: typeof db, text: string) => sql`insert into notes (text) values (${text})`.execute(where);
  // All connections are there, so that only turns are waited for.
  await Promise.all([note(db, 'first'), note(db, 'second'), note(urgent, 'third')]);
  await sql`delete from notes`.execute(db);
  const holder = await db.startTransaction().execute();
  await sql`select 1`.execute(holder);
  const waiting = [note(db, 'ordinary'), note(db, 'without a connection'), note(urgent, 'urgent')];
  await sql`select 1`.execute(holder);
  await holder.commit().execute();
  await Promise.all(waiting);
  const { rows } = await sql<{ text: string }>`select text from notes order by id`.execute(db);
  const [first, ...others] = rows.map(({ text }) => text);
  expect(first).toBe('urgent');
  // Their words come by different ports: which arrives first is not promised.
  expect(others.toSorted()).toEqual(['ordinary', 'without a connection']);
});

test('a transaction that never rests is ended too', async () => {
  await open({ idleTransactionMs: 5_000, transactionMs: 300 });
  const transaction = await forgotten();
  const restless = (async () => {
    for (;;) await sql`select 1`.execute(transaction);
  })();
  await expect(restless).rejects.toThrow();
  expect(await count()).toBe(0);
});

test('a connection that closes in the middle of a transaction rolls back', async () => {
  await open({ idleTransactionMs: 60_000 });
  await forgotten();
  const closing = database!.close();
  await expect(closing).rejects.toThrow('never given back');
  forgottenOne = undefined;
  await open();
  expect(await count()).toBe(0);
});

test('a transaction inside of which somebody waits for another connection ends with a reason', async () => {
  await open({ idleTransactionMs: 100 });
  const nested = database!.transaction(async (tx) => {
    await sql`insert into notes (text) values ('outer')`.execute(tx);
    await sql`insert into notes (text) values ('inner')`.execute(database!.db);
    await sql`insert into notes (text) values ('outer again')`.execute(tx);
  });
  await expect(nested).rejects.toThrow();
  expect((await sql`select text from notes`.execute(database!.db)).rows).toEqual([{ text: 'inner' }]);
});

test('COPY from the client is refused, inside a transaction and out, and the connection goes on', async () => {
  await open();
  const copy = sql`copy notes (text) from stdin`;
  await expect(copy.execute(database!.db)).rejects.toMatchObject({ code: '0A000' });
  await expect(database!.transaction((tx) => copy.execute(tx))).rejects.toMatchObject({ code: '0A000' });
  expect(await count()).toBe(0);
});

test('when the engine dies, what waits fails, the owner hears of it once, and the next start has everything', async () => {
  const onFailure = vi.fn<(sentence: string) => void>();
  await open({ onFailure });
  await sql`insert into notes (text) values ('kept')`.execute(database!.db);
  const waiting = Array.from({ length: 4 }, () => sql`select pg_sleep(5)`.execute(database!.db));
  const outcomes = Promise.allSettled(waiting);
  await database!.kill();
  for (const outcome of await outcomes) expect(outcome.status).toBe('rejected');
  await expect(count()).rejects.toMatchObject({ code: 'database.failed' });
  expect(database!.failure()).toMatch(/^The embedded database stopped/);
  expect(onFailure).toHaveBeenCalledOnce();
  await database!.close();
  await open();
  expect(await count()).toBe(1);
});

test('the log of changes does not grow without end', async () => {
  await open();
  await sql`alter table notes alter text set storage external`.execute(database!.db);
  const position = async () =>
    (await sql<{ at: string }>`select redo_lsn::text as at from pg_control_checkpoint()`.execute(database!.db)).rows[0]!
      .at;
  const before = await position();
  for (let index = 0; index < 60; index += 1)
    await sql`insert into notes (text) values (repeat('x', 1000000))`.execute(database!.db);
  await expect.poll(position, { timeout: 20_000 }).not.toBe(before);
});

test('tables with many dead rows are vacuumed and analysed', async () => {
  await open({ vacuumEveryMs: 100 });
  await sql`insert into notes (text) select 'old' from generate_series(1, 2000)`.execute(database!.db);
  await sql`update notes set text = 'new'`.execute(database!.db);
  const upkeep = async () =>
    (
      await sql<{ vacuumed: boolean; analysed: boolean }>`
        select vacuum_count > 0 as vacuumed, analyze_count > 0 as analysed
        from pg_stat_user_tables where relname = 'notes'`.execute(database!.db)
    ).rows[0];
  await expect.poll(upkeep, { timeout: 20_000 }).toEqual({ vacuumed: true, analysed: true });
});
