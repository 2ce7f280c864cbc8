import { createServer, type AddressInfo, type Server } from 'node:net';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { testDatabaseKind } from '../../../test/support/database-kind.ts';
import type { Database } from './database.ts';
import { openPostgres } from './postgres.ts';

const none = (await testDatabaseKind()) === 'embedded';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function testDatabase(): Promise<TestDatabase & { url: string }> {
  const made = await openTestDatabase();
  closing.push(() => made.close());
  return made as TestDatabase & { url: string };
}

async function opened(...parameters: Parameters<typeof openPostgres>): Promise<Database> {
  const database = await openPostgres(...parameters);
  closing.push(() => database.close());
  return database;
}

/** A server that says it is the given version and knows nothing else. */
async function serverOfVersion(version: string, number: number): Promise<string> {
  const message = (type: string, ...parts: (Buffer | string)[]) => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
    const head = Buffer.alloc(5, type);
    head.writeInt32BE(body.length + 4, 1);
    return Buffer.concat([head, body]);
  };
  const int16 = (value: number) => Buffer.from([value >> 8, value & 255]);
  const int32 = (value: number) => Buffer.concat([int16(0), int16(value)]);
  const ready = message('Z', 'I');
  const column = (name: string) =>
    Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(25), int16(255), int32(0), int16(0)]);
  const value = (text: string) => Buffer.concat([int32(text.length), Buffer.from(text)]);
  const server: Server = createServer((socket) => {
    let started = false;
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      if (!started) {
        started = true;
        socket.write(Buffer.concat([message('R', int32(0)), ready]));
      } else if (bytes[0] === 'Q'.charCodeAt(0)) {
        socket.write(
          Buffer.concat([
            message('T', int16(2), column('server_version'), column('server_version_num')),
            message('D', int16(2), value(version), value(String(number))),
            message('C', 'SELECT 1\0'),
            ready,
          ]),
        );
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return `postgres://someone@127.0.0.1:${(server.address() as AddressInfo).port}/materi`;
}

test('a PostgreSQL older than 15 is refused by its version', async () => {
  await expect(openPostgres(await serverOfVersion('14.13', 140_013))).rejects.toMatchObject({
    code: 'database.too_old',
    message: expect.stringContaining('PostgreSQL 14.13'),
  });
});

test('a server that does not answer is named without the password', async () => {
  const failing = openPostgres('postgres://someone:secret@127.0.0.1:1/materi');
  await expect(failing).rejects.toMatchObject({
    code: 'database.unreachable',
    message: expect.stringContaining('127.0.0.1:1/materi'),
  });
  await expect(failing).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
});

test.each(['', 'materi', 'mysql://localhost/materi'])('"%s" is no address of a database', async (url) => {
  await expect(openPostgres(url)).rejects.toMatchObject({ code: 'database.invalid_url' });
});

test.skipIf(none)('without the right to install extensions it works and says what it lacks', async () => {
  const { database, url } = await testDatabase();
  const person = `materi_test_${process.pid}`;
  await sql`drop extension if exists pg_trgm`.execute(database.db);
  await sql`create role ${sql.id(person)} login`.execute(database.db);
  closing.push(() => sql`drop role ${sql.id(person)}`.execute(database.db));
  const theirs = await opened(Object.assign(new URL(url), { username: person, password: '' }).href);
  expect(theirs.capabilities.trigrams).toBe(false);
  expect((await sql`select 1 as one`.execute(theirs.db)).rows).toEqual([{ one: 1 }]);
});

test.skipIf(none)('a forgotten transaction is rolled back and its connection fails', async () => {
  const { url, database } = await testDatabase();
  const forgetful = await opened(url, { idleTransactionMs: 100 });
  const transaction = await forgetful.db.startTransaction().execute();
  await sql`create table half (id integer)`.execute(transaction);
  await expect
    .poll(
      async () =>
        (
          await sql`select from pg_stat_activity where datname = current_database() and state like 'idle in%'`.execute(
            database.db,
          )
        ).rows.length,
    )
    .toBe(0);
  await expect(sql`select 1`.execute(transaction)).rejects.toThrow();
  await transaction
    .rollback()
    .execute()
    .catch(() => {});
  expect((await sql`select to_regclass('half') as half`.execute(database.db)).rows).toEqual([{ half: null }]);
});

test.skipIf(none)('whoever listens hears again after the connection was lost', async () => {
  const { database } = await testDatabase();
  const heard: string[] = [];
  const stop = await database.listen('news', (payload) => heard.push(payload));
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen%'`.execute(database.db);
  await expect
    .poll(
      async () => {
        await sql`notify news, 'again'`.execute(database.db);
        return heard[0];
      },
      { timeout: 10_000 },
    )
    .toBe('again');
  await stop();
});
