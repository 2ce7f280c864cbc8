import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, link, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import { syncDirectory } from '../sync-directory.ts';

const KEY_BYTES = 32;

/**
 * The key under which every other key and secret is sealed: the given one
 * (64 hexadecimal digits or base64 of 32 bytes), or the one in `<dataDir>/master.key`,
 * which is made at the first start and readable by its owner only.
 *
 * @throws AppError `config.master_key` with a sentence for the operator when the key has another shape
 */
export async function loadMasterKey(needs: { dataDir: string; given: string | null }): Promise<Uint8Array> {
  if (needs.given !== null) return parseKey(needs.given, 'MATERI_MASTER_KEY');
  const path = join(needs.dataDir, 'master.key');
  const stored = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (stored === null) return createKey(needs.dataDir, path);
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o600);
  return parseKey(stored, path);
}

async function createKey(dataDir: string, path: string): Promise<Uint8Array> {
  await storeMasterKey(dataDir, randomBytes(KEY_BYTES));
  return parseKey(await readFile(path, 'utf8'), path);
}

/** Writes `<dataDir>/master.key`, readable by its owner only. One that is there stays. */
export async function storeMasterKey(dataDir: string, key: Uint8Array): Promise<void> {
  const path = join(dataDir, 'master.key');
  const temporary = `${path}.new-${randomUUID()}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${Buffer.from(key).toString('base64')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    // It gets its name when it is whole, and never takes the place of another.
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(temporary, { force: true });
  }
  // A key that a power cut could take away would take everything sealed with it.
  await syncDirectory(dataDir);
}

/** @throws AppError `config.master_key` */
export function parseKey(text: string, source: string): Uint8Array {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (key.length !== KEY_BYTES) {
    throw new AppError(
      'config.master_key',
      500,
      `${source} must hold 32 bytes as base64 or as 64 hexadecimal digits (make one with: openssl rand -base64 32).`,
    );
  }
  return key;
}
