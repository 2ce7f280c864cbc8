import { mkdir, mkdtemp, readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createBackupFolder } from './folder.ts';

test('what killed backups left goes, what is at work and what is whole stays', async () => {
  const path = await mkdtemp(join(tmpdir(), 'materi-backups-'));
  const now = new Date();
  const long = new Date(now.getTime() - 2 * 60 * 60 * 1000);
  const old = ['.0123456789ab.staging', 'materi-2026-11-21T10-00-00Z.tar', 'others.staging'];
  await mkdir(join(path, old[0]!));
  await mkdir(join(path, '.ba9876543210.staging'));
  for (const name of old.slice(1)) await writeFile(join(path, name), 'x');
  for (const name of old) await utimes(join(path, name), long, long);
  await createBackupFolder(path).sweep(now);
  expect((await readdir(path)).toSorted()).toEqual(['.ba9876543210.staging', old[1], old[2]]);
});
