import { gather, keepDoing, startCost, type Crowd } from '../crowd.ts';
import { nowUs } from '../frames/stamps.ts';
import { untilNothingIsLeft } from '../waiting.ts';
import type { Part } from './part.ts';

const PEOPLE = 500;

/** 500 people in one document, each of whom moves the cursor once a second. */
export const measurePresence: Part = async (bench) => {
  const { rounds, quick } = bench.settings;
  const running = await bench.fresh();
  for (let round = 0; round < rounds; round += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const crowd = await gather(running, 1, PEOPLE);
    const clocks = new Uint32Array(PEOPLE);
    const actors = crowd.everybody.map((person) => ({
      act() {
        clocks[person.index]! += 1;
        person.moveCursor(clocks[person.index]!);
      },
    }));
    // oxlint-disable-next-line no-await-in-loop
    await keepDoing(actors, { perSecond: 1, forMs: 3_000 });
    crowd.gauge.fromUs = nowUs();
    const cost = startCost(running.pid);
    // oxlint-disable-next-line no-await-in-loop
    await keepDoing(actors, { perSecond: 1, forMs: quick ? 3_000 : 10_000 });
    const { seconds, loadShare } = cost();
    // oxlint-disable-next-line no-await-in-loop
    const left = await untilNothingIsLeft(() => outdated(crowd, clocks));
    // What was put off belongs to it.
    const { serverSeconds } = cost();
    const { delivery } = crowd.gauge;
    bench.note('presence, share of a core', (100 * serverSeconds) / seconds);
    bench.note('presence, p95', delivery.at(0.95));
    bench.note('presence, deliveries a second', delivery.count / seconds);
    bench.note('presence, cursors never shown where they are', left);
    bench.load(loadShare);
    // oxlint-disable-next-line no-await-in-loop
    await crowd.leave();
  }
  await running.stop();
};

/** Presence may leave out what is between, but where a cursor rests everybody should see. */
function outdated({ everybody }: Crowd, clocks: Uint32Array): number {
  let count = 0;
  for (const { cursors, index } of everybody) {
    for (let who = 0; who < clocks.length; who += 1) if (who !== index && cursors[who] !== clocks[who]) count += 1;
  }
  return count;
}
