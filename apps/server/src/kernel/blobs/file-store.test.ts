import { mkdtemp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createVault } from '../crypto/vault.ts';
import { newId } from '../ids.ts';
import { createFileStore, type BlobCheck, type FileStore } from './file-store.ts';

const vault = createVault(new Uint8Array(32).fill(7));
async function openStore() {
  const root = await mkdtemp(join(tmpdir(), 'materi-blobs-'));
  const store = createFileStore({ root, keyOf: (id) => vault.workspaceKey(id, 'blobs') });
  await store.start();
  return { root, store };
}
async function checked(store: FileStore) {
  const found: BlobCheck[] = [];
  for await (const check of store.check()) found.push(check);
  return found;
}
const workspaceId = newId();
const content = Buffer.from('a picture');

test('a stored file is read back, and the same content has the same name', async () => {
  const { store } = await openStore();
  const stored = await store.put(workspaceId, Readable.from([content.subarray(0, 3), content.subarray(3)]), 100);
  expect(stored.sizeBytes).toBe(content.length);
  expect(Buffer.from(await store.read(workspaceId, stored.name))).toEqual(content);
  expect(Buffer.concat(await (await store.open(workspaceId, stored.name)).toArray())).toEqual(content);
  expect((await store.put(workspaceId, content, 100)).name).toBe(stored.name);
});

test('the name tells nothing to another workspace', async () => {
  const { store } = await openStore();
  const mine = await store.put(workspaceId, content, 100);
  const theirs = await store.put(newId(), content, 100);
  expect(theirs.name).not.toBe(mine.name);
});

test('a file that is too large is refused and leaves nothing behind', async () => {
  const { root, store } = await openStore();
  await expect(store.put(workspaceId, Readable.from([content, content]), 10)).rejects.toMatchObject({
    code: 'blob.too_large',
    status: 413,
  });
  expect(await readdir(join(root, 'unnamed'))).toEqual([]);
  expect(await readdir(root)).toEqual(['unnamed']);
});

test('a stream that breaks off and a full disk leave nothing behind', async () => {
  const { root, store } = await openStore();
  const failing = (error: Error) =>
    Readable.from(
      (async function* () {
        yield content;
        throw error;
      })(),
    );
  await expect(store.put(workspaceId, failing(new Error('gone')), 100)).rejects.toThrow('gone');
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  await expect(store.put(workspaceId, failing(full), 100)).rejects.toMatchObject({ code: 'storage.full', status: 507 });
  expect(await readdir(join(root, 'unnamed'))).toEqual([]);
});

test('what a crash left without a name is swept at the start', async () => {
  const { root, store } = await openStore();
  await mkdir(join(root, 'unnamed'), { recursive: true });
  await writeFile(join(root, 'unnamed', 'leftover'), content);
  await store.start();
  expect(await readdir(join(root, 'unnamed'))).toEqual([]);
});

test.each([['../../etc/passwd'], ['0'.repeat(63)], ['']])('the name %o finds nothing', async (name) => {
  const { store } = await openStore();
  await expect(store.read(workspaceId, name)).rejects.toMatchObject({ code: 'blob.not_found' });
});

test('a removed file is gone, and a damaged one is found by the check', async () => {
  const { root, store } = await openStore();
  const kept = await store.put(workspaceId, content, 100);
  const gone = await store.put(workspaceId, Buffer.from('other'), 100);
  await store.remove(workspaceId, gone.name);
  await expect(store.read(workspaceId, gone.name)).rejects.toMatchObject({ status: 404 });
  expect(await checked(store)).toEqual([{ workspaceId, name: kept.name, intact: true }]);
  await writeFile(join(root, workspaceId, kept.name.slice(0, 2), kept.name), 'a pictvre');
  expect(await checked(store)).toEqual([{ workspaceId, name: kept.name, intact: false }]);
});
