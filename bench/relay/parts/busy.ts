import * as Y from 'yjs';
import { asksFor, createCorpus, type SyntheticPage } from '../../search/corpus.ts';
import { createGauge, gather, keepDoing, startCost, type Crowd } from '../crowd.ts';
import { nowUs } from '../frames/stamps.ts';
import { join } from '../person.ts';
import { materiOn, type DatabaseKind, type RunningMateri } from '../subjects/materi.ts';
import { hasPostgres } from '../subjects/postgres.ts';
import { pause, until } from '../waiting.ts';
import type { Bench, Part } from './part.ts';

const TYPISTS = 10;
const EDITS_PER_SECOND = 5;
const SEARCHERS = 4;
const PASTE_BYTES = 1_000_000;
const PASTE_EVERY_MS = 2_000;
const PATIENCE_MS = 5 * 60_000;

/** Ten people type in one page. How long until each of their edits is saved, while other things go on? */
export const measureBusy: Part = async (bench) => {
  if (bench.subject.name !== 'materi') return;
  for (const kind of ['embedded', 'postgres'] as const) {
    if (kind === 'postgres' && !(await hasPostgres())) {
      process.stderr.write('No PostgreSQL answers, so it is not measured.\n');
      continue;
    }
    // oxlint-disable-next-line no-await-in-loop -- one after the other: each has the machine to itself
    for (let round = 0; round < bench.settings.rounds; round += 1) await measureOn(bench, kind);
  }
};

async function measureOn(bench: Bench, kind: DatabaseKind): Promise<void> {
  const { quick } = bench.settings;
  const pages = pagesOf(quick ? 300 : 1_000);
  const restMs = quick ? 4_000 : 15_000;
  const materi = materiOn(kind);
  const begin = () => bench.freshOf((folder) => materi.start(folder));
  const during = (situation: string, running: RunningMateri, work: () => Promise<unknown>) =>
    typeDuring(bench, running, `${kind}, ${situation}`, work);

  let running = await begin();
  await during('quiet', running, () => pause(restMs));
  await during('import', running, () => importPages(running, pages));
  await during('after an import', running, () => untilIndexed(running));
  await during('search', running, () => searchFor(running, pages, restMs));
  await during('paste', running, () => pasteFor(running, restMs));
  await running.stop();
  await running.forgetIndex();
  running = await begin();
  await during('index', running, () => untilIndexed(running));
  await running.stop();
  await running.discard();
}

async function typeDuring(
  bench: Bench,
  running: RunningMateri,
  situation: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const crowd = await gather(running, 1, TYPISTS);
  const typists = crowd.everybody.map(({ type }) => ({ act: type }));
  await keepDoing(typists, { perSecond: EDITS_PER_SECOND, forMs: 1_000 });
  crowd.gauge.fromUs = nowUs();
  const cost = startCost(running.pid);
  const end = new AbortController();
  const typing = keepDoing(typists, { perSecond: EDITS_PER_SECOND, forMs: PATIENCE_MS, signal: end.signal });
  await work().finally(() => end.abort());
  await typing;
  const { loadShare } = cost();
  await settle(bench, crowd, situation);
  const { acknowledged } = crowd.gauge;
  bench.note(`saved on ${situation}, p50`, acknowledged.at(0.5));
  bench.note(`saved on ${situation}, p95`, acknowledged.at(0.95));
  bench.note(`saved on ${situation}, longest`, acknowledged.at(1));
  bench.load(loadShare);
  await crowd.leave();
}

async function settle(bench: Bench, crowd: Crowd, situation: string): Promise<void> {
  bench.lost(`deliveries, ${situation}`, await crowd.settle());
  await until(() => crowd.everybody.every(({ unacknowledged }) => unacknowledged === 0), 30_000);
  const unsaved = crowd.everybody.reduce((sum, { unacknowledged }) => sum + unacknowledged, 0);
  bench.lost(`acknowledgements, ${situation}`, unsaved);
}

const pagesOf = (count: number): SyntheticPage[] => {
  const { page } = createCorpus(3);
  return Array.from({ length: count }, page);
};

const markdownOf = ({ title, headings, paragraphs }: SyntheticPage): string =>
  [
    `# ${title}`,
    ...paragraphs.flatMap((text, at) => (headings[at] === undefined ? [text] : [`## ${headings[at]}`, text])),
  ].join('\n\n');

/** As a person does: one folder with many files, and then the job until it is done. */
async function importPages(running: RunningMateri, pages: readonly SyntheticPage[]): Promise<void> {
  const form = new FormData();
  for (const [at, page] of pages.entries()) {
    form.append('files', new Blob([markdownOf(page)]), `Pages/${Math.floor(at / 50)}/Page ${at}.md`);
  }
  const path = `/api/v1/workspaces/${running.workspaceId}/imports`;
  let job = await running.ask<Job>(path, { method: 'POST', body: form });
  const end = performance.now() + PATIENCE_MS;
  while (job.status === 'queued' || job.status === 'running') {
    if (performance.now() > end) throw new Error('The import took too long.');
    // oxlint-disable-next-line no-await-in-loop
    await pause(250);
    // oxlint-disable-next-line no-await-in-loop
    job = await running.ask<Job>(`/api/v1/jobs/${job.id}`);
  }
  if (job.status !== 'done') throw new Error(`The import ended as ${job.status}.`);
}

interface Job {
  readonly id: string;
  readonly status: string;
}

/** Until the index has held everything for some seconds; what pages say reaches it a moment after them. */
async function untilIndexed(running: RunningMateri): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  let quietSince = Number.POSITIVE_INFINITY;
  while (performance.now() < end && performance.now() - quietSince < 4_000) {
    // oxlint-disable-next-line no-await-in-loop
    const waiting = /^materi_search_waiting (\d+)/m.exec(await running.metrics())?.[1] ?? '0';
    // The page in which people type comes up again and again.
    if (Number(waiting) > 1) quietSince = Number.POSITIVE_INFINITY;
    else quietSince = Math.min(quietSince, performance.now());
    // oxlint-disable-next-line no-await-in-loop
    await pause(250);
  }
}

/** Several people ask without pause. */
async function searchFor(running: RunningMateri, pages: readonly SyntheticPage[], forMs: number): Promise<void> {
  const asks = asksFor(pages, 350);
  const end = performance.now() + forMs;
  let next = 0;
  const search = async () => {
    while (performance.now() < end) {
      const { text } = asks[next++ % asks.length]!;
      // oxlint-disable-next-line no-await-in-loop
      await running.ask(`/api/v1/search?${new URLSearchParams({ q: text, workspaceId: running.workspaceId })}`);
    }
  };
  await Promise.all(Array.from({ length: SEARCHERS }, search));
}

/** A long text in one edit, as an editor sends a paste. */
function pasteOf(): { update: Uint8Array; client: number; clock: number } {
  const doc = new Y.Doc();
  const body = doc.getXmlFragment('default');
  const text = 'Somebody copied this from another place, where it was long. '.repeat(8);
  doc.transact(() => {
    const blocks = Array.from({ length: Math.ceil(PASTE_BYTES / text.length) }, () => {
      const block = new Y.XmlElement('paragraph');
      block.insert(0, [new Y.XmlText(text)]);
      return block;
    });
    body.insert(0, blocks);
  });
  const clock = Y.getState(doc.store, doc.clientID);
  return { update: Y.encodeStateAsUpdate(doc), client: doc.clientID, clock };
}

/** Somebody pastes into a page of their own, again and again. */
async function pasteFor(running: RunningMateri, forMs: number): Promise<void> {
  const end = performance.now() + forMs;
  const person = await join(running, await running.newDocument(), { index: 0, people: 1, gauge: createGauge() });
  while (performance.now() < end) {
    const { update, client, clock } = pasteOf();
    person.send(update, client, clock);
    // oxlint-disable-next-line no-await-in-loop
    await pause(PASTE_EVERY_MS);
  }
  person.leave();
}
