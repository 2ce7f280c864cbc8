import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';

type Tables = {
  counters: { name: string; value: number };
};

let open: TestDatabase;
beforeAll(async () => {
  open = await openTestDatabase([
    { name: 'test/0001-counters', sql: `create table counters (name text primary key, value integer not null)` },
  ]);
});
afterAll(() => open.close());

const value = async (name: string) =>
  (
    await open.database.db
      .withTables<Tables>()
      .selectFrom('counters')
      .select('value')
      .where('name', '=', name)
      .executeTakeFirst()
  )?.value;

test('a transaction that throws leaves nothing', async () => {
  const failing = open.database.transaction(async (tx) => {
    await tx.withTables<Tables>().insertInto('counters').values({ name: 'thrown', value: 1 }).execute();
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect(await value('thrown')).toBeUndefined();
});

test('a transaction runs again after a serialization failure', async () => {
  let runs = 0;
  await open.database.transaction(async (tx) => {
    runs += 1;
    await tx.withTables<Tables>().insertInto('counters').values({ name: 'again', value: runs }).execute();
    if (runs < 3) await sql`do $$ begin raise exception 'collided' using errcode = '40001'; end $$`.execute(tx);
  });
  expect(await value('again')).toBe(3);
});

test('a transaction that always collides fails in the end', async () => {
  let runs = 0;
  const failing = open.database.transaction(async (tx) => {
    runs += 1;
    await sql`do $$ begin raise exception 'collided' using errcode = '40P01'; end $$`.execute(tx);
  });
  await expect(failing).rejects.toThrow('collided');
  expect(runs).toBe(4);
});

test('fifty transactions at once, half of them rolled back, come out right', async () => {
  await open.database.db.withTables<Tables>().insertInto('counters').values({ name: 'many', value: 0 }).execute();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, (_, index) =>
      open.database.transaction(async (tx) => {
        const counters = tx.withTables<Tables>();
        await counters
          .updateTable('counters')
          .set((row) => ({ value: row('value', '+', 1) }))
          .where('name', '=', 'many')
          .execute();
        await counters
          .insertInto('counters')
          .values({ name: `many-${index}`, value: index })
          .execute();
        if (index % 2 === 1) throw new Error('rolled back');
        await sql`select pg_sleep(0.001)`.execute(tx);
      }),
    ),
  );
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(25);
  expect(await value('many')).toBe(25);
  expect(await value('many-2')).toBe(2);
  expect(await value('many-3')).toBeUndefined();
});

test('a faulty statement fails alone and its connection stays usable', async () => {
  const faulty = () => sql`select ${'not a number'}::integer`.execute(open.database.db);
  await Promise.all(Array.from({ length: 12 }, () => expect(faulty()).rejects.toMatchObject({ code: '22P02' })));
  expect((await sql<{ one: number }>`select 1 as one`.execute(open.database.db)).rows).toEqual([{ one: 1 }]);
});

test('after a fault inside a transaction only rolling back helps', async () => {
  const faulty = open.database.transaction(async (tx) => {
    await sql`select 1 / ${0}::integer`.execute(tx).catch(() => {});
    await sql`select ${1}::integer`.execute(tx);
  });
  await expect(faulty).rejects.toMatchObject({ code: '25P02' });
});

test('ten megabytes go in and come out', async () => {
  const bytes = Buffer.alloc(10 * 1024 * 1024, 'materi');
  const { rows } = await sql<{ bytes: Buffer }>`select ${bytes}::bytea as bytes`.execute(open.database.db);
  expect(rows[0]!.bytes.equals(bytes)).toBe(true);
});

test('a notification reaches those who listen to its channel, after the commit and until they stop', async () => {
  const heard: string[] = [];
  const other: string[] = [];
  const stop = await open.database.listen('Test news', (payload) => heard.push(payload));
  const stopOther = await open.database.listen('other', (payload) => other.push(payload));
  const say = (payload: string) => sql`select pg_notify('Test news', ${payload})`.execute(open.database.db);
  await open.database
    .transaction(async (tx) => {
      await sql`select pg_notify('Test news', 'never')`.execute(tx);
      throw new Error('rolled back');
    })
    .catch(() => {});
  await say('first');
  await expect.poll(() => heard).toEqual(['first']);
  await stop();
  await say('second');
  await sql`notify other, 'last'`.execute(open.database.db);
  await expect.poll(() => other).toEqual(['last']);
  expect(heard).toEqual(['first']);
  await stopOther();
});

test('closing reports a connection that was never given back, and closes all the same', async () => {
  const leaking = await openTestDatabase();
  await leaking.database.db.startTransaction().execute();
  await expect(leaking.close()).rejects.toThrow('1 database connection was never given back');
  await expect(sql`select 1`.execute(leaking.database.db)).rejects.toThrow();
});
