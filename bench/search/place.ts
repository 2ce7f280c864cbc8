import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { createAccess } from '../../apps/server/src/domains/identity/access.ts';
import type { Principal } from '../../apps/server/src/domains/identity/principal.ts';
import { createIndexStore, WordCounts, type IndexedPage } from '../../apps/server/src/domains/search/index-store.ts';
import { createSearch } from '../../apps/server/src/domains/search/search.ts';
import type { Database } from '../../apps/server/src/kernel/db/database.ts';
import { openEmbedded } from '../../apps/server/src/kernel/db/embedded/open-embedded.ts';
import { migrate } from '../../apps/server/src/kernel/db/migrate.ts';
import { openPostgres } from '../../apps/server/src/kernel/db/postgres.ts';
import { migrations } from '../../apps/server/src/migrations.ts';

/** The same in every run, so that a database that was kept can be opened again. */
export const workspaceId = '01900000-0000-7000-8000-000000000001';
const personId = '01900000-0000-7000-8000-000000000002';
export const principal: Principal = { personId, name: 'Reader', sessionId: null, keyId: null, scopes: ['*'] };

/** A database of its own with one workspace and one person in it, and search over it with the real rights. */
export async function openPlace(kind: 'embedded' | 'postgres') {
  const { database, isFilled, close } = kind === 'embedded' ? await embedded() : await postgres();
  await migrate(database, migrations);
  if (!isFilled)
    await database.transaction(async (tx) => {
      await sql`insert into people (id, email, name, password_hash, created_at, updated_at)
      values (${personId}, 'reader@example.org', 'Reader', 'none', now(), now())`.execute(tx);
      await sql`insert into workspaces (id, name, created_at, updated_at) values (${workspaceId}, 'Bench', now(), now())`.execute(
        tx,
      );
      await sql`insert into relation_tuples (workspace_id, object_type, object_id, relation, subject_type, subject_id, created_at)
      values (${workspaceId}, 'workspace', ${workspaceId}, 'viewer', 'person', ${personId}, now())`.execute(tx);
    });
  const search = createSearch<Principal>({
    database,
    readableBy: createAccess({ database }).readableBy,
    workspacesOf: async () => new Set([workspaceId]),
    waiting: async () => 0,
    now: () => new Date(),
  });
  return { database, search, isFilled, close };
}

interface Opened {
  readonly database: Database;
  /** Whether a run before this one has filled it. */
  readonly isFilled: boolean;
  close(): Promise<void>;
}

/** A folder in which the embedded database stays for the next run: filling it takes longer than asking. */
const kept = process.env['SEARCH_KEEP'];

async function embedded(): Promise<Opened> {
  const isFilled = kept !== undefined && (await readdir(kept).catch((): string[] => [])).includes('database');
  const dataDir = kept ?? (await mkdtemp(join(tmpdir(), 'materi-bench-')));
  const database = await openEmbedded({ dataDir });
  return {
    database,
    isFilled,
    async close() {
      await database.close();
      if (kept === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const serverUrl = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

async function postgres(): Promise<Opened> {
  const name = `materi_bench_${process.pid}`;
  const asAdmin = async (statement: string) => {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await asAdmin(`create database ${name} template template0`);
  const database = await openPostgres(Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href);
  return {
    database,
    isFilled: false,
    async close() {
      await database.close();
      await asAdmin(`drop database ${name}`);
    },
  };
}

const SLICE = 400;

/** Stores pages in bulk: the lists of words are sorted once, at the end. */
export async function storeAll(database: Database, pages: Iterable<IndexedPage>): Promise<void> {
  const store = createIndexStore();
  await sql`drop index search_documents_terms, search_words_near`.execute(database.db);
  const counts = new WordCounts();
  let slice: IndexedPage[] = [];
  const flush = async () => {
    const ready = slice;
    slice = [];
    await database.transaction((tx) => store.store(tx, ready, counts));
  };
  for (const page of pages) {
    slice.push(page);
    if (slice.length >= SLICE) await flush();
  }
  await flush();
  await database.transaction((tx) => counts.write(tx));
  await sql`create index search_documents_terms on search_documents using gin (terms)
    with (fastupdate = on, gin_pending_list_limit = 64)`.execute(database.db);
  await sql`create index search_words_near on search_words using gin (near)
    with (gin_pending_list_limit = 64)`.execute(database.db);
  for (const table of ['search_documents', 'search_passages', 'search_words']) {
    await sql`vacuum analyze ${sql.table(table)}`.execute(database.db);
  }
}

export const request = {
  q: '',
  workspaceId,
  mode: 'text',
  sort: 'relevance',
  trashed: false,
  exact: false,
  limit: 20,
} as const;
