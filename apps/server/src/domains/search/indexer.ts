import { sql } from 'kysely';
import { Gauge, type Registry } from 'prom-client';
import type { Database, Tx } from '../../kernel/db/database.ts';
import type { Part } from '../../kernel/part.ts';
import type { BlockNode } from '@materi/editor';
import { createIndexStore, pageReady, sweepWords, type IndexedPage, type PageFacts } from './index-store.ts';
import { passagesOf } from './passages.ts';
import { tablesOf } from './schema.ts';

/** Count up when the rules by which pages are indexed change: every page is then indexed anew. */
export const INDEX_VERSION = 1;

const CHANNEL = 'materi_search';
const SLICE = 8;
/** Pages that are queued in one transaction; an edit may wait for it. */
const QUEUE_SLICE = 100;
const COUNT_MS = 1_000;
const POLL_MS = 5_000;
const RETRY_LIMIT_S = 600;

/** Where the index gets what it holds. Rights are not its matter: they are part of every question. */
export interface IndexSources {
  /** Those of these pages that exist, the trash included. */
  pages(ids: readonly string[]): Promise<PageFacts[]>;
  /** The ids of all pages, in order, after one. */
  pageIdsAfter(id: string | null, limit: number): Promise<string[]>;
  body(documentId: string): Promise<BlockNode>;
  /** Who made a page and who has changed it. */
  authors(documentId: string): Promise<string[]>;
}

export interface Indexer extends Part {
  /** In the caller's transaction: these pages have news. Repeating it costs one reading. */
  queue(tx: Tx, documentIds: readonly string[]): Promise<void>;
  /** How many pages wait. */
  waiting(): Promise<number>;
  /** Resolves when nothing that was due waits any more. */
  caughtUp(): Promise<void>;
}

/**
 * Keeps the index in step with the pages. The queue is a table: what a process that died did not index
 * the next one does. Pages are read outside of any transaction and stored one at a time: in the embedded
 * database whoever has something to save waits until such a transaction ends.
 */
export function createIndexer(needs: {
  database: Database;
  sources: IndexSources;
  logger: { error(fields: object, text: string): void; warn(fields: object, text: string): void };
  metrics: Registry;
}): Indexer {
  const { database, sources, logger } = needs;
  const store = createIndexStore();
  const gauge = new Gauge({
    name: 'materi_search_waiting',
    help: 'Pages whose newest text is not yet in the search index.',
    registers: [needs.metrics],
  });
  let state: 'new' | 'running' | 'stopped' = 'new';
  let running: Promise<void> | null = null;
  let again = false;
  let poll: NodeJS.Timeout | undefined;
  let stopListening: (() => Promise<void>) | undefined;

  async function queue(tx: Tx, documentIds: readonly string[]): Promise<void> {
    if (documentIds.length === 0) return;
    await sql`insert into search_queue (document_id) select distinct unnest(${[...documentIds]}::uuid[])
      on conflict (document_id) do update set stamp = default, tries = 0, due = now()`.execute(tx);
    await sql`select pg_notify(${CHANNEL}, '')`.execute(tx);
  }

  /** Queues every page once after an upgrade that changes the rules, a slice at a time. */
  async function queueAll(): Promise<void> {
    while (state === 'running') {
      const now = await tablesOf(database.db).selectFrom('search_state').selectAll().executeTakeFirst();
      if (now?.version === INDEX_VERSION && now.complete) return;
      const after = now?.version === INDEX_VERSION ? now.after_id : null;
      const ids = await sources.pageIdsAfter(after, QUEUE_SLICE);
      await database.transaction(async (tx) => {
        await queue(tx, ids);
        const reached = {
          version: INDEX_VERSION,
          after_id: ids.at(-1) ?? after,
          complete: ids.length < QUEUE_SLICE,
        };
        await tablesOf(tx)
          .insertInto('search_state')
          .values({ one: true, ...reached })
          .onConflict((conflict) => conflict.column('one').doUpdateSet(reached))
          .execute();
      });
    }
  }

  async function read(facts: PageFacts): Promise<IndexedPage> {
    const [body, authors] = await Promise.all([sources.body(facts.id), sources.authors(facts.id)]);
    return pageReady({ facts, authors, body: passagesOf(body) });
  }

  /** Indexes some pages; resolves false when none was due. */
  async function slice(): Promise<boolean> {
    const rows = await tablesOf(database.db)
      .selectFrom('search_queue')
      .select(['document_id', 'stamp', 'tries'])
      .where('due', '<=', sql<Date>`now()`)
      .orderBy('due')
      .orderBy('stamp')
      .limit(SLICE)
      .execute();
    if (rows.length === 0) return false;
    const facts = new Map((await sources.pages(rows.map((row) => row.document_id))).map((page) => [page.id, page]));
    for (const row of rows) {
      if (state !== 'running') return false;
      await index(row, facts.get(row.document_id));
    }
    return true;
  }

  interface Waiting {
    readonly document_id: string;
    readonly stamp: string;
    readonly tries: number;
  }

  /** A page that cannot be read, or that the database refuses, must not hold up the others, today or for ever. */
  async function index(row: Waiting, facts: PageFacts | undefined): Promise<void> {
    try {
      await settle(row, facts === undefined ? null : await read(facts));
    } catch (error) {
      if (state !== 'running') return;
      logger.warn({ err: error, documentId: row.document_id }, 'A page could not be put into the search index.');
      await putOff(row);
    }
  }

  /** Stores a page, or removes one that is gone, and takes it off the queue. */
  async function settle({ document_id: id, stamp }: Waiting, page: IndexedPage | null): Promise<void> {
    await database.transaction(async (tx) => {
      // News that came while the page was read has another stamp and stays.
      const { rows: held } = await sql`
        with held as (select document_id from search_queue where document_id = ${id} for update),
        done as (delete from search_queue where document_id = ${id} and stamp = ${stamp}::bigint)
        select from held`.execute(tx);
      // Another process may have been quicker: whatever it took off the queue is its own.
      if (held.length === 0) return;
      if (page === null) await store.remove(tx, [id]);
      else await store.store(tx, [page]);
    });
  }

  async function putOff({ document_id: id, stamp, tries }: Waiting): Promise<void> {
    const wait = Math.min(2 ** (tries + 1), RETRY_LIMIT_S);
    await sql`update search_queue set tries = ${tries + 1}::integer,
        due = now() + make_interval(secs => ${wait}::double precision)
      where document_id = ${id} and stamp = ${stamp}::bigint`.execute(database.db);
  }

  async function waiting(): Promise<number> {
    const { rows } = await sql<{ count: string }>`select count(*) as count from search_queue`.execute(database.db);
    return Number(rows[0]!.count);
  }

  async function drain(): Promise<void> {
    await queueAll();
    // The queue is counted now and then only, for the count is as long as the queue.
    let countNext = 0;
    while (state === 'running' && (await slice())) {
      if (performance.now() < countNext) continue;
      gauge.set(await waiting());
      countNext = performance.now() + COUNT_MS;
    }
    if (state === 'running') gauge.set(await waiting());
  }

  function wake(): void {
    if (state !== 'running') return;
    again = true;
    running ??= (async () => {
      while (again && state === 'running') {
        again = false;
        try {
          await drain();
        } catch (error) {
          // The poll tries again.
          if (state === 'running') logger.error({ err: error }, 'The search index could not be kept in step.');
        }
      }
    })().finally(() => {
      running = null;
    });
  }

  return {
    name: 'search',
    async start() {
      state = 'running';
      stopListening = await database.listen(CHANNEL, wake);
      poll = setInterval(wake, POLL_MS);
      poll.unref();
      wake();
      // What no page holds any more is swept once a run.
      await sweepWords(database);
    },
    async stop() {
      state = 'stopped';
      clearInterval(poll);
      await stopListening?.();
      await running;
    },
    ready: () => null,
    queue,
    waiting,
    async caughtUp() {
      wake();
      while (running !== null) await running;
    },
  };
}
