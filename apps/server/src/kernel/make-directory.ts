import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | null)?.code;

/**
 * Makes a folder and those above it; one that is there stays as it is. Node's `recursive` tries for ever,
 * and cannot be interrupted, where a file system answers ENOENT for every new entry (procfs).
 *
 * @param mode permissions of each folder that is made
 * @throws NodeJS.ErrnoException of `mkdir(2)`
 */
export async function makeDirectory(path: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && (await stat(path)).isDirectory()) return;
    const parent = dirname(path);
    if (codeOf(error) !== 'ENOENT' || parent === path) throw error;
    await makeDirectory(parent, mode);
    await mkdir(path, { mode }).catch((again: unknown) => {
      // Another process may have made it meanwhile.
      if (codeOf(again) !== 'EEXIST') throw again;
    });
  }
}
