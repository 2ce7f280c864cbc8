import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from '../../../test/support/database.ts';
import { createDatabasePart, openDatabase } from './open-database.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'materi-data-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('without an address it is the embedded one, and a second process hears where the first answers', async () => {
  const database = await openDatabase({ databaseUrl: null, dataDir });
  expect(database).toMatchObject({ kind: 'embedded', capabilities: { vectors: true, trigrams: true } });
  await database.announce('http://127.0.0.1:8123');
  expect(await readFile(join(dataDir, 'holder.json'), 'utf8')).toContain('http://127.0.0.1:8123');
  await expect(openDatabase({ databaseUrl: null, dataDir })).rejects.toMatchObject({
    code: 'data.in_use',
    message: expect.stringContaining('http://127.0.0.1:8123'),
  });
  const part = createDatabasePart(database);
  expect(part.ready()).toBeNull();
  await part.stop();
});

test('with an address it is that one, and the data directory is not locked', async ({ skip }) => {
  const test = await openTestDatabase();
  try {
    if (test.url === undefined) return skip('There is no PostgreSQL here.');
    const both = await Promise.all([1, 2].map(() => openDatabase({ databaseUrl: test.url!, dataDir })));
    expect(both.map(({ kind }) => kind)).toEqual(['postgres', 'postgres']);
    await Promise.all(both.map((database) => database.close()));
  } finally {
    await test.close();
  }
});
