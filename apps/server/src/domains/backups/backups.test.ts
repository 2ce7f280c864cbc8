import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../test/support/server.ts';
import { openBackup } from '../../kernel/backups/archive-reader.ts';
import { openKey } from '../../kernel/crypto/passphrase.ts';

let server: TestServer;
let now: Date;
beforeEach(async () => {
  now = new Date('2026-03-01T12:00:00Z');
  server = await startTestServer({ clock: { now: () => now } });
});
afterEach(() => server.stop());

const PASSPHRASE = 'twelve or more letters';
type Listed = { items: { name: string; kind: string; holdsKey: boolean; bytes: number }[] };
const list = async () => (await server.api<Listed>('/api/v1/backups')).body.items;
const folder = () => join(server.dataDir, 'backups');

async function ended(jobId: string): Promise<{ status: string; result: { name: string } | null }> {
  for (;;) {
    const { body } = await server.api<{ status: string; result: { name: string } | null }>(`/api/v1/jobs/${jobId}`);
    if (body.status !== 'queued' && body.status !== 'running') return body;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const make = async (body: object = {}) =>
  ended((await server.api<{ id: string }>('/api/v1/backups', { body })).body.id);

/** Begins what is due and waits for it. */
async function day(): Promise<void> {
  // A token lives for minutes of this clock.
  const person = await server.api<{ accessToken: string }>('/api/v1/auth/sign-in', {
    body: { email: server.owner.email, password: server.owner.password },
    token: null,
  });
  Object.assign(server.owner, { token: person.body.accessToken });
  await server.materi.backups.runDue();
  const { body } = await server.api<{ running: string | null }>('/api/v1/backups/state');
  if (body.running !== null) await ended(body.running);
}

test('a backup holds the key under the recovery passphrase, and the passphrase is kept nowhere', async () => {
  const without = await make();
  await server.api('/api/v1/backups/state', { method: 'PATCH', body: { passphrase: 'short' } }).then((answer) => {
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'body.passphrase' }] } });
  });
  const set = await server.api('/api/v1/backups/state', { method: 'PATCH', body: { passphrase: PASSPHRASE } });
  expect(set.body).toMatchObject({ holdsKey: true });
  const made = await make();
  expect((await list()).map(({ name, holdsKey }) => ({ name, holdsKey }))).toEqual([
    { name: made.result!.name, holdsKey: true },
    { name: without.result!.name, holdsKey: false },
  ]);
  const path = join(folder(), made.result!.name);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(folder())).mode & 0o777).toBe(0o700);
  const backup = await openBackup(path);
  const { sealed } = backup.manifest.masterKey;
  expect(await openKey(sealed!, 'another passphrase')).toBeNull();
  expect(await openKey(sealed!, PASSPHRASE)).toHaveLength(32);
  expect(JSON.stringify(backup.manifest)).not.toContain(PASSPHRASE);
  await backup.close();
  // Nothing half-made is left beside it.
  expect((await readdir(folder())).every((name) => /\.tar(\.json)?$/.test(name))).toBe(true);
});

test('only those who run the instance see, make, fetch or delete backups', async () => {
  const { result } = await make();
  const admin = await server.invite('admin');
  const asks: [string, string, object?][] = [
    ['GET', '/api/v1/backups'],
    ['POST', '/api/v1/backups', {}],
    ['GET', '/api/v1/backups/state'],
    ['PATCH', '/api/v1/backups/state', { daily: true }],
    ['GET', `/api/v1/backups/${result!.name}`],
    ['DELETE', `/api/v1/backups/${result!.name}`],
  ];
  for (const [method, path, body] of asks) {
    for (const [token, status] of [
      [admin.token, 403],
      [null, 401],
    ] as const) {
      const answer = await server.api(path, { method, token, ...(body === undefined ? {} : { body }) });
      expect(answer.status, `${method} ${path}`).toBe(status);
    }
  }
  const narrow = await server.api<{ key: string }>('/api/v1/keys', {
    body: { name: 'Narrow', scopes: ['documents:write', 'workspaces:write'] },
  });
  expect((await server.api('/api/v1/backups', { token: narrow.body.key })).status).toBe(403);
});

test('a name leads to a backup and to nothing else', async () => {
  await make();
  await writeFile(join(folder(), 'notes.txt'), 'private');
  for (const name of ['notes.txt', '..%2Fmaster.key', '%2e%2e%2fmaster.key', 'materi-2026-01-01T00-00-00Z.tar']) {
    expect((await server.api(`/api/v1/backups/${name}`)).status, name).toBe(404);
    expect((await server.api(`/api/v1/backups/${name}`, { method: 'DELETE' })).status, name).toBe(404);
  }
  expect(await list()).toHaveLength(1);
});

test('one is made every day at its hour, and the oldest of these go', async () => {
  await make();
  await server.api('/api/v1/backups/state', { method: 'PATCH', body: { daily: true, hour: 2, keep: 1 } });
  await day();
  await day();
  expect((await list()).map(({ kind }) => kind)).toEqual(['scheduled', 'manual']);
  for (const at of ['2026-03-02T01:00:00Z', '2026-03-02T03:00:00Z', '2026-03-02T23:00:00Z']) {
    now = new Date(at);
    await day();
  }
  // What was made by hand stays.
  expect((await list()).map(({ name }) => name.slice(0, 17))).toEqual(['materi-2026-03-02', 'materi-2026-03-01']);
  await server.api('/api/v1/backups/state', { method: 'PATCH', body: { daily: false } });
  now = new Date('2026-03-05T03:00:00Z');
  await day();
  expect(await list()).toHaveLength(2);
});

test('a backup that was cancelled leaves nothing', async () => {
  const place = await mkdtemp(join(tmpdir(), 'materi-test-'));
  try {
    const abort = new AbortController();
    const cancelled = server.materi.backups.writeTo(join(place, 'backup.tar'), {
      passphrase: undefined,
      signal: abort.signal,
      progress: () => abort.abort(),
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'backup.cancelled' });
    expect(await readdir(place)).toEqual([]);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
});
