import { gather, keepDoing, startCost } from '../crowd.ts';
import { nowUs } from '../frames/stamps.ts';
import type { Part } from './part.ts';

const EDITORS = 1_000;
/** Of each: somebody who reads and now and then adds a word. */
const EDITS_PER_SECOND = 0.05;

/** 1,000 people in one document, all of whom write now and then; in the end all must have all. */
export const measureEditors: Part = async (bench) => {
  const { quick, rounds } = bench.settings;
  const running = await bench.fresh();
  for (let round = 0; round < rounds; round += 1) {
    // oxlint-disable no-await-in-loop -- one after the other: each has the machine to itself
    const crowd = await gather(running, 1, EDITORS);
    const editors = crowd.everybody.map((person) => ({ act: person.type }));
    await keepDoing(editors, { perSecond: EDITS_PER_SECOND, forMs: 2_000 });
    crowd.gauge.fromUs = nowUs();
    const cost = startCost(running.pid);
    await keepDoing(editors, { perSecond: EDITS_PER_SECOND, forMs: quick ? 5_000 : 20_000 });
    const { loadShare } = cost();
    bench.lost('deliveries, 1,000 editors', await crowd.settle());
    bench.lost('editors', crowd.everybody.filter(({ ended }) => ended !== null).length);
    const { delivery, acknowledged } = crowd.gauge;
    bench.note('1,000 editors, p50', delivery.at(0.5));
    bench.note('1,000 editors, p95', delivery.at(0.95));
    if (bench.subject.name === 'materi') bench.note('saved, 1,000 editors, p95', acknowledged.at(0.95));
    bench.load(loadShare);
    await crowd.leave();
    // oxlint-enable no-await-in-loop
  }
  await running.stop();
};
