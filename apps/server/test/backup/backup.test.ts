import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { restoreBackup } from '../../src/kernel/backups/restore.ts';
import { finishRestore } from '../../src/kernel/backups/swap.ts';
import { migrations } from '../../src/migrations.ts';
import { testDatabaseKind } from '../support/database-kind.ts';
import { materi } from '../command/command.ts';
import { run } from './trials.ts';
import {
  ask,
  countOf,
  missingFrom,
  newWorkspace,
  PASSPHRASE,
  peopleAtWork,
  serveIt,
  stopServing,
  type Noted,
  type OnDisk,
} from './workspace.ts';

let place: string;
let workspace: OnDisk;
let noted: Noted;
let file: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'materi-backup-'));
  workspace = await newWorkspace(join(place, 'data'));
  file = join(place, 'backup.tar');
});
afterAll(async () => rm(place, { recursive: true, force: true }));

const seed = Math.floor(Math.random() * 1_000_000);
const oneLine = (text: string) => text.trim().split('\n').length === 1;

test('a backup is made while people type, and another machine has all that was acknowledged before', async () => {
  const serving = await serveIt(workspace);
  const people = await peopleAtWork(serving, workspace);
  while (countOf(people.noted()) < 60) await new Promise((resolve) => setTimeout(resolve, 20));
  noted = people.noted();
  const made = await materi(['backup', '--out', file, '--passphrase-stdin', '--data', workspace.data], {
    env: { MATERI_KEY: workspace.key },
    input: PASSPHRASE,
  });
  expect(made).toMatchObject({ code: 0, err: '' });
  await people.stop();
  const { items } = await ask(serving, workspace.key)<{ items: object[] }>('/api/v1/backups');
  expect(items).toEqual([expect.objectContaining({ kind: 'manual', holdsKey: true })]);
  await stopServing(serving);

  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const key = (await readFile(join(workspace.data, 'master.key'), 'utf8')).trim();
  const bytes = await readFile(file);
  expect(bytes.includes(key)).toBe(false);
  expect(bytes.includes(Buffer.from(key, 'base64'))).toBe(false);
  expect((await materi(['verify', file])).code).toBe(0);

  const elsewhere = { ...workspace, data: join(place, 'elsewhere') };
  const restored = await materi(['restore', file, '--passphrase-stdin', '--data', elsewhere.data], {
    input: PASSPHRASE,
  });
  expect(restored).toMatchObject({ code: 0, err: '' });
  expect(await missingFrom(elsewhere, noted)).toEqual([]);
  expect(await materi(['verify', '--data', elsewhere.data])).toMatchObject({ code: 0 });
});

test('a restore touches nothing that is there, unless told so, and then keeps it aside', async () => {
  const before = await readFile(join(workspace.data, 'master.key'), 'utf8');
  const refused = await materi(['restore', file, '--passphrase-stdin', '--data', workspace.data], {
    input: PASSPHRASE,
  });
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('--force');
  expect(oneLine(refused.err)).toBe(true);
  expect(await readFile(join(workspace.data, 'master.key'), 'utf8')).toBe(before);

  const forced = await materi(['restore', file, '--passphrase-stdin', '--force', '--json', '--data', workspace.data], {
    input: PASSPHRASE,
  });
  expect(forced.code).toBe(0);
  const { aside } = JSON.parse(forced.out) as { aside: string };
  expect((await stat(join(aside, 'database'))).isDirectory()).toBe(true);
  expect(await missingFrom(workspace, noted)).toEqual([]);
});

test('a fault while things are put in their place loses nothing: the next start goes on with it', async () => {
  const data = join(place, 'in-the-way');
  await mkdir(join(data, 'blobs'), { recursive: true });
  await writeFile(join(data, 'blobs', 'old'), 'of before');
  // The folder for what was there has one of that name already: it cannot be moved.
  const aside = join(data, 'before-restore-2026-03-02T09-00-00-000Z');
  await mkdir(join(aside, 'blobs', 'in the way'), { recursive: true });
  const restore = restoreBackup({
    file,
    dataDir: data,
    blobsDir: join(data, 'blobs'),
    databaseUrl: null,
    migrations,
    givenKey: null,
    passphrase: async () => PASSPHRASE,
    force: true,
    now: () => new Date('2026-03-02T09:00:00.000Z'),
    progress: () => undefined,
  });
  await expect(restore).rejects.toThrow(/ENOTEMPTY|EEXIST/);
  await rm(join(aside, 'blobs'), { recursive: true });
  expect(await finishRestore(data)).toBe(true);
  expect(await readdir(join(aside, 'blobs'))).toEqual(['old']);
  expect((await readdir(data)).filter((name) => name.startsWith('restor'))).toEqual([]);
  expect(await missingFrom({ ...workspace, data }, noted)).toEqual([]);
});

test('the key must be the right one, whichever way it comes', async () => {
  const data = join(place, 'keys');
  const restore = (args: readonly string[], input = '') =>
    materi(['restore', file, '--data', data, ...args], { input });
  const none = await restore([]);
  expect(none).toMatchObject({ code: 1, err: expect.stringContaining('--passphrase-stdin') });
  expect(await restore(['--passphrase-stdin'], 'another passphrase')).toMatchObject({
    code: 1,
    err: expect.stringContaining('not the passphrase'),
  });
  const other = join(place, 'other.key');
  await writeFile(other, Buffer.alloc(32, 7).toString('base64'));
  expect(await restore(['--master-key', other])).toMatchObject({
    code: 1,
    err: expect.stringContaining('not the master key'),
  });
  await expect(stat(join(data, 'database'))).rejects.toThrow('ENOENT');
  expect((await restore(['--master-key', join(workspace.data, 'master.key')])).code).toBe(0);
});

test('a backup moves between the embedded database and PostgreSQL, both ways', async ({ skip }) => {
  if ((await testDatabaseKind()) !== 'postgres') skip('needs a PostgreSQL');
  const server = process.env['MATERI_TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
  const name = `materi_test_${process.pid}_backup`;
  const admin = new Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create database ${name}`);
  try {
    const env = { DATABASE_URL: Object.assign(new URL(server), { pathname: `/${name}` }).href };
    const moved: OnDisk = { ...workspace, data: join(place, 'moved'), env };
    const up = await materi(['restore', file, '--passphrase-stdin', '--data', moved.data], { input: PASSPHRASE, env });
    expect(up).toMatchObject({ code: 0, err: '' });
    expect(await missingFrom(moved, noted)).toEqual([]);
    const again = await materi(['restore', file, '--passphrase-stdin', '--data', join(place, 'again')], {
      input: PASSPHRASE,
      env,
    });
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('createdb') });

    const serving = await serveIt(moved);
    const people = await peopleAtWork(serving, moved);
    while (countOf(people.noted()) < 40) await new Promise((resolve) => setTimeout(resolve, 20));
    const later = people.noted();
    const down = join(place, 'down.tar');
    const made = await materi(['backup', '--out', down, '--passphrase-stdin', '--url', serving.url], {
      env: { MATERI_KEY: moved.key },
      input: PASSPHRASE,
    });
    expect(made).toMatchObject({ code: 0, err: '' });
    await people.stop();
    await stopServing(serving);
    const laptop: OnDisk = { ...workspace, data: join(place, 'laptop'), env: {} };
    const back = await materi(['restore', down, '--passphrase-stdin', '--data', laptop.data], { input: PASSPHRASE });
    expect(back).toMatchObject({ code: 0, err: '' });
    expect(await missingFrom(laptop, noted)).toEqual([]);
    expect(await missingFrom(laptop, later)).toEqual([]);
  } finally {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
  }
});

test('a broken backup is refused in one line that names the part, before anything is touched', async () => {
  const original = await readFile(file);
  const broken = join(place, 'broken.tar');
  const data = join(place, 'broken');
  const table = original.indexOf('tables/documents/000001.ndjson.zst');
  const outcomes: [Buffer, string][] = [
    [Buffer.alloc(0), 'no backup of Materi'],
    [Buffer.from('something else entirely'), 'no backup of Materi'],
    // Inside of a file: between two of them only the end is missing.
    [original.subarray(0, table + 512 + 20), 'is cut off'],
    [original.subarray(0, original.length - 1024), 'its end is missing'],
  ];
  const changed = Buffer.from(original);
  changed[table + 512 + 20]! ^= 1;
  outcomes.push([changed, 'tables/documents/000001.ndjson.zst does not have the content']);
  for (const [bytes, said] of outcomes) {
    await writeFile(broken, bytes);
    for (const args of [
      ['restore', broken, '--passphrase-stdin', '--data', data],
      ['verify', broken],
    ]) {
      const ended = await materi(args, { input: PASSPHRASE });
      expect(ended, said).toMatchObject({ code: 1, err: expect.stringContaining(said) });
      expect(oneLine(ended.err), ended.err).toBe(true);
    }
  }
  await expect(stat(data)).rejects.toThrow('ENOENT');
});

test('kills during backup and restore ruin nothing, and no change of a backup goes unnoticed', async () => {
  const report = await run({ tries: 1, mutations: 120, seed });
  expect(report).toMatchObject({ lost: 0, ruined: 0, failedStarts: 0, unnoticed: 0, problems: [] });
  expect(report.acknowledged).toBeGreaterThan(0);
});
