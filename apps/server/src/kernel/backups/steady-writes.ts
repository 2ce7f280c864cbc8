import type { FileHandle } from 'node:fs/promises';

/** So much may wait for the disk at once, in bytes. */
const WAITING_BYTES = 4 * 1024 * 1024;

/**
 * Writes much without standing in anybody's way: what is written goes to the
 * disk bit by bit. Otherwise the system collects hundreds of megabytes, and the
 * next fsync of the database, which people wait for, waits for all of it.
 */
export function createSteadyWrites(file: FileHandle): (bytes: Uint8Array) => Promise<void> {
  let waiting = 0;
  return async (bytes) => {
    await file.writeFile(bytes);
    waiting += bytes.byteLength;
    if (waiting < WAITING_BYTES) return;
    waiting = 0;
    await file.datasync();
  };
}
