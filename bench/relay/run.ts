/**
 * How does the relay do beside Hocuspocus and y-websocket? Each server in turn, spawned anew and alone on one core,
 * under the same load from another: raw sockets, hand-made edits, one clock. `SUBJECT=materi|hocuspocus|y-websocket`
 * and `PART=latency|editors|busy|throughput|presence|joins|memory|loss|idle` pick some, `ROUNDS=5`, `KILLS=50` (10 documents each),
 * `QUICK=1` for a fast look. Parts that were measured at full length go to RESULTS.md. Fails when a delivery is lost.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFrames } from './frames/check.ts';
import { readable } from './figures.ts';
import { describeMachine } from './machine.ts';
import { measureBusy } from './parts/busy.ts';
import { measureEditors } from './parts/editors.ts';
import { measureIdle } from './parts/idle.ts';
import { measureJoins } from './parts/joins.ts';
import { measureLatency } from './parts/latency.ts';
import { measureLoss } from './parts/loss.ts';
import { measureMemory } from './parts/memory.ts';
import type { Part } from './parts/part.ts';
import { measurePresence } from './parts/presence.ts';
import { measureThroughput } from './parts/throughput.ts';
import { pinLoad } from './pinning.ts';
import { keep } from './record.ts';
import { tableOf, type Figures } from './report.ts';
import { readSettings, type PartName, type SubjectName } from './settings.ts';
import { MATERI } from './subjects/materi.ts';
import { HOCUSPOCUS, installPeers, Y_WEBSOCKET } from './subjects/peers.ts';
import type { Running, Subject } from './subjects/subject.ts';

const PARTS: Record<PartName, Part> = {
  latency: measureLatency,
  editors: measureEditors,
  busy: measureBusy,
  throughput: measureThroughput,
  presence: measurePresence,
  joins: measureJoins,
  memory: measureMemory,
  loss: measureLoss,
  idle: measureIdle,
};
const SUBJECTS: Record<SubjectName, Subject> = {
  materi: MATERI,
  hocuspocus: HOCUSPOCUS,
  'y-websocket': Y_WEBSOCKET,
};

const settings = readSettings();
let figures: Figures = new Map();
let faults: string[] = [];
let busiest = 0;

checkFrames();
if (settings.subjects.some((name) => name !== 'materi')) await installPeers();
pinLoad();

// oxlint-disable no-await-in-loop -- one after the other: each has the machine to itself
for (const part of settings.parts) {
  figures = new Map();
  faults = [];
  busiest = 0;
  for (const name of settings.subjects) await measure(part, SUBJECTS[name]);
  report(part);
  const found = { loadShare: busiest, faults, figures };
  if (settings.complete) await keep(part, { ...found, circumstances: describeMachine() });
  if (faults.length > 0) process.exitCode = 1;
}
// oxlint-enable no-await-in-loop

async function measure(part: PartName, subject: Subject): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-relay-'));
  let running: Running | null = null;
  const freshOf = async <Its extends Running>(begin: (folder: string) => Promise<Its>): Promise<Its> => {
    const begun = await begin(folder);
    running = begun;
    return begun;
  };
  const start = () => freshOf((each) => subject.start(each));
  try {
    await PARTS[part]({
      settings,
      subject,
      fresh: start,
      again: start,
      freshOf,
      note(name, value) {
        process.stdout.write(`${part}\t${subject.name}\t${name}\t${readable(value)}\n`);
        const bySubject = figures.get(name) ?? new Map<SubjectName, number[]>();
        figures.set(name, bySubject);
        bySubject.set(subject.name, [...(bySubject.get(subject.name) ?? []), value]);
      },
      lost(what, count) {
        if (count > 0) faults.push(`${subject.title} lost ${count} ${what}`);
      },
      load(share) {
        busiest = Math.max(busiest, share);
      },
    });
  } catch (error) {
    faults.push(`${subject.title}, ${part}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await (running as Running | null)?.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function report(part: PartName): void {
  const summary = [
    `${part}: median of ${settings.rounds} rounds, in brackets the least and the most. The load took at most ${Math.round(busiest * 100)} % of its core.`,
    ...faults.map((fault) => `FAULT: ${fault}.`),
  ];
  process.stdout.write(`\n${tableOf(figures, settings.subjects).join('\n')}\n\n${summary.join('\n')}\n\n`);
}
