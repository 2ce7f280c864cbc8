import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Database } from '../../src/kernel/db/database.ts';
import { openEmbedded } from '../../src/kernel/db/embedded/open-embedded.ts';
import { emptyDatabaseKey } from '../../src/kernel/db/embedded/recipe.ts';
import { migrate } from '../../src/kernel/db/migrate.ts';
import type { Migration } from '../../src/kernel/db/migration.ts';
import { openPostgres } from '../../src/kernel/db/postgres.ts';
import { serverUrl, testDatabaseKind } from './database-kind.ts';

export interface TestDatabase {
  readonly database: Database;
  /** Its address when it is a PostgreSQL, so that a second connection or process can open it. */
  readonly url: string | undefined;
  /** Closes and destroys it; fails when the test kept a connection. */
  close(): Promise<void>;
}

/** A database of its own, fresh and with the given migrations applied. Close it when the test ends. */
export async function openTestDatabase(migrations: readonly Migration[] = []): Promise<TestDatabase> {
  const kind = await testDatabaseKind();
  return kind === 'embedded' ? openOnEmbedded(migrations) : openOnPostgres(migrations);
}

async function openOnPostgres(migrations: readonly Migration[]): Promise<TestDatabase> {
  const name = `materi_test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await asAdmin(async (admin) => {
    const template = await ensureTemplate(admin, migrations);
    await admin.query(`create database ${name} template ${template}`);
  });
  const url = withDatabase(name);
  const database = await openPostgres(url, { maxConnections: 5, closeGraceMs: 2_000 });
  return {
    database,
    url,
    async close() {
      const kept = await database.close().then(
        () => undefined,
        (error: unknown) => error,
      );
      await asAdmin(async (admin) => {
        try {
          // Without "force": whoever is still connected is a leak, and the server says so.
          await admin.query(`drop database if exists ${name}`);
        } catch (error) {
          await admin.query(`drop database if exists ${name} with (force)`);
          throw error;
        }
      });
      if (kept) throw kept;
    },
  };
}

/** A copy of a directory with these migrations, made once per machine; without syncs, which a test does not need. */
async function openOnEmbedded(migrations: readonly Migration[]): Promise<TestDatabase> {
  const template = await ensureEmbeddedTemplate(migrations);
  const dataDir = await mkdtemp(join(tmpdir(), 'materi-test-'));
  await cp(template, join(dataDir, 'database'), { recursive: true });
  const database = await openEmbedded({ dataDir, closeGraceMs: 2_000, unsafe: { sync: false, prove: false } });
  return {
    database,
    url: undefined,
    async close() {
      try {
        await database.close();
      } finally {
        await rm(dataDir, { recursive: true, force: true });
      }
    },
  };
}

async function ensureEmbeddedTemplate(migrations: readonly Migration[]): Promise<string> {
  const templates = join(tmpdir(), 'materi-test-templates');
  const template = join(templates, `${emptyDatabaseKey}-${hashOf(migrations)}`);
  if (existsSync(template)) return template;
  await mkdir(templates, { recursive: true });
  await removeOldFiles(templates, '');
  await removeOldFiles(tmpdir(), 'materi-test-');
  const building = await mkdtemp(join(templates, 'building-'));
  const database = await openEmbedded({ dataDir: building, unsafe: { sync: false, prove: false } });
  try {
    await migrate(database, migrations);
  } finally {
    await database.close();
  }
  // Another process may have been quicker, with the same result.
  await rename(join(building, 'database'), template).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  await rm(building, { recursive: true, force: true });
  return template;
}

/** Removes what tests that were killed, and migrations that have changed since, have left for more than a day. */
async function removeOldFiles(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.startsWith(prefix) || name === 'materi-test-templates') continue;
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (mtimeMs < Date.now() - 86_400_000) await rm(path, { recursive: true, force: true });
  }
}

const hashOf = (migrations: readonly Migration[]) =>
  createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16);

/** The name of a database that holds just these migrations, made once per server and set of migrations. */
async function ensureTemplate(admin: Client, migrations: readonly Migration[]): Promise<string> {
  const name = `materi_template_${hashOf(migrations)}`;
  const exists = async () => (await admin.query('select 1 from pg_database where datname = $1', [name])).rowCount === 1;
  if (await exists()) return name;
  await admin.query(`select pg_advisory_lock(hashtext('materi_template'))`);
  try {
    if (await exists()) return name;
    await removeLeftovers(admin);
    const building = `materi_test_${process.pid}_${randomBytes(6).toString('hex')}`;
    await admin.query(`create database ${building} template template0`);
    const database = await openPostgres(withDatabase(building), { maxConnections: 1 });
    try {
      await migrate(database, migrations);
    } finally {
      await database.close();
    }
    // It gets its name when it is complete, so that nobody copies half of one.
    await admin.query(`alter database ${building} rename to ${name}`);
    await admin.query(`comment on database ${name} is '${new Date().toISOString()}'`);
    return name;
  } finally {
    await admin.query(`select pg_advisory_unlock(hashtext('materi_template'))`);
  }
}

/** Drops databases of test processes that were killed, and templates older than a day. */
async function removeLeftovers(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string; made: string | null }>(
    `select datname, shobj_description(oid, 'pg_database') as made from pg_database where datname like 'materi\\_te%'`,
  );
  const dayAgo = Date.now() - 86_400_000;
  for (const { datname, made } of rows) {
    const pid = /^materi_test_(\d+)_/.exec(datname)?.[1];
    const leftover = pid ? !isAlive(Number(pid)) : made !== null && Date.parse(made) < dayAgo;
    if (leftover) await admin.query(`drop database if exists ${datname}`).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const withDatabase = (name: string) => Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;

async function asAdmin<Result>(work: (admin: Client) => Promise<Result>): Promise<Result> {
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
