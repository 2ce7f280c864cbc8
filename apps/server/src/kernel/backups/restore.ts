import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { openKey } from '../crypto/passphrase.ts';
import { parseKey, storeMasterKey } from '../crypto/master-key.ts';
import { createVault } from '../crypto/vault.ts';
import type { Database } from '../db/database.ts';
import { lockDirectory } from '../db/embedded/directory-lock.ts';
import { openEmbedded } from '../db/embedded/open-embedded.ts';
import type { Migration } from '../db/migration.ts';
import { openPostgres } from '../db/postgres.ts';
import { isId } from '../ids.ts';
import { makeDirectory } from '../make-directory.ts';
import { syncDirectory } from '../sync-directory.ts';
import { openBackup, type VerifiedBackup } from './archive-reader.ts';
import { keyNeeded, notEmpty, otherMasterKey, wrongPassphrase } from './errors.ts';
import { loadDatabase, migrationsOf } from './load.ts';
import { finishRestore, putInPlace } from './swap.ts';

export interface RestoreNeeds {
  readonly file: string;
  readonly dataDir: string;
  /** Where files go; the folder `blobs` in the data folder when it is that. */
  readonly blobsDir: string;
  readonly databaseUrl: string | null;
  readonly migrations: readonly Migration[];
  /** The master key as text, and where it comes from. */
  readonly givenKey: { readonly text: string; readonly source: string; readonly configured: boolean } | null;
  /** Asked for only when the backup keeps its key under a passphrase. */
  readonly passphrase: (() => Promise<string>) | null;
  /** What is there moves aside. */
  readonly force: boolean;
  readonly now: () => Date;
  readonly progress: (share: number, what: string) => void;
}

export interface Restored {
  readonly createdAt: string;
  readonly version: string;
  readonly rows: number;
  readonly files: number;
  /** Where what was there before lies now. */
  readonly aside: string | null;
}

const HOURS = 12 * 60 * 60_000;

/**
 * Makes a workspace from a backup. The whole backup is checked before anything
 * is touched; then everything is made beside what is there; and only a whole
 * result takes its place. A kill at any moment leaves the old data, or the new.
 */
export async function restoreBackup(needs: RestoreNeeds): Promise<Restored> {
  const { dataDir, progress } = needs;
  const backup = await openBackup(needs.file, (share) => progress(share * 0.2, 'checking'));
  try {
    const { manifest } = backup;
    migrationsOf(manifest.database, needs.migrations, needs.file);
    const key = await keyOf(backup, needs);
    await makeDirectory(dataDir, 0o700);
    const lock = await lockDirectory(dataDir);
    try {
      await finishRestore(dataDir);
      await removeUnfinished(dataDir);
      await refuseUnlessEmpty(needs);
      const stamp = needs.now().toISOString().replaceAll(/[:.]/g, '-');
      const from = `restoring-${stamp}`;
      const aside = `before-restore-${stamp}`;
      const staging = join(dataDir, from);
      await mkdir(staging, { mode: 0o700 });
      try {
        const inData = needs.blobsDir === join(dataDir, 'blobs');
        await writeBlobs(backup, inData ? join(staging, 'blobs') : needs.blobsDir, progress);
        if (!needs.givenKey?.configured) await storeMasterKey(staging, key);
        if (needs.databaseUrl === null) await fillEmbedded(backup, staging, needs);
        else await fillPostgres(backup, needs.databaseUrl, needs);
      } catch (error) {
        await rm(staging, { recursive: true, force: true });
        throw error;
      }
      // A fault from here on leaves what was made: the next start goes on with it.
      await putInPlace(dataDir, { from, aside });
      const kept = (await readdir(dataDir)).includes(aside) ? join(dataDir, aside) : null;
      const rows = manifest.database.tables.reduce((sum, table) => sum + table.rows, 0);
      progress(1, '');
      return {
        createdAt: manifest.createdAt,
        version: manifest.version,
        rows,
        files: manifest.blobs.files,
        aside: kept,
      };
    } finally {
      await lock.release();
    }
  } finally {
    await backup.close();
  }
}

/** The master key of the backup, from whatever was given. */
async function keyOf({ manifest }: VerifiedBackup, { file, givenKey, passphrase }: RestoreNeeds): Promise<Uint8Array> {
  const { fingerprint, sealed } = manifest.masterKey;
  if (givenKey !== null) {
    const key = parseKey(givenKey.text, givenKey.source);
    if (createVault(key).fingerprint !== fingerprint) throw otherMasterKey(givenKey.source);
    return key;
  }
  if (sealed === null || passphrase === null) throw keyNeeded(file, sealed !== null);
  const key = await openKey(sealed, await passphrase());
  if (key === null || createVault(key).fingerprint !== fingerprint) throw wrongPassphrase();
  return key;
}

/** What a restore that was killed before its end has left. */
async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (name.startsWith('restoring-')) await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

async function refuseUnlessEmpty({ dataDir, databaseUrl, force }: RestoreNeeds): Promise<void> {
  const names = await readdir(dataDir);
  const taken = ['database', 'blobs', 'master.key'].filter((name) => names.includes(name));
  if (taken.length > 0 && !force)
    throw notEmpty(
      `The folder ${dataDir}`,
      'Choose an empty one with --data, or move what is there aside with --force.',
    );
  if (databaseUrl === null) return;
  const database = await openPostgres(databaseUrl, { maxConnections: 1 });
  try {
    if (await holdsRows(database))
      throw notEmpty('The database that DATABASE_URL names', 'Make an empty one (createdb) and name that.');
  } finally {
    await database.close();
  }
}

/** Whether any table has a row; tables without rows are what a restore that was killed has left. */
async function holdsRows({ db }: Database): Promise<boolean> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> 'migrations'`.execute(db);
  for (const { name } of tables) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(db);
    if (rows.length > 0) return true;
  }
  return false;
}

/** Files are named by their content, so those that are there already need no second look. */
async function writeBlobs(backup: VerifiedBackup, root: string, progress: RestoreNeeds['progress']): Promise<void> {
  const entries = backup.manifest.entries.filter(({ path }) => path.startsWith('blobs/'));
  const folders = new Set<string>();
  await makeDirectory(root, 0o700);
  let done = 0;
  for (const { path } of entries) {
    const [workspaceId, name] = path.split('/').slice(1) as [string, string];
    if (!isId(workspaceId) || !/^[0-9a-f]{64}$/.test(name)) throw new Error(`Strange name ${path} in the backup.`);
    const folder = join(root, workspaceId, name.slice(0, 2));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const unfinished = join(folder, `${name}.part`);
    const file = await open(unfinished, 'w', 0o600);
    try {
      for await (const chunk of backup.stream(path)) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, join(folder, name));
    for (let above = folder; above.length >= root.length; above = dirname(above)) folders.add(above);
    done += 1;
    progress(0.2 + (0.3 * done) / entries.length, 'files');
  }
  for (const folder of folders) await syncDirectory(folder);
}

const loading = (backup: VerifiedBackup, needs: RestoreNeeds) => ({
  dump: backup.manifest.database,
  file: needs.file,
  migrations: needs.migrations,
  read: backup.read,
  progress: (share: number, what: string) => needs.progress(0.5 + share * 0.45, what),
});

async function fillEmbedded(backup: VerifiedBackup, staging: string, needs: RestoreNeeds): Promise<void> {
  const database = await openEmbedded({ dataDir: staging, idleTransactionMs: HOURS, transactionMs: HOURS });
  try {
    await loadDatabase(database, loading(backup, needs));
  } finally {
    await database.close();
  }
}

async function fillPostgres(backup: VerifiedBackup, url: string, needs: RestoreNeeds): Promise<void> {
  const database = await openPostgres(url);
  try {
    await loadDatabase(database, loading(backup, needs));
  } finally {
    await database.close();
  }
}
