import { fetchWhole, insertsOf, rest, upload } from '../large-document.ts';
import { median } from '../figures.ts';
import type { Running } from '../subjects/subject.ts';
import type { Bench, Part } from './part.ts';

const HERD = 50;
const LARGE_HERD = 150;
const WARM_JOINS = 10;

/** How soon a large document is there for somebody who opens it. */
export const measureJoins: Part = async (bench) => {
  const { quick, rounds } = bench.settings;
  const inserts = insertsOf(quick ? 20_000 : 100_000);
  const large = insertsOf(quick ? 40_000 : 400_000);
  let running = await bench.fresh();
  const document = await upload(running, inserts);
  const largeDocument = await upload(running, large);
  await rest(quick);
  for (let round = 0; round < rounds; round += 1) {
    // oxlint-disable no-await-in-loop -- one after the other: each has the machine to itself
    await running.stop();
    running = await bench.again();
    bench.note('join, cold', await timeOf(bench, running, document, inserts, 1));
    // From here on somebody has it open.
    const [holder] = await fetchWhole(running, document, inserts, { withText: round === 0 });
    if (round === 0) bench.lost('characters of the large document', holder!.text === inserts.text() ? 0 : 1);
    const warm: number[] = [];
    for (let each = 0; each < WARM_JOINS; each += 1) warm.push(await timeOf(bench, running, document, inserts, 1));
    bench.note('join, warm', median(warm));
    bench.note('50 joins at once', await timeOf(bench, running, document, inserts, HERD));
    holder!.leave();
    const [largeHolder] = await fetchWhole(running, largeDocument, large);
    bench.note('150 joins of 4 MB at once', await timeOf(bench, running, largeDocument, large, LARGE_HERD));
    largeHolder!.leave();
    // oxlint-enable no-await-in-loop
  }
  await running.stop();
};

/** Milliseconds until the last of so many has it. */
async function timeOf(
  bench: Bench,
  running: Running,
  document: string,
  inserts: ReturnType<typeof insertsOf>,
  people: number,
): Promise<number> {
  await running.refresh();
  const arrivals = await fetchWhole(running, document, inserts, { people });
  bench.lost('joins', arrivals.filter(({ complete }) => !complete).length);
  for (const arrival of arrivals) arrival.leave();
  return Math.max(...arrivals.map(({ ms }) => ms));
}
