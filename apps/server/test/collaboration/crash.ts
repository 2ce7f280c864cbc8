import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '../../src/kernel/ids.ts';
import { seededRandom } from '../support/seeded-random.ts';
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

const COMMAND = fileURLToPath(new URL('../../../../materi', import.meta.url));
const START_LIMIT_MS = 60_000;
const TYPISTS = 3;
const PASSWORD = 'correct horse battery staple';

interface Serving {
  readonly process: ChildProcess;
  readonly url: string;
  readonly seconds: number;
  stderr(): string;
}

/** Kills the process as a power cut of the program would, and waits until it is gone. */
async function kill(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = new Promise((resolve) => {
    process.once('exit', resolve);
  });
  process.kill('SIGKILL');
  await gone;
}

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

  function launch(): { child: ChildProcess; stderr: () => string } {
    const child = spawn(COMMAND, ['serve', '--port', '0', '--data', data], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    child.stderr!.on('data', (text: Buffer) => {
      errors = (errors + text.toString()).slice(-20_000);
    });
    return { child, stderr: () => errors };
  }

  async function start(): Promise<Serving> {
    const started = performance.now();
    const { child, stderr } = launch();
    const url = await new Promise<string>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`no ready line in time: ${stderr()}`)), START_LIMIT_MS);
      let output = '';
      child.stdout!.on('data', (text: Buffer) => {
        output += text.toString();
        const ready = /Materi is ready at (http:\/\/\S+)/.exec(output)?.[1];
        if (ready === undefined) return;
        clearTimeout(limit);
        resolve(ready);
      });
      child.once('exit', (code) => {
        clearTimeout(limit);
        reject(new Error(`ended with ${code}: ${stderr()}`));
      });
    }).catch(async (error: unknown) => {
      await kill(child);
      throw error;
    });
    const seconds = (performance.now() - started) / 1000;
    return { process: child, url, seconds, stderr };
  }

  try {
    serving = await start();
    const { key, documentId } = await setUp(serving);
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
        const { child } = launch();
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

/** Makes the first owner through the printed address, a key that outlives restarts, and a page. */
async function setUp(serving: Serving): Promise<{ key: string; documentId: string }> {
  await until('the set-up address is printed', () => /setup\?token=\S+/.test(serving.stderr()));
  const token = /setup\?token=([\w-]+)/.exec(serving.stderr())![1]!;
  const email = 'ada@example.org';
  const post = async (path: string, body: object, bearer?: string) => {
    const answer = await fetch(`${serving.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
      body: JSON.stringify(body),
    });
    const json = (await answer.json()) as Record<'accessToken' | 'key' | 'id', string>;
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(json)}`);
    return json;
  };
  await post('/api/v1/setup', { token, email, name: 'Ada', workspace: 'Home', password: PASSWORD });
  const { accessToken } = await post('/api/v1/auth/sign-in', { email, password: PASSWORD });
  const { key } = await post('/api/v1/keys', { name: 'crash test' }, accessToken);
  const workspaces = await fetch(`${serving.url}/api/v1/workspaces`, { headers: { authorization: `Bearer ${key}` } });
  const { items } = (await workspaces.json()) as { items: { id: string }[] };
  const { id } = await post(`/api/v1/workspaces/${items[0]!.id}/documents`, { title: 'Crash' }, key);
  return { key, documentId: id };
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
