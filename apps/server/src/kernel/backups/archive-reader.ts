import { createHash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import type { z } from 'zod';
import { backupBroken, backupUnreadable, newerBackup, notABackup } from './errors.ts';
import {
  backupHead,
  backupManifest,
  FORMAT,
  HEAD_PATH,
  MANIFEST_PATH,
  SEAL_PATH,
  type BackupManifest,
} from './manifest.ts';
import { BLOCK, padding, readTarHeader } from './tar.ts';

/** A backup every byte of which is what was written. */
export interface VerifiedBackup {
  readonly manifest: BackupManifest;
  /** The content of an entry, from the disk. */
  read(path: string): Promise<Buffer>;
  stream(path: string): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

interface FoundEntry {
  readonly path: string;
  readonly at: number;
  readonly bytes: number;
  readonly sha256: string;
}

const CHUNK_BYTES = 1024 * 1024;
/** The manifest lists every file of the workspace; more than this is none. */
const SMALL_BYTES = 512 * 1024 * 1024;

/**
 * Reads a whole backup and checks it: every header, the hash of every part, the
 * fill between them, the list of parts, and that nothing is missing at the end.
 *
 * @param progress is told shares from 0 to 1
 * @throws AppError `backup.broken` in one sentence that names the part; `backup.unknown`, `backup.newer`, `backup.unreadable`
 */
export async function openBackup(file: string, progress: (share: number) => void = () => {}): Promise<VerifiedBackup> {
  const name = basename(file);
  const unreadable = (error: unknown): never => {
    throw backupUnreadable(file, (error as NodeJS.ErrnoException).code ?? (error as Error).message);
  };
  const handle = await open(file, 'r').catch(unreadable);
  try {
    const { size } = await stat(file);
    const found = await scan(handle, name, size, progress).catch((error: unknown) => {
      throw (error as NodeJS.ErrnoException).code === 'EISDIR' ? notABackup(name) : error;
    });
    const manifest = await checkManifest(handle, name, found);
    const byPath = new Map(found.map((entry) => [entry.path, entry]));
    const find = (path: string) => {
      const entry = byPath.get(path);
      if (!entry) throw backupBroken(name, path, 'is missing');
      return entry;
    };
    return {
      manifest,
      read: (path) => contentOf(handle, find(path)),
      async *stream(path) {
        const { at, bytes } = find(path);
        yield* slices(handle, at, bytes);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function* slices(handle: FileHandle, at: number, bytes: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < bytes;) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, bytes - done));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, at + done);
    if (bytesRead === 0) return;
    done += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

async function contentOf(handle: FileHandle, { at, bytes }: Pick<FoundEntry, 'at' | 'bytes'>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of slices(handle, at, bytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Every entry with its hash, up to the two empty blocks at the end. */
async function scan(
  handle: FileHandle,
  name: string,
  size: number,
  progress: (share: number) => void,
): Promise<FoundEntry[]> {
  const found: FoundEntry[] = [];
  for (let at = 0; ;) {
    const last = found.at(-1)?.path;
    const block = await contentOf(handle, { at, bytes: BLOCK });
    if (block.length < BLOCK)
      throw last === undefined ? notABackup(name) : backupBroken(name, 'its end', `is missing (after ${last})`);
    if (block.every((byte) => byte === 0)) {
      const rest = await contentOf(handle, { at, bytes: Math.min(size - at, 4 * BLOCK) });
      if (rest.length !== 2 * BLOCK || rest.some((byte) => byte !== 0) || last !== SEAL_PATH)
        throw last === undefined ? notABackup(name) : backupBroken(name, 'its end', `is not as it was written`);
      return found;
    }
    const entry = readTarHeader(block);
    if (entry === null)
      throw last === undefined ? notABackup(name) : backupBroken(name, `the part after ${last}`, 'has no valid head');
    if (last === undefined && entry.path !== HEAD_PATH) throw notABackup(name);
    if (at + BLOCK + entry.bytes + padding(entry.bytes) > size) throw backupBroken(name, entry.path, 'is cut off');
    const hash = createHash('sha256');
    for await (const chunk of slices(handle, at + BLOCK, entry.bytes)) {
      hash.update(chunk);
      progress(at / size);
    }
    const fill = await contentOf(handle, { at: at + BLOCK + entry.bytes, bytes: padding(entry.bytes) });
    if (fill.some((byte) => byte !== 0))
      throw backupBroken(name, entry.path, 'is followed by bytes that were not written');
    found.push({ path: entry.path, at: at + BLOCK, bytes: entry.bytes, sha256: hash.digest('hex') });
    at += BLOCK + entry.bytes + padding(entry.bytes);
  }
}

async function checkManifest(handle: FileHandle, name: string, found: readonly FoundEntry[]): Promise<BackupManifest> {
  const [manifestEntry, sealEntry] = found.slice(-2);
  if (manifestEntry?.path !== MANIFEST_PATH || sealEntry?.path !== SEAL_PATH || manifestEntry.bytes > SMALL_BYTES)
    throw backupBroken(name, MANIFEST_PATH, 'is missing');
  const seal = (await contentOf(handle, sealEntry)).toString('utf8');
  if (seal !== `${manifestEntry.sha256}\n`)
    throw backupBroken(name, MANIFEST_PATH, 'does not have the content that was written');

  const head = parse(backupHead.partial(), await contentOf(handle, found[0]!));
  if (head?.format !== undefined && head.format > FORMAT) throw newerBackup(name, `format ${head.format}`);
  const manifest = parse(backupManifest, await contentOf(handle, manifestEntry));
  if (!manifest) throw backupBroken(name, MANIFEST_PATH, 'does not say what it must');
  const listed = manifest.entries;
  const present = found.slice(0, -2);
  for (const [index, entry] of present.entries()) {
    const said = listed[index];
    if (said?.path !== entry.path) throw backupBroken(name, entry.path, 'is not where it was written');
    if (said.sha256 !== entry.sha256 || said.bytes !== entry.bytes)
      throw backupBroken(name, entry.path, 'does not have the content that was written');
  }
  const missing = listed[present.length];
  if (missing) throw backupBroken(name, missing.path, 'is missing');
  return manifest;
}

function parse<Schema extends z.ZodType>(schema: Schema, content: Buffer): z.infer<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(content.toString('utf8')));
  } catch {
    return undefined;
  }
}
