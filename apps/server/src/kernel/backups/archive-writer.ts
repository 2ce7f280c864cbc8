import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileFault } from '../db/errors.ts';
import { syncDirectory } from '../sync-directory.ts';
import { createSteadyWrites } from './steady-writes.ts';
import { BLOCK, padding, tarHeader } from './tar.ts';

export interface WrittenEntry {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes an archive. The file has another name, readable by its owner only, until `finish` has synced it. */
export interface ArchiveWriter {
  readonly entries: readonly WrittenEntry[];
  add(path: string, content: Uint8Array): Promise<void>;
  /** Adds a file of the disk; one that changes its size meanwhile is refused. */
  addFile(path: string, onDisk: string, bytes: number): Promise<void>;
  finish(): Promise<{ readonly bytes: number }>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

export async function createArchive(file: string, modified: number): Promise<ArchiveWriter> {
  const unfinished = `${file}.part`;
  await rm(unfinished, { force: true });
  const out = await open(unfinished, 'wx', 0o600).catch((error: unknown) => {
    throw fileFault(file, error);
  });
  const entries: WrittenEntry[] = [];
  let written = 0;
  const writeSteadily = createSteadyWrites(out);
  const write = async (bytes: Uint8Array) => {
    try {
      await writeSteadily(bytes);
    } catch (error) {
      throw fileFault(file, error);
    }
    written += bytes.byteLength;
  };

  return {
    entries,
    async add(path, content) {
      await write(tarHeader({ path, bytes: content.byteLength, modified }));
      await write(content);
      await write(Buffer.alloc(padding(content.byteLength)));
      entries.push({ path, bytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') });
    },
    async addFile(path, onDisk, bytes) {
      const hash = createHash('sha256');
      let seen = 0;
      await write(tarHeader({ path, bytes, modified }));
      for await (const chunk of createReadStream(onDisk, { highWaterMark: 1024 * 1024 })) {
        hash.update(chunk as Buffer);
        seen += (chunk as Buffer).length;
        await write(chunk as Buffer);
      }
      if (seen !== bytes) throw new Error(`The file ${onDisk} changed while it was read.`);
      await write(Buffer.alloc(padding(bytes)));
      entries.push({ path, bytes, sha256: hash.digest('hex') });
    },
    async finish() {
      await write(Buffer.alloc(2 * BLOCK));
      try {
        await out.sync();
      } finally {
        await out.close();
      }
      // In one step, and never in the place of another file, where the disk knows links.
      await link(unfinished, file).then(
        () => rm(unfinished),
        async (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') throw fileFault(file, error);
          await rename(unfinished, file);
        },
      );
      await syncDirectory(dirname(file));
      return { bytes: written };
    },
    async abandon() {
      await out.close().catch(() => {});
      await rm(unfinished, { force: true });
    },
  };
}
