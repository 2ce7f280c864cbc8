import { createLatencies } from './latencies.ts';
import { join, type Gauge, type Person } from './person.ts';
import { cpuSeconds } from './process-usage.ts';
import type { Running } from './subjects/subject.ts';
import { inTurns, pause, until, untilNothingIsLeft } from './waiting.ts';

/** Connections that are being made at the same time. */
const JOINING_AT_ONCE = 25;

/** People with documents open, each document with the same number of them. */
export interface Crowd {
  readonly gauge: Gauge;
  /** One list for each document. */
  readonly rooms: readonly (readonly Person[])[];
  readonly everybody: readonly Person[];
  /** Edits that somebody has not heard yet, one for each who has not. */
  missing(): number;
  /** Waits until all have heard all; returns what is missing after a long while. */
  settle(): Promise<number>;
  leave(): Promise<void>;
}

export function createGauge(): Gauge {
  return { fromUs: Number.POSITIVE_INFINITY, delivery: createLatencies(), acknowledged: createLatencies() };
}

export async function gather(running: Running, documents: number, people: number): Promise<Crowd> {
  await running.refresh();
  const gauge = createGauge();
  const names: string[] = [];
  // oxlint-disable-next-line no-await-in-loop
  for (let number = 0; number < documents; number += 1) names.push(await running.newDocument());
  const seats = names.flatMap((name) => Array.from({ length: people }, (_, index) => ({ name, index })));
  const everybody = await inTurns(seats, JOINING_AT_ONCE, ({ name, index }, number) => {
    const enter = () => join(running, name, { index, people, gauge, person: number });
    // As clients do: who is turned away while many come at once tries again.
    return enter().catch(async (error: unknown) => {
      process.stderr.write(`A connection failed and is tried again: ${String(error)}\n`);
      await pause(500);
      return enter();
    });
  });
  const rooms = names.map((_, number) => everybody.slice(number * people, (number + 1) * people));

  function missing(): number {
    let count = 0;
    for (const room of rooms) {
      const writers = room.filter(({ typing }) => typing.edits > 0);
      for (const listener of room) {
        for (const { index, typing } of writers) {
          if (index === listener.index || listener.clocks[index] === typing.clock) continue;
          count += Math.max(1, Math.round((typing.clock - listener.clocks[index]!) / (typing.clock / typing.edits)));
        }
      }
    }
    return count;
  }

  return {
    gauge,
    rooms,
    everybody,
    missing,
    async settle() {
      await untilNothingIsLeft(missing, () => everybody.some(({ ended }) => ended !== null));
      // What is acknowledged comes a little later than the edit itself.
      await until(() => everybody.every(({ unacknowledged }) => unacknowledged <= 1), 1_000);
      return missing();
    },
    async leave() {
      for (const person of everybody) person.leave();
      await pause(500);
    },
  };
}

/**
 * Lets each of these do something so many times a second, evenly and out of step with each other.
 * What is late because this process was busy is done at once and not left out.
 */
export async function keepDoing(
  actors: readonly { act(): void }[],
  { perSecond, forMs, signal }: { perSecond: number; forMs: number; signal?: AbortSignal },
): Promise<void> {
  const every = 1000 / perSecond;
  const start = performance.now();
  // Actors in the order in which they are due; the order never changes, because all have the same pace.
  const total = Math.floor((forMs / every) * actors.length);
  let done = 0;
  while (done < total && signal?.aborted !== true) {
    const due = Math.min(total, Math.floor(((performance.now() - start) / every) * actors.length));
    for (; done < due; done += 1) actors[done % actors.length]!.act();
    // oxlint-disable-next-line no-await-in-loop
    await pause(1);
  }
}

/** What a stretch of time cost. */
export interface Cost {
  readonly seconds: number;
  /** Processor time of the server. */
  readonly serverSeconds: number;
  /** Share of a core that this process took: near 1, it measures itself. */
  readonly loadShare: number;
}

export function startCost(pid: number): () => Cost {
  const start = performance.now();
  const server = cpuSeconds(pid);
  const load = process.cpuUsage();
  return () => {
    const seconds = (performance.now() - start) / 1000;
    const used = process.cpuUsage(load);
    return {
      seconds,
      serverSeconds: cpuSeconds(pid) - server,
      loadShare: (used.user + used.system) / 1e6 / seconds,
    };
  };
}
