import { gather, keepDoing, startCost } from '../crowd.ts';
import { nowUs } from '../frames/stamps.ts';
import type { Running } from '../subjects/subject.ts';
import type { Bench, Part } from './part.ts';

const PEOPLE = 50;
const LIMIT_MS = 250;
const FIRST_RATE = 500;
const STEP = 1.25;
const MOST_STEPS = 30;

/** How many edits a second 50 people may type into one document before p95 passes 250 ms. */
export const measureThroughput: Part = async (bench) => {
  const running = await bench.fresh();
  for (let round = 0; round < bench.settings.rounds; round += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await ramp(bench, running);
  }
  await running.stop();
};

async function ramp(bench: Bench, running: Running): Promise<void> {
  let held: Awaited<ReturnType<typeof hold>> | null = null;
  let rate = FIRST_RATE;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    // oxlint-disable-next-line no-await-in-loop
    const result = await hold(bench, running, rate);
    if (!(result.p95 <= LIMIT_MS)) break;
    held = result;
    rate *= bench.settings.quick ? STEP ** 2 : STEP;
  }
  if (held === null) return;
  bench.note('edits a second', held.editsPerSecond);
  bench.note('CPU per delivered edit', held.cpuPerDelivery);
  bench.note('deliveries a second', held.editsPerSecond * (PEOPLE - 1));
  bench.load(held.loadShare);
}

/** A document of its own for each rate, so that no step pays for those before it. */
async function hold(bench: Bench, running: Running, rate: number) {
  const crowd = await gather(running, 1, PEOPLE);
  const typists = crowd.everybody.map((person) => ({ act: person.type }));
  await keepDoing(typists, { perSecond: rate / PEOPLE, forMs: 1_000 });
  crowd.gauge.fromUs = nowUs();
  const cost = startCost(running.pid);
  const before = crowd.everybody.reduce((sum, { typing }) => sum + typing.edits, 0);
  const measureMs = bench.settings.quick ? 1_500 : 3_000;
  await keepDoing(typists, { perSecond: rate / PEOPLE, forMs: measureMs });
  const sent = crowd.everybody.reduce((sum, { typing }) => sum + typing.edits, 0) - before;
  const sending = cost();
  const lost = await crowd.settle();
  const { serverSeconds } = cost();
  const { delivery } = crowd.gauge;
  // Who is shown out because the server cannot keep up has not lost anything: they come back and get it.
  const refused = crowd.everybody.some(({ ended }) => ended !== null);
  if (!refused) bench.lost(`deliveries at ${Math.round(rate)} edits a second`, lost);
  await crowd.leave();
  return {
    p95: refused ? Number.NaN : delivery.at(0.95),
    editsPerSecond: sent / sending.seconds,
    // Until everything had arrived: what was put off belongs to it.
    cpuPerDelivery: (serverSeconds * 1e6) / delivery.count,
    loadShare: sending.loadShare,
  };
}
