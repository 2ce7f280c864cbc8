import { access, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataForeign, dataNewer, dataOlder, fileFault } from '../errors.ts';
import { buildEmptyDatabase, copyEmptyDatabase, marker, markerName } from './empty-database.ts';
import { pgliteVersion, postgresMajor } from './recipe.ts';

/**
 * Makes sure that `path` holds a database that this program can open: makes an
 * empty one when there is none (a copy of `built` where that exists), and
 * refuses foreign files and versions that it does not know. The data directory
 * must be locked.
 */
export async function prepareDatabaseDirectory(path: string, built: string): Promise<void> {
  const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw fileFault(path, error);
  });
  if (names === undefined || names.length === 0) {
    if (names) await rmdir(path);
    if (await exists(built)) await copyEmptyDatabase(built, path);
    else await buildEmptyDatabase(path);
    return;
  }
  const major = await readFile(join(path, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (major === undefined) throw dataForeign(path);
  const writer = await writerOf(path);
  if (Number(major) > postgresMajor || compareVersions(writer, pgliteVersion) > 0)
    throw dataNewer(path, writer, pgliteVersion);
  if (Number(major) < postgresMajor) throw dataOlder(path, major.trim(), String(postgresMajor));
  // PostgreSQL's own lock file. A crash may leave it empty, which PostgreSQL takes for another one
  // that is about to start; that there is none our lock has made sure of.
  await rm(join(path, 'postmaster.pid'), { force: true }).catch((error: unknown) => {
    throw fileFault(path, error);
  });
}

/** Notes, after it was opened, which version has written to a database. */
export async function markDatabaseDirectory(path: string): Promise<void> {
  if ((await writerOf(path)) === pgliteVersion) return;
  await writeFile(join(path, markerName), marker());
}

/** The PGlite that last wrote to a database; `0` when that is not known. */
async function writerOf(path: string): Promise<string> {
  try {
    const { pglite } = JSON.parse(await readFile(join(path, markerName), 'utf8')) as { pglite?: unknown };
    return typeof pglite === 'string' ? pglite : '0';
  } catch {
    return '0';
  }
}

const compareVersions = (one: string, other: string): number =>
  one.localeCompare(other, 'en', { numeric: true, sensitivity: 'base' });

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
