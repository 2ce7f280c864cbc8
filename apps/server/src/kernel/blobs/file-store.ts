import { createHmac, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../errors.ts';
import { isId } from '../ids.ts';
import type { Part } from '../part.ts';
import { syncDirectory } from '../sync-directory.ts';
import type { BlobFiles, Blobs } from './blobs.ts';

const NAME = /^[0-9a-f]{64}$/;

const blobNotFound = () => new AppError('blob.not_found', 404, 'There is no such file.');
const tooLarge = (limitBytes: number) =>
  new AppError('blob.too_large', 413, `The file is larger than ${Math.floor(limitBytes / 1024 / 1024)} MB.`);
const storageFull = (cause: unknown) =>
  new AppError('storage.full', 507, 'The disk of the server is full. Nothing was stored; make room and try again.', {
    cause,
  });

/** A stored file and whether its content still has its name. */
export interface BlobCheck {
  readonly workspaceId: string;
  readonly name: string;
  readonly intact: boolean;
}

export interface FileStore extends Blobs, BlobFiles, Part {
  /** Reads every file there is and compares it with its name. */
  check(): AsyncIterable<BlobCheck>;
}

/**
 * Blobs as files: `<root>/<workspace>/<first two digits>/<name>`. A file gets its
 * name only when it is complete and on disk; what a crash left unnamed is swept at the next start.
 *
 * @param needs.keyOf the key of a workspace under which its files are named
 */
export function createFileStore(needs: { root: string; keyOf: (workspaceId: string) => Uint8Array }): FileStore {
  const unnamed = join(needs.root, 'unnamed');
  let started = false;
  /** How many want every file kept, and what was to be removed meanwhile. */
  let keepers = 0;
  const removals = new Set<string>();

  function pathOf(workspaceId: string, name: string): string {
    // Names come from the database, but a path must never be able to lead elsewhere.
    if (!isId(workspaceId) || !NAME.test(name)) throw blobNotFound();
    return join(needs.root, workspaceId, name.slice(0, 2), name);
  }

  async function openFile(workspaceId: string, name: string) {
    return open(pathOf(workspaceId, name), 'r').catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? blobNotFound() : error;
    });
  }

  return {
    name: 'blobs',
    async put(workspaceId, content, limitBytes) {
      const temporary = join(unnamed, randomUUID());
      const hash = createHmac('sha256', needs.keyOf(workspaceId));
      let sizeBytes = 0;
      try {
        await mkdir(unnamed, { recursive: true });
        const file = await open(temporary, 'wx', 0o600);
        try {
          for await (const chunk of content instanceof Uint8Array ? [content] : content) {
            const bytes = chunk as Uint8Array;
            sizeBytes += bytes.byteLength;
            if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
            hash.update(bytes);
            await file.writeFile(bytes);
          }
          await file.sync();
        } finally {
          await file.close();
        }
        const name = hash.digest('hex');
        const path = pathOf(workspaceId, name);
        const folder = dirname(path);
        const made = await mkdir(folder, { recursive: true });
        await rename(temporary, path);
        removals.delete(path);
        await syncDirectory(folder);
        // New folders must survive a power cut as well as the file in them.
        if (made) {
          for (let above = dirname(folder); above.length >= needs.root.length; above = dirname(above)) {
            await syncDirectory(above);
          }
        }
        return { name, sizeBytes };
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => {});
        const { code } = error as NodeJS.ErrnoException;
        throw code === 'ENOSPC' || code === 'EDQUOT' ? storageFull(error) : error;
      }
    },
    async open(workspaceId, name) {
      const file = await openFile(workspaceId, name);
      return createReadStream('', { fd: file });
    },
    async read(workspaceId, name) {
      const file = await openFile(workspaceId, name);
      try {
        return await file.readFile();
      } finally {
        await file.close();
      }
    },
    async remove(workspaceId, name) {
      const path = pathOf(workspaceId, name);
      if (keepers > 0) removals.add(path);
      else await rm(path, { force: true });
    },
    keepAll() {
      keepers += 1;
      let released = false;
      return () => {
        if (released) return;
        released = true;
        keepers -= 1;
        if (keepers > 0) return;
        // What stays because of a fault here is a file too many, which nobody sees.
        for (const path of removals) void rm(path, { force: true }).catch(() => {});
        removals.clear();
      };
    },
    async *files() {
      for (const { workspaceId, name, path } of await storedFiles(needs.root)) {
        yield { path: `${workspaceId}/${name}`, onDisk: path, bytes: (await stat(path)).size };
      }
    },
    async *check() {
      for (const { workspaceId, name, path } of await storedFiles(needs.root)) {
        const hash = createHmac('sha256', needs.keyOf(workspaceId));
        for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
        yield { workspaceId, name, intact: hash.digest('hex') === name };
      }
    },
    async start() {
      await mkdir(unnamed, { recursive: true, mode: 0o700 });
      await Promise.all((await readdir(unnamed)).map((name) => rm(join(unnamed, name), { force: true })));
      started = true;
    },
    async stop() {},
    ready: () => (started ? null : 'The store of files has not started.'),
  };
}

async function storedFiles(root: string): Promise<{ workspaceId: string; name: string; path: string }[]> {
  const found: { workspaceId: string; name: string; path: string }[] = [];
  for (const workspaceId of await namesIn(root)) {
    if (!isId(workspaceId)) continue;
    for (const prefix of await namesIn(join(root, workspaceId))) {
      const folder = join(root, workspaceId, prefix);
      for (const name of await namesIn(folder)) {
        if (NAME.test(name)) found.push({ workspaceId, name, path: join(folder, name) });
      }
    }
  }
  return found;
}

async function namesIn(folder: string): Promise<string[]> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? (await readdir(folder)).toSorted() : [];
}
