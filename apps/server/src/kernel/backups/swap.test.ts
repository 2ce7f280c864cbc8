import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { finishRestore, putInPlace } from './swap.ts';

let dataDir: string;
const FOLDERS = { from: 'restoring-1', aside: 'before-restore-1' };
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'materi-swap-'));
  await mkdir(join(dataDir, FOLDERS.from));
  await writeFile(join(dataDir, FOLDERS.from, 'master.key'), 'new');
  await writeFile(join(dataDir, 'master.key'), 'old');
});
afterEach(async () => rm(dataDir, { recursive: true, force: true }));

test('what was restored takes its place, and what was there is kept', async () => {
  await putInPlace(dataDir, FOLDERS);
  expect(await readFile(join(dataDir, 'master.key'), 'utf8')).toBe('new');
  expect(await readFile(join(dataDir, FOLDERS.aside, 'master.key'), 'utf8')).toBe('old');
  expect((await readdir(dataDir)).toSorted()).toEqual([FOLDERS.aside, 'master.key']);
  expect(await finishRestore(dataDir)).toBe(false);
});

test('a note that cannot be read is no missing note: nothing starts and nothing is moved', async () => {
  await mkdir(join(dataDir, 'restore.json'));
  await expect(finishRestore(dataDir)).rejects.toThrow(/EISDIR/);
  expect(await readFile(join(dataDir, 'master.key'), 'utf8')).toBe('old');
  expect(await readdir(join(dataDir, FOLDERS.from))).toEqual(['master.key']);
});

test('a folder that cannot be read is not one that was put in place before', async () => {
  await rm(join(dataDir, FOLDERS.from), { recursive: true });
  await writeFile(join(dataDir, FOLDERS.from), 'no folder');
  await expect(putInPlace(dataDir, FOLDERS)).rejects.toThrow(/ENOTDIR/);
  expect(await readFile(join(dataDir, FOLDERS.from), 'utf8')).toBe('no folder');
  expect(await readFile(join(dataDir, 'master.key'), 'utf8')).toBe('old');
});
