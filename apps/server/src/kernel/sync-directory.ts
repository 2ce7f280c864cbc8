import { open } from 'node:fs/promises';

/** Makes the names in a directory survive a power cut (fsync(2): "an explicit fsync() on a file descriptor for the directory"). */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
