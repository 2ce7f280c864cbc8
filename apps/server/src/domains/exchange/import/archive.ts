import { fromBufferPromise, type Entry } from 'yauzl';
import { isAppError } from '../../../kernel/errors.ts';
import {
  archiveEncrypted,
  archiveUnreadable,
  entryUnreadable,
  importTooLarge,
  tooManyFiles,
  unsafePath,
} from '../errors.ts';
import { normalPath, pathFault } from './paths.ts';

/** What an import may hold, so that a small archive cannot unpack to a large one. */
export const IMPORT_LIMITS = {
  files: 20_000,
  /** As sent. */
  sentBytes: 256 * 1024 * 1024,
  /** Unpacked, all files together. */
  unpackedBytes: 1024 * 1024 * 1024,
} as const;

export interface ArchiveFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Unpacks this one file into memory. Never gives more than `sizeBytes`. */
  read(): Promise<Uint8Array>;
}

const UNIX_FILE_TYPE = 0o170000;
const UNIX_SYMBOLIC_LINK = 0o120000;
const isSymbolicLink = (entry: Entry): boolean =>
  ((entry.externalFileAttributes >>> 16) & UNIX_FILE_TYPE) === UNIX_SYMBOLIC_LINK;

/**
 * Reads the list of a zip archive without unpacking anything.
 *
 * @throws AppError `import.unreadable_archive`, `import.encrypted_archive`, `import.unsafe_path` (a path that leads
 *   out of the folder), `import.too_large` and `import.too_many_files` (before anything is unpacked)
 */
export async function readArchive(
  name: string,
  bytes: Uint8Array,
  limits: { files: number; unpackedBytes: number } = IMPORT_LIMITS,
): Promise<ArchiveFile[]> {
  const files = new Map<string, ArchiveFile>();
  let unpackedBytes = 0;
  try {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const archive = await fromBufferPromise(buffer, { lazyEntries: true, autoClose: false });
    if (archive.entryCount > limits.files) throw tooManyFiles(archive.entryCount, limits.files);
    for await (const entry of archive.eachEntry()) {
      const fault = pathFault(entry.fileName);
      if (fault !== null) throw unsafePath(entry.fileName, fault);
      if (entry.fileName.endsWith('/') || isSymbolicLink(entry)) continue;
      if (entry.isEncrypted()) throw archiveEncrypted(name);
      unpackedBytes += entry.uncompressedSize;
      if (unpackedBytes > limits.unpackedBytes) throw importTooLarge(`“${name}”`, unpackedBytes, limits.unpackedBytes);
      const path = normalPath(entry.fileName);
      if (path === '' || files.has(path)) continue;
      files.set(path, {
        path,
        sizeBytes: entry.uncompressedSize,
        async read() {
          try {
            const stream = await archive.openReadStreamPromise(entry);
            const chunks: Buffer[] = [];
            for await (const chunk of stream) chunks.push(chunk as Buffer);
            return Buffer.concat(chunks);
          } catch (error) {
            throw entryUnreadable(name, path, error);
          }
        },
      });
    }
  } catch (error) {
    if (isAppError(error)) throw error;
    const path = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s.exec(
      error instanceof Error ? error.message : '',
    )?.[1];
    if (path !== undefined) throw unsafePath(path, pathFault(path) ?? 'it is not a plain relative path');
    throw archiveUnreadable(name, error);
  }
  return [...files.values()];
}

/** Whether the bytes begin as a zip archive does (local file header, or the end record of an empty one). */
export const looksLikeArchive = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 0x03 || bytes[2] === 0x05);
