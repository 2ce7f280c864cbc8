import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { prepareDatabaseDirectory } from './database-directory.ts';
import { buildEmptyDatabase } from './empty-database.ts';
import { openEmbedded } from './open-embedded.ts';

let shared: string;
let built: string;
let dataDir: string;
beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), 'materi-empty-'));
  built = join(shared, 'empty');
  await buildEmptyDatabase(built);
});
afterAll(() => rm(shared, { recursive: true, force: true }));
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'materi-data-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('a first start makes a database with its extensions, whole or not at all', async () => {
  // What a start that was killed in the middle leaves behind.
  await cp(built, join(dataDir, 'database.new'), { recursive: true });
  await rm(join(dataDir, 'database.new', 'PG_VERSION'));
  const database = await openEmbedded({ dataDir, emptyDatabase: built });
  const { rows } =
    await sql`select '[1,2]'::vector <-> '[1,4]'::vector as distance, similarity('word', 'words') > 0.5 as similar`.execute(
      database.db,
    );
  expect(rows).toEqual([{ distance: 2, similar: true }]);
  expect(await readdir(dataDir)).toEqual(['database', 'holder.json', 'lock']);
  await database.close();
  expect(await readdir(dataDir)).toEqual(['database', 'lock']);
});

test('a start that fails gives the directory free', async () => {
  await mkdir(join(dataDir, 'database'));
  await writeFile(join(dataDir, 'database', 'diary.txt'), 'mine');
  const start = () => openEmbedded({ dataDir, emptyDatabase: built });
  await expect(start()).rejects.toMatchObject({ code: 'data.foreign' });
  await expect(start()).rejects.toMatchObject({ code: 'data.foreign' });
  expect(await readdir(join(dataDir, 'database'))).toEqual(['diary.txt']);
});

test('a database of a newer engine is refused, one of an older PostgreSQL too', async () => {
  const path = join(dataDir, 'database');
  await cp(built, path, { recursive: true });
  const marker = join(path, 'materi.json');
  const original = await readFile(marker, 'utf8');
  await writeFile(marker, JSON.stringify({ pglite: '0.10.0' }));
  await expect(prepareDatabaseDirectory(path, built)).rejects.toMatchObject({ code: 'data.newer' });
  await writeFile(marker, original);
  await writeFile(join(path, 'PG_VERSION'), '17\n');
  await expect(prepareDatabaseDirectory(path, built)).rejects.toMatchObject({ code: 'data.older' });
  await writeFile(join(path, 'PG_VERSION'), '19\n');
  await expect(prepareDatabaseDirectory(path, built)).rejects.toMatchObject({ code: 'data.newer' });
});

test("what a crash leaves of PostgreSQL's own lock is no hindrance", async () => {
  await cp(built, join(dataDir, 'database'), { recursive: true });
  for (const left of ['', '42\n', `${process.pid}\n/pglite/data\n`]) {
    await writeFile(join(dataDir, 'database', 'postmaster.pid'), left);
    const database = await openEmbedded({ dataDir });
    await database.close();
  }
});

test('a damaged database is refused with the reason that PostgreSQL gives', async () => {
  await cp(built, join(dataDir, 'database'), { recursive: true });
  await writeFile(join(dataDir, 'database', 'global', 'pg_control'), 'garbage');
  await expect(openEmbedded({ dataDir })).rejects.toMatchObject({
    code: 'database.refused',
    message: expect.stringContaining('pg_control'),
  });
});

/** A file system with just so much room; only root may make one. */
function withRoom(megabytes: number): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dataDir], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('a data directory that may not be written is refused', async ({ skip }) => {
  if (!withRoom(4)) skip('Only root can make a file system that is read-only.');
  try {
    execFileSync('mount', ['-o', 'remount,ro', dataDir]);
    await expect(openEmbedded({ dataDir, emptyDatabase: built })).rejects.toMatchObject({ code: 'data.not_writable' });
  } finally {
    execFileSync('umount', [dataDir]);
  }
});

test('a first start on a full disk says so and leaves nothing half-made', async ({ skip }) => {
  if (!withRoom(4)) skip('Only root can make a file system that is full.');
  try {
    await expect(openEmbedded({ dataDir, emptyDatabase: built })).rejects.toMatchObject({ code: 'data.disk_full' });
    expect(await readdir(dataDir)).toEqual(['lock']);
  } finally {
    execFileSync('umount', [dataDir]);
  }
});

test('what was acknowledged before the disk filled up is there when there is room again', async ({ skip }) => {
  if (!withRoom(48)) skip('Only root can make a file system that is full.');
  try {
    let database = await openEmbedded({ dataDir, emptyDatabase: built });
    await sql`create table kept (id integer primary key, filler bytea)`.execute(database.db);
    await sql`alter table kept alter filler set storage external`.execute(database.db);
    let acknowledged = 0;
    const filling = (async () => {
      for (;;) {
        await sql`insert into kept values (${acknowledged}, ${Buffer.alloc(400_000, 1)})`.execute(database.db);
        acknowledged += 1;
      }
    })();
    await expect(filling).rejects.toThrow(/space|stopped/i);
    expect(acknowledged).toBeGreaterThan(10);
    await database.close();

    execFileSync('mount', ['-o', 'remount,size=200m', dataDir]);
    database = await openEmbedded({ dataDir });
    const { rows } = await sql<{ kept: string }>`select count(*) as kept from kept`.execute(database.db);
    expect(Number(rows[0]!.kept)).toBe(acknowledged);
    await database.close();
  } finally {
    execFileSync('umount', [dataDir]);
  }
});
