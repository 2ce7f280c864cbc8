import { gather, keepDoing, startCost } from '../crowd.ts';
import { nowUs } from '../frames/stamps.ts';
import type { Running } from '../subjects/subject.ts';
import type { Bench, Part } from './part.ts';

interface Shape {
  readonly name: string;
  readonly documents: number;
  readonly people: number;
  /** Of each document, how many type; 5 edits a second each. */
  readonly typists: number;
}

const SHAPES: readonly Shape[] = [
  { name: '1 × 50', documents: 1, people: 50, typists: 10 },
  { name: '100 × 5', documents: 100, people: 5, typists: 1 },
  { name: '1 × 1,000', documents: 1, people: 1_000, typists: 10 },
  { name: '1 × 1,500 observers', documents: 1, people: 1_501, typists: 1 },
];
const EDITS_PER_SECOND = 5;

/** From sending an edit to its arrival at the others. */
export const measureLatency: Part = async (bench) => {
  const running = await bench.fresh();
  for (const shape of SHAPES) {
    for (let round = 0; round < bench.settings.rounds; round += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other: each has the machine to itself
      await measureShape(bench, running, shape);
    }
  }
  await running.stop();
};

async function measureShape(bench: Bench, running: Running, shape: Shape): Promise<void> {
  const { quick } = bench.settings;
  const crowd = await gather(running, shape.documents, shape.people);
  const typists = crowd.rooms.flatMap((room) => room.slice(0, shape.typists)).map((person) => ({ act: person.type }));
  await keepDoing(typists, { perSecond: EDITS_PER_SECOND, forMs: quick ? 1_000 : 3_000 });
  crowd.gauge.fromUs = nowUs();
  const cost = startCost(running.pid);
  await keepDoing(typists, { perSecond: EDITS_PER_SECOND, forMs: quick ? 2_000 : 10_000 });
  const { loadShare } = cost();
  bench.lost(`deliveries, ${shape.name}`, await crowd.settle());
  // Until everything had arrived: what was put off belongs to it.
  const { serverSeconds } = cost();
  const { delivery, acknowledged } = crowd.gauge;
  bench.note(`${shape.name}, p50`, delivery.at(0.5));
  bench.note(`${shape.name}, p95`, delivery.at(0.95));
  bench.note(`${shape.name}, p99`, delivery.at(0.99));
  bench.note(`${shape.name}, CPU per delivery`, (serverSeconds * 1e6) / delivery.count);
  if (bench.subject.name === 'materi' && shape.people <= 50) {
    bench.note(`saved, ${shape.name}, p50`, acknowledged.at(0.5));
    bench.note(`saved, ${shape.name}, p95`, acknowledged.at(0.95));
  }
  bench.load(loadShare);
  await crowd.leave();
}
