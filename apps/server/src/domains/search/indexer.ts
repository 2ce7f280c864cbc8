import { sql } from 'kysely';
import { Gauge, type Registry } from 'prom-client';
import type { Database, Tx } from '../../kernel/db/database.ts';
import type { Part } from '../../kernel/part.ts';
import type { BlockNode } from '@materi/editor';
import { createIndexStore, sweepWords, type IndexedPage, type PageFacts } from './index-store.ts';
import { passagesOf } from './passages.ts';
import { tablesOf } from './schema.ts';

/** Count up when the rules by which pages are indexed change: every page is then indexed anew. */
export const INDEX_VERSION = 1;

const CHANNEL = 'materi_search';
const SLICE = 8;
const QUEUE_SLICE = 500;
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
 * the next one does. Pages are read outside of any transaction and stored a few at a time.
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
    return { facts, authors, body: passagesOf(body) };
  }

  /** Indexes a few pages; resolves false when none was due. */
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
    const pages: IndexedPage[] = [];
    const failed: Failed[] = [];
    for (const row of rows) {
      const page = facts.get(row.document_id);
      if (page === undefined) continue;
      try {
        pages.push(await read(page));
      } catch (error) {
        if (state !== 'running') return false;
        logger.warn({ err: error, documentId: row.document_id }, 'A page could not be read for the search index.');
        failed.push({ id: row.document_id, stamp: row.stamp, tries: row.tries + 1 });
      }
    }
    const left = new Set(failed.map(({ id }) => id));
    const done = rows.filter((row) => !left.has(row.document_id));
    try {
      await settle(done, pages, failed);
    } catch (error) {
      if (state !== 'running' || done.length === 0) throw error;
      await settleOneByOne(done, pages, failed);
    }
    return true;
  }

  interface Waiting {
    readonly document_id: string;
    readonly stamp: string;
    readonly tries: number;
  }
  interface Failed {
    readonly id: string;
    readonly stamp: string;
    readonly tries: number;
  }

  /** A page that the database refuses must not hold up the others, today or for ever. */
  async function settleOneByOne(
    done: readonly Waiting[],
    pages: readonly IndexedPage[],
    failed: readonly Failed[],
  ): Promise<void> {
    await settle([], [], failed);
    for (const row of done) {
      const own = pages.filter(({ facts }) => facts.id === row.document_id);
      try {
        await settle([row], own, []);
      } catch (error) {
        if (state !== 'running') throw error;
        logger.warn({ err: error, documentId: row.document_id }, 'A page could not be put into the search index.');
        await settle([], [], [{ id: row.document_id, stamp: row.stamp, tries: row.tries + 1 }]);
      }
    }
  }

  /** Stores pages, removes those of the rows that are gone, and takes both off the queue; the failed ones wait there. */
  async function settle(
    done: readonly Waiting[],
    pages: readonly IndexedPage[],
    failed: readonly Failed[],
  ): Promise<void> {
    const read = new Set(pages.map(({ facts }) => facts.id));
    const gone = done.filter((row) => !read.has(row.document_id)).map((row) => row.document_id);
    await database.transaction(async (tx) => {
      // Another process may have been quicker: whatever it took off the queue is its own.
      const { rows: held } = await sql<{ document_id: string }>`select document_id from search_queue
        where document_id = any(${[...done.map((row) => row.document_id), ...failed.map(({ id }) => id)]}::uuid[])
        order by document_id for update`.execute(tx);
      const ours = new Set(held.map((row) => row.document_id));
      await store.store(
        tx,
        pages.filter(({ facts: { id } }) => ours.has(id)),
      );
      await store.remove(
        tx,
        gone.filter((id) => ours.has(id)),
      );
      for (const row of done) {
        // News that came while the page was read has another stamp and stays.
        await sql`delete from search_queue where document_id = ${row.document_id} and stamp = ${row.stamp}::bigint`.execute(
          tx,
        );
      }
      for (const { id, stamp, tries } of failed) {
        const wait = Math.min(2 ** tries, RETRY_LIMIT_S);
        await sql`update search_queue set tries = ${tries}::integer,
            due = now() + make_interval(secs => ${wait}::double precision)
          where document_id = ${id} and stamp = ${stamp}::bigint`.execute(tx);
      }
    });
  }

  async function waiting(): Promise<number> {
    const { rows } = await sql<{ count: string }>`select count(*) as count from search_queue`.execute(database.db);
    return Number(rows[0]!.count);
  }

  async function drain(): Promise<void> {
    await queueAll();
    while (state === 'running' && (await slice())) gauge.set(await waiting());
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
