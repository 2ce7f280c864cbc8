/**
 * How long a search takes among many pages, on both databases, beside a plain LIKE and MiniSearch in the
 * same run, and how well each ranks (nDCG@10 on Cranfield). DOCUMENTS=10000 for a quicker look;
 * SEARCH_DATABASES=embedded or =postgres for one of them; SEARCH_KEEP=folder keeps the embedded one for the next run.
 */
import { availableParallelism, loadavg } from 'node:os';
import { sql } from 'kysely';
import MiniSearch from 'minisearch';
import { pageReady, type IndexedPage } from '../../apps/server/src/domains/search/index-store.ts';
import type { Database } from '../../apps/server/src/kernel/db/database.ts';
import { newId } from '../../apps/server/src/kernel/ids.ts';
import { asksFor, createCorpus, KINDS, type Ask, type SyntheticPage } from './corpus.ts';
import { rankCranfield } from './cranfield.ts';
import { openPlace, principal, request, storeAll, workspaceId } from './place.ts';

const DOCUMENTS = Number(process.env['DOCUMENTS'] ?? 100_000);
const ASKS = 350;
/** A plain LIKE reads everything, so that fewer questions tell enough. */
const LIKE_ASKS = 35;

const say = (line: string) => process.stdout.write(`${line}\n`);
const percentile = (times: readonly number[], share: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;

interface Taken {
  readonly kind: string;
  readonly ms: number;
  /** What this process computed meanwhile, the embedded database included: it stays about the same on a busy machine. */
  readonly processor: number;
}

async function measure(asks: readonly Ask[], run: (ask: Ask) => unknown): Promise<Taken[]> {
  const taken: Taken[] = [];
  for (const ask of asks) {
    const before = process.cpuUsage();
    const start = performance.now();
    await run(ask);
    const ms = performance.now() - start;
    const { user, system } = process.cpuUsage(before);
    taken.push({ kind: ask.kind, ms, processor: (user + system) / 1000 });
  }
  return taken;
}

const load = () => `load ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} cores`;

function table(name: string, taken: readonly Taken[]): void {
  for (const kind of [...KINDS, 'all']) {
    const of = taken.filter((each) => kind === 'all' || each.kind === kind);
    const times = of.map(({ ms }) => ms);
    const processor = of.map((each) => each.processor);
    const cells = [
      percentile(times, 0.5),
      percentile(times, 0.95),
      Math.max(0, ...times),
      percentile(processor, 0.5),
      percentile(processor, 0.95),
    ].map((ms) => ms.toFixed(1).padStart(9));
    say(`${name.padEnd(12)} ${kind.padEnd(12)} ${cells.join(' ')}`);
  }
}

function* indexedPages(pages: readonly SyntheticPage[], ids: readonly string[]): Generator<IndexedPage> {
  for (const [at, page] of pages.entries()) {
    const passages = page.paragraphs.map((text, ordinal) => ({
      blockId: `block${ordinal}`,
      headings: page.headings.slice(0, 1),
      text,
      isHeading: false,
    }));
    const headings = page.headings.map((text, ordinal) => ({
      blockId: `h${ordinal}`,
      headings: [],
      text,
      isHeading: true,
    }));
    yield pageReady({
      facts: {
        id: ids[at]!,
        workspaceId,
        parentId: at % 20 === 0 ? null : ids[at - (at % 20)]!,
        title: page.title,
        icon: null,
        tags: page.tag === null ? [] : [page.tag],
        updatedAt: new Date(Date.UTC(2025, 0, 1) + at * 60_000),
        trashed: false,
      },
      authors: [],
      body: { passages: [...headings, ...passages], has: [] },
    });
  }
}

async function sizeOf(database: Database): Promise<string> {
  const { rows } = await sql<{ index: string; passages: string; words: string }>`select
    pg_total_relation_size('search_documents') as index, pg_total_relation_size('search_passages') as passages,
    pg_total_relation_size('search_words') as words`.execute(database.db);
  const megabytes = (bytes: string) => `${(Number(bytes) / 1e6).toFixed(0)} MB`;
  return `pages and their words ${megabytes(rows[0]!.index)}, passages ${megabytes(rows[0]!.passages)}, vocabulary ${megabytes(rows[0]!.words)}`;
}

async function onDatabase(kind: 'embedded' | 'postgres', pages: readonly SyntheticPage[], asks: readonly Ask[]) {
  const ids = pages.map(() => newId());
  const place = await openPlace(kind);
  try {
    const start = performance.now();
    if (!place.isFilled) await storeAll(place.database, indexedPages(pages, ids));
    say(
      `${kind}: ${pages.length} pages indexed in ${((performance.now() - start) / 1000).toFixed(0)} s; ${await sizeOf(place.database)}; ${load()}`,
    );
    const find = (ask: Ask) =>
      place.search.find(principal, { ...request, q: ask.text, ...(ask.tag === undefined ? {} : { tag: [ask.tag] }) });
    for (const ask of asks.slice(0, 20)) await find(ask);
    table(kind, await measure(asks, find));
    say(`${kind}: ${load()}`);
    const like = await measure(asks.slice(0, LIKE_ASKS), async ({ words, tag }) => {
      const all = words.map((word) => sql`bool_or(p.text ilike ${`%${word}%`} or d.title ilike ${`%${word}%`})`);
      await sql`select d.document_id, d.title from search_documents d join search_passages p using (document_id)
        where ${tag === undefined ? sql`true` : sql`${tag} = any(d.tag_keys)`}
        group by d.document_id having ${sql.join(all, sql` and `)} order by d.updated_at desc limit 20`.execute(
        place.database.db,
      );
    });
    table(`${kind} LIKE`, like);
  } finally {
    await place.close();
  }
}

const corpus = createCorpus();
const pages = Array.from({ length: DOCUMENTS }, () => corpus.page());
const asks = asksFor(pages, ASKS);
const words = pages.reduce(
  (sum, { paragraphs }) => sum + paragraphs.reduce((all, text) => all + text.split(' ').length, 0),
  0,
);
say(
  `${DOCUMENTS} synthetic pages, ${(words / DOCUMENTS).toFixed(0)} words each on average, ${ASKS} questions. Times in ms.`,
);
say(`${''.padEnd(25)} ${['p50', 'p95', 'longest', 'cpu p50', 'cpu p95'].map((head) => head.padStart(9)).join(' ')}`);
const kinds = (process.env['SEARCH_DATABASES'] ?? 'postgres,embedded').split(',') as ('embedded' | 'postgres')[];
for (const kind of kinds) await onDatabase(kind, pages, asks);

const before = process.memoryUsage().heapUsed;
const start = performance.now();
const mini = new MiniSearch({ fields: ['title', 'text'], storeFields: ['title', 'tag'], idField: 'at' });
for (const [at, page] of pages.entries())
  mini.add({ at, title: page.title, text: page.paragraphs.join(' '), tag: page.tag });
say(
  `MiniSearch: indexed in ${((performance.now() - start) / 1000).toFixed(0)} s; ${((process.memoryUsage().heapUsed - before) / 1e6).toFixed(0)} MB of the heap`,
);
table(
  'MiniSearch',
  await measure(asks, ({ kind, words: parts, tag }) =>
    mini
      .search(parts.join(' '), {
        combineWith: 'AND',
        prefix: kind === 'prefix',
        fuzzy: kind === 'typo' ? 0.2 : false,
        boost: { title: 2 },
        ...(tag === undefined ? {} : { filter: (hit) => hit['tag'] === tag }),
      })
      .slice(0, 20),
  ),
);

const ranked = await rankCranfield(kinds[0]!);
if (ranked !== null) {
  say('Cranfield, nDCG@10 over 225 questions (codes 1 to 4 gain 4 to 1, others nothing):');
  for (const { way, ndcg } of ranked) say(`${way.padEnd(12)} ${ndcg.toFixed(3)}`);
}
