import { createGauge } from '../crowd.ts';
import { join, type Person } from '../person.ts';
import { pause, until } from '../waiting.ts';
import type { Part } from './part.ts';

/** Documents that are written when the server is killed; each is one try. */
const DOCUMENTS = 10;
/** Edits in each before the kill, one every 50 ms. */
const EDITS = 6;
const AFTER_ACKNOWLEDGED_MS = 200;

/** Edits that the server had acknowledged and that are not there after a kill −9 and a restart. */
export const measureLoss: Part = async (bench) => {
  let running = await bench.fresh();
  let tries = 0;
  let lost = 0;
  // oxlint-disable no-await-in-loop
  for (let kill = 0; kill < bench.settings.kills; kill += 1) {
    const documents: string[] = [];
    const writers: Person[] = [];
    const seat = { index: 0, people: 2, gauge: createGauge() };
    for (let number = 0; number < DOCUMENTS; number += 1) {
      documents.push(await running.newDocument());
      writers.push(await join(running, documents[number]!, { ...seat, person: number }));
    }
    for (let edit = 0; edit < EDITS; edit += 1) {
      for (const writer of writers) writer.type();
      await pause(50);
    }
    const isAcknowledged = await until(() => writers.every(({ unacknowledged }) => unacknowledged <= 1), 10_000);
    if (!isAcknowledged) throw new Error('Edits were not acknowledged within 10 s.');
    await pause(AFTER_ACKNOWLEDGED_MS);
    await running.kill();
    running = await bench.again();
    await running.refresh();
    for (const [number, document] of documents.entries()) {
      const reader = await join(running, document, { ...seat, index: 1, person: number });
      const wanted = writers[number]!.typing.clock;
      const isThere = await until(() => reader.clocks[0] === wanted, 2_000);
      tries += 1;
      if (!isThere) lost += 1;
      reader.leave();
    }
  }
  // oxlint-enable no-await-in-loop
  await running.stop();
  bench.note('lost after a kill', lost);
  bench.note('tries', tries);
  if (bench.subject.name === 'materi') bench.lost('acknowledged edits after a kill', lost);
};
