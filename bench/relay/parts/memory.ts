import { fetchWhole, insertsOf, rest, upload } from '../large-document.ts';
import { residentBytes } from '../process-usage.ts';
import { pause } from '../waiting.ts';
import type { Part } from './part.ts';

/** What the server holds for each open document of 1 MB. */
export const measureMemory: Part = async (bench) => {
  const { quick, rounds } = bench.settings;
  const inserts = insertsOf(quick ? 20_000 : 100_000);
  const documents: string[] = [];
  let running = await bench.fresh();
  // oxlint-disable no-await-in-loop
  for (let number = 0; number <= (quick ? 5 : 20); number += 1) documents.push(await upload(running, inserts));
  await rest(quick);
  for (let round = 0; round < rounds; round += 1) {
    await running.stop();
    running = await bench.again();
    // One beforehand, so that what every server loads with its first document is not counted.
    const [first, ...others] = documents;
    const holders = await fetchWhole(running, first!, inserts);
    const before = await settled(running.pid, quick);
    for (const document of others) {
      const arrivals = await fetchWhole(running, document, inserts);
      bench.lost('joins', arrivals.filter(({ complete }) => !complete).length);
      holders.push(...arrivals);
    }
    const after = await settled(running.pid, quick);
    bench.note('memory per open document', (after - before) / others.length / 1e6);
    bench.note('memory with one open document', before / 1e6);
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
