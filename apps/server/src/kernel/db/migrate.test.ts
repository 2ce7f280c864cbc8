import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { migrate } from './migrate.ts';

const people = {
  name: 'people/0001-people',
  sql: 'create table people (id uuid primary key); insert into people values (gen_random_uuid())',
};
const towns = { name: 'towns/0001-towns', sql: 'create table towns (id uuid primary key)' };

let open: TestDatabase | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

test('a migration is applied once, in order', async () => {
  open = await openTestDatabase();
  expect(await migrate(open.database, [people, towns])).toEqual([people.name, towns.name]);
  expect(await migrate(open.database, [people, towns])).toEqual([]);
  const { rows } = await sql<{ count: string }>`select count(*) from people`.execute(open.database.db);
  expect(rows).toEqual([{ count: '1' }]);
});

test('a later program adds its own', async () => {
  open = await openTestDatabase([people]);
  expect(await migrate(open.database, [towns, people])).toEqual([towns.name]);
});

test('processes that migrate at the same time apply each migration once', async () => {
  open = await openTestDatabase();
  const { database } = open;
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(database, [people, towns])));
  expect(applied.flat().toSorted()).toEqual([people.name, towns.name]);
});

test('a migration that fails leaves nothing behind and says which it was', async () => {
  open = await openTestDatabase();
  const broken = { name: 'towns/0002-broken', sql: 'create table half (id uuid); select 1 / 0' };
  await expect(migrate(open.database, [towns, broken])).rejects.toMatchObject({
    code: 'database.migration_failed',
    message: expect.stringContaining('towns/0002-broken'),
  });
  const { rows } = await sql`select to_regclass('half') as half, to_regclass('towns') as towns`.execute(
    open.database.db,
  );
  expect(rows).toEqual([{ half: null, towns: 'towns' }]);
});

test('a changed migration is refused', async () => {
  open = await openTestDatabase([people]);
  await expect(migrate(open.database, [{ ...people, sql: `${people.sql} ` }])).rejects.toMatchObject({
    code: 'database.migration_changed',
  });
});

test('a database that a newer program has changed is refused', async () => {
  open = await openTestDatabase([people, towns]);
  await expect(migrate(open.database, [people])).rejects.toMatchObject({
    code: 'database.newer_program',
    message: expect.stringContaining(towns.name),
  });
});
