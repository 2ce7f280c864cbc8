import { fetchWhole, insertsOf, rest, upload } from '../large-document.ts';
import { residentBytes } from '../process-usage.ts';
import { pause } from '../waiting.ts';
import type { Part } from './part.ts';

/**
 * What loading leaves behind until the next collection grows with the first documents and then no more, so the
 * documents that are counted come after some that are not.
 */
const UNCOUNTED = 20;
const COUNTED = 40;

/** What the server holds for each open document of 1 MB. */
export const measureMemory: Part = async (bench) => {
  const { quick, rounds } = bench.settings;
  const inserts = insertsOf(quick ? 20_000 : 100_000);
  const uncounted = quick ? 2 : UNCOUNTED;
  const documents: string[] = [];
  let running = await bench.fresh();
  // oxlint-disable no-await-in-loop
  for (let number = 0; number < uncounted + (quick ? 5 : COUNTED); number += 1)
    documents.push(await upload(running, inserts));
  await rest(quick);
  for (let round = 0; round < rounds; round += 1) {
    await running.stop();
    running = await bench.again();
    const holders: Awaited<ReturnType<typeof fetchWhole>> = [];
    const open = async (few: readonly string[]) => {
      for (const document of few) {
        const arrivals = await fetchWhole(running, document, inserts);
        bench.lost('joins', arrivals.filter(({ complete }) => !complete).length);
        holders.push(...arrivals);
      }
      return settled(running.pid, quick);
    };
    bench.note('memory with one open document', (await open(documents.slice(0, 1))) / 1e6);
    const before = await open(documents.slice(1, uncounted));
    const counted = documents.slice(uncounted);
    bench.note('memory per open document', ((await open(counted)) - before) / counted.length / 1e6);
    for (const holder of holders) holder.leave();
  }
  // oxlint-enable no-await-in-loop
  await running.stop();
};

/** The least that it holds in the seconds after a while of rest. */
async function settled(pid: number, quick: boolean): Promise<number> {
  await pause(quick ? 2_000 : 10_000);
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < 20; look += 1) {
    least = Math.min(least, residentBytes(pid));
    // oxlint-disable-next-line no-await-in-loop
    await pause(quick ? 50 : 250);
  }
  return least;
}
