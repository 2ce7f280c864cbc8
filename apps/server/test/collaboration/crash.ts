import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../../src/kernel/ids.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { kill, launch, post, serve, setUp, type Serving } from '../support/serving.ts';
import { connect, type Client } from './client.ts';
import { until } from './relay.ts';

export interface CrashReport {
  readonly tries: number;
  readonly seed: number;
  /** Edits that the server had acknowledged before it was killed, over all tries. */
  readonly acknowledged: number;
  /** Those that were not there after the next start. */
  readonly lost: number;
  readonly failedStarts: number;
  /** From the start of the process to its ready line, in seconds, sorted. */
  readonly startSeconds: readonly number[];
  readonly problems: readonly string[];
}

const TYPISTS = 3;

/**
 * Types through sockets into a real server, kills it at a random moment, starts it
 * on the same data and looks for everything that it had called saved.
 */
export async function run({
  tries,
  seed,
  environment = {},
}: {
  tries: number;
  seed: number;
  /** For example `DATABASE_URL`, to try a PostgreSQL. */
  environment?: Record<string, string>;
}): Promise<CrashReport> {
  const chance = seededRandom(seed);
  const data = await mkdtemp(join(tmpdir(), 'materi-crash-'));
  const acknowledged = new Set<string>();
  const lost = new Set<string>();
  const startSeconds: number[] = [];
  const problems: string[] = [];
  let failedStarts = 0;
  let serving: Serving | undefined;

  const start = () => serve(data, environment);

  try {
    serving = await start();
    const { key, documentId } = await firstPage(serving);
    const open = () =>
      connect({
        url: `${serving!.url.replace('http', 'ws')}/collab`,
        documentId,
        token: key,
        parameters: { ack: '1' },
      });

    for (let attempt = 0; attempt < tries; attempt++) {
      const typists = await Promise.all(Array.from({ length: TYPISTS }, open));
      const notes = typists.map((typist) => typeAndNote(typist));
      await until('something is saved', () => notes.every((note) => note.saved().length > 0), 30_000);
      await delay(chance.below(400));
      await kill(serving.process);
      for (const note of notes) {
        note.stop();
        for (const id of note.saved()) acknowledged.add(id);
      }
      if (chance.below(5) === 0) {
        // A start that is itself cut short.
        const { child } = launch(data, environment);
        await delay(chance.below(1_500));
        await kill(child);
      }
      try {
        serving = await start();
        startSeconds.push(serving.seconds);
      } catch (error) {
        failedStarts += 1;
        problems.push(`start after try ${attempt + 1} failed: ${String(error)}`);
        serving = await start();
      }
      const reader = await open();
      await until('the reader is synced', () => reader.synced, 30_000);
      const there = new Set(reader.doc.getArray<string>('log').toArray());
      for (const id of acknowledged) if (!there.has(id)) lost.add(id);
      reader.terminate();
    }
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    if (serving) await kill(serving.process);
    await rm(data, { recursive: true, force: true });
  }
  return {
    tries,
    seed,
    acknowledged: acknowledged.size,
    lost: lost.size,
    failedStarts,
    startSeconds: startSeconds.toSorted((a, b) => a - b),
    problems,
  };
}

/** A key that outlives restarts, and a page. */
async function firstPage(serving: Serving): Promise<{ key: string; documentId: string }> {
  const { key, workspaceId } = await setUp(serving);
  const page = await post<{ id: string }>(
    `${serving.url}/api/v1/workspaces/${workspaceId}/documents`,
    { title: 'Crash' },
    key,
  );
  return { key, documentId: page.id };
}

/** Adds an id to the page every few milliseconds and notes which are acknowledged. */
function typeAndNote(typist: Client): { saved(): string[]; stop(): void } {
  /** What each message that the server counts carried. */
  const messages: string[][] = [];
  const waiting: string[] = [];
  let stopped = false;
  // The client's own counting: its messages go out in the order in which its document changes.
  const log = typist.doc.getArray<string>('log');
  let counted = 0;
  void (async () => {
    while (!stopped) {
      if (typist.synced) {
        const id = newId();
        const before = typist.sent;
        waiting.push(id);
        log.push([id]);
        while (messages.length < before) messages.push([]);
        messages[before] = waiting.splice(0);
        counted += 1;
      }
      await delay(2);
    }
  })();
  return {
    saved: () => messages.slice(0, typist.saved).flat(),
    stop() {
      stopped = true;
      if (counted === 0) throw new Error('The typist never typed.');
    },
  };
}
