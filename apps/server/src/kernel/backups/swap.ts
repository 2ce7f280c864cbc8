import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { syncDirectory } from '../sync-directory.ts';

/** What a restore puts in the place of what is there. */
const REPLACED = ['database', 'blobs', 'master.key'] as const;
/** Its existence is the moment from which a restore is finished, whatever happens. */
const NOTE = 'restore.json';

const note = z.object({ from: z.string().regex(/^[\w.-]+$/), aside: z.string().regex(/^[\w.-]+$/) });

/**
 * Puts what was restored into the folder `from` of the data directory in its
 * place, and what was there aside. A kill or a fault in the middle is made up for by
 * `finishRestore` at the next start, since the note is on disk before anything moves.
 * From then on what was restored must stay where it is.
 */
export async function putInPlace(dataDir: string, folders: { from: string; aside: string }): Promise<void> {
  try {
    await mkdir(join(dataDir, folders.aside), { recursive: true, mode: 0o700 });
    await writeNote(dataDir, folders);
  } catch (error) {
    await rm(join(dataDir, folders.from), { recursive: true, force: true });
    throw error;
  }
  await syncDirectory(dataDir);
  await finishRestore(dataDir);
}

async function writeNote(dataDir: string, folders: { from: string; aside: string }): Promise<void> {
  const unfinished = join(dataDir, `${NOTE}.new`);
  const file = await open(unfinished, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(folders));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, join(dataDir, NOTE));
}

/** Ends a restore that was about to put things in place. Answers whether there was one. Call it with the directory locked. */
export async function finishRestore(dataDir: string): Promise<boolean> {
  const text = await readFile(join(dataDir, NOTE), 'utf8').catch(unlessMissing(null));
  if (text === null) return false;
  const { from, aside } = note.parse(JSON.parse(text));
  for (const name of REPLACED) {
    // Each name is moved once: what is no longer in `from` was put in place before.
    const isWaiting = (await readdir(join(dataDir, from)).catch(unlessMissing<string[]>([]))).includes(name);
    if (!isWaiting) continue;
    await rename(join(dataDir, name), join(dataDir, aside, name)).catch(unlessMissing(undefined));
    await rename(join(dataDir, from, name), join(dataDir, name));
  }
  await rm(join(dataDir, from), { recursive: true, force: true });
  await syncDirectory(join(dataDir, aside));
  await syncDirectory(dataDir);
  await rm(join(dataDir, NOTE));
  await syncDirectory(dataDir);
  // Where nothing was in the way there is nothing to keep.
  if ((await readdir(join(dataDir, aside))).length === 0) await rm(join(dataDir, aside), { recursive: true });
  return true;
}

/** What stands for a file that is not there. A disk that cannot be read is another matter: nothing may be moved then. */
function unlessMissing<Value>(instead: Value) {
  return (error: NodeJS.ErrnoException): Value => {
    if (error.code === 'ENOENT') return instead;
    throw error;
  };
}
