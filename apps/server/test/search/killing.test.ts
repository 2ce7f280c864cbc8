import type { SearchAnswer } from '@materi/contract';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { openEmbedded } from '../../src/kernel/db/embedded/open-embedded.ts';
import { until } from '../collaboration/relay.ts';
import { kill, post, serve, setUp, type Serving } from '../support/serving.ts';

const PAGES = 40;
const KILLS = 2;

let data: string | undefined;
let serving: Serving | undefined;
afterEach(async () => {
  if (serving) await kill(serving.process);
  if (data) await rm(data, { recursive: true, force: true });
});

test('a server that is killed while it indexes has everything in its index afterwards, and nothing twice', async () => {
  data = await mkdtemp(join(tmpdir(), 'materi-search-kill-'));
  serving = await serve(data);
  const { key, workspaceId } = await setUp(serving);
  const made: string[] = [];
  const ask = async (q: string, more = ''): Promise<SearchAnswer> => {
    const question = `${serving!.url}/api/v1/search?workspaceId=${workspaceId}&q=${encodeURIComponent(q)}&limit=50${more}`;
    const answer = await fetch(question, { headers: { authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as SearchAnswer;
  };

  for (let round = 0; round < KILLS; round++) {
    const markdown = `Cormorants number ${round}. ${'They dive for fish. '.repeat(60)}`;
    const making = Array.from({ length: PAGES / KILLS }, async (_, at) => {
      const title = `Page ${round * PAGES + at}`;
      await post(`${serving!.url}/api/v1/workspaces/${workspaceId}/documents`, { title, markdown }, key);
      made.push(title);
    });
    await Promise.all(making);
    // In the middle of it: some pages stand in the index, most others wait.
    await until('some pages are indexed', async () => (await ask(`number ${round} `)).items.length > 0, 60_000);
    await kill(serving.process);
    serving = await serve(data);
  }

  let found: SearchAnswer | undefined;
  await until(
    'every page is found',
    async () => {
      found = await ask('cormorant ');
      return found.indexing === 0 && found.items.length === made.length;
    },
    120_000,
  );
  const titles = found!.items.map(({ document }) => document.title);
  expect(titles.toSorted()).toEqual(made.toSorted());
  expect(found!.nextCursor).toBeNull();

  // Whatever was stored twice is counted once: the counts decide what is weighed and what is corrected.
  await kill(serving.process);
  const database = await openEmbedded({ dataDir: data });
  try {
    const { rows } = await sql<{ documents: number }>`select documents from search_words
      where word = 'cormorants'`.execute(database.db);
    expect(rows).toEqual([{ documents: PAGES }]);
  } finally {
    await database.close();
  }
}, 300_000);
