import { execFile } from 'node:child_process';
import { constants, cp, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { syncDirectory } from '../../sync-directory.ts';
import { fileFault, firstStartFailed } from '../errors.ts';
import { pgliteVersion } from './recipe.ts';

const run = promisify(execFile);

/** Written beside PostgreSQL's own files; it says which engine wrote them. */
export const markerName = 'materi.json';

export const marker = (): string => `${JSON.stringify({ pglite: pgliteVersion })}\n`;

/**
 * Makes an empty database at `path`, with the extensions installed. It appears
 * there whole or not at all. Takes seconds; copying one that was built before
 * takes a fraction of that.
 */
export async function buildEmptyDatabase(path: string): Promise<void> {
  const unfinished = `${path}.new`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await rm(unfinished, { recursive: true, force: true });
    await initialise(unfinished);
    await finish(unfinished, path);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    throw fileFault(path, error);
  }
}

/** Copies the empty database `from` to `path`, where it appears whole and on disk, or not at all. */
export async function copyEmptyDatabase(from: string, path: string): Promise<void> {
  const unfinished = `${path}.new`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    await cp(from, unfinished, { recursive: true, mode: constants.COPYFILE_FICLONE });
    await finish(unfinished, path);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    throw fileFault(path, error);
  }
}

async function initialise(path: string): Promise<void> {
  const program = fileURLToPath(new URL('./make-empty.ts', import.meta.url));
  try {
    await run(process.execPath, ['--disable-warning=ExperimentalWarning', program, path]);
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n') ?? [];
    const why = said.find((line) => /error|could not|no space|refused/i.test(line)) ?? said.at(-1);
    if (/no space|ENOSPC/i.test(said.join(' '))) throw Object.assign(new Error(why), { code: 'ENOSPC' });
    throw firstStartFailed(why ?? (error as Error).message);
  }
}

/** Syncs everything before the name that makes it count, and the name after. */
async function finish(unfinished: string, path: string): Promise<void> {
  await writeFile(join(unfinished, markerName), marker());
  const entries = await readdir(unfinished, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => ({ path: join(entry.parentPath, entry.name), isFile: entry.isFile() }));
  const queue = paths.values();
  const sync = async () => {
    for (const entry of queue) {
      if (!entry.isFile) {
        await syncDirectory(entry.path);
        continue;
      }
      const file = await open(entry.path, 'r+');
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, sync));
  await syncDirectory(unfinished);
  await rename(unfinished, path);
  await syncDirectory(dirname(path));
}
