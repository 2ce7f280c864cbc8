import { randomBytes } from 'node:crypto';
import { mkdtemp, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadMasterKey } from './master-key.ts';
import { createVault } from './vault.ts';

const plain = Buffer.from('a signing key');

test('what was sealed opens again, and is never the same twice', () => {
  const vault = createVault(randomBytes(32));
  const sealed = vault.seal(plain, 'test');
  expect(Buffer.from(vault.open(sealed, 'test'))).toEqual(plain);
  expect(vault.seal(plain, 'test')).not.toEqual(sealed);
  expect(Buffer.from(sealed).includes(plain)).toBe(false);
});

test('every changed byte, another purpose and another master key are refused', () => {
  const masterKey = randomBytes(32);
  const vault = createVault(masterKey);
  const sealed = vault.seal(plain, 'test');
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Uint8Array.from(sealed);
    changed[at]! ^= 1;
    expect(() => vault.open(changed, 'test'), `byte ${at}`).toThrow();
  }
  expect(() => vault.open(sealed, 'other')).toThrow();
  expect(() => vault.open(sealed.subarray(0, 40), 'test')).toThrow();
  expect(() => createVault(randomBytes(32)).open(sealed, 'test')).toThrow();
  expect(Buffer.from(createVault(masterKey).open(sealed, 'test'))).toEqual(plain);
});

test('a workspace key depends on the workspace, the purpose and the master key', () => {
  const vault = createVault(randomBytes(32));
  const keys = [
    vault.workspaceKey('a', 'blobs'),
    vault.workspaceKey('b', 'blobs'),
    vault.workspaceKey('a', 'other'),
    createVault(randomBytes(32)).workspaceKey('a', 'blobs'),
  ].map((key) => Buffer.from(key).toString('hex'));
  expect(new Set(keys).size).toBe(4);
  expect(vault.workspaceKey('a', 'blobs')).toEqual(vault.workspaceKey('a', 'blobs'));
});

test('the master key is made once, for its owner only, and read again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'materi-key-'));
  const made = await loadMasterKey({ dataDir, given: null });
  expect(made).toHaveLength(32);
  expect((await stat(join(dataDir, 'master.key'))).mode & 0o777).toBe(0o600);
  expect(Buffer.from(await loadMasterKey({ dataDir, given: null }))).toEqual(Buffer.from(made));
});

test('a key of another length is refused, given or stored', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'materi-key-'));
  await expect(loadMasterKey({ dataDir, given: 'short' })).rejects.toMatchObject({
    code: 'config.master_key',
    message: expect.stringContaining('MATERI_MASTER_KEY must hold 32 bytes'),
  });
  await writeFile(join(dataDir, 'master.key'), '');
  await expect(loadMasterKey({ dataDir, given: null })).rejects.toThrow('must hold 32 bytes');
});
