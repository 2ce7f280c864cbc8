import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The PostgreSQL whose files PGlite reads and writes (`PG_VERSION`). */
export const postgresMajor = 18;

/** PostgreSQL's page, in bytes. */
export const pageBytes = 8192;

/** The installed PGlite, for example `0.5.14`. */
export const pgliteVersion: string = (() => {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  return (JSON.parse(readFileSync(join(entry, '../../package.json'), 'utf8')) as { version: string }).version;
})();

/** Small segments, because every new database is a copy of one. */
export const initDbParameters = ['--wal-segsize=4'];

/** Count up when what lies in an empty database changes. */
const edition = 1;

/** Names an empty database, so that one made by another version is not used. */
export const emptyDatabaseKey = `pglite-${pgliteVersion}-${edition}`;

/** Where `scripts/build-empty-database.ts` puts it; in the repository, because the server runs from there. */
export const builtEmptyDatabase: string = fileURLToPath(
  new URL(`../../../../../../build/empty-database/${emptyDatabaseKey}`, import.meta.url),
);
