import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { openEmbedded } from '../../src/kernel/db/embedded/open-embedded.ts';

export interface Outcome {
  readonly tries: number;
  /** Writes that were acknowledged, over all tries. */
  readonly acknowledged: number;
  /** Acknowledged writes that were not there afterwards. */
  readonly lost: number;
  /** Starts on what a crash had left that did not succeed. */
  readonly failedStarts: number;
  /** Why there was no try at all. */
  readonly skipped?: string;
}

export interface Writer {
  readonly process: ChildProcess;
  /** The writes that it has said were acknowledged so far. */
  readonly acknowledged: readonly number[];
  /** Whether it got as far as opening the database. */
  ready(): boolean;
  /** Resolves when it is ready or has ended. */
  readonly opened: Promise<void>;
  readonly ended: Promise<void>;
  stderr(): string;
}

/** Starts `acknowledging-writer.ts` and takes down what it says. */
export function startWriter(dataDir: string, mode: 'synced' | 'stock', emptyDatabase: string, seed: number): Writer {
  const program = fileURLToPath(new URL('./acknowledging-writer.ts', import.meta.url));
  const child = spawn(process.execPath, [program, dataDir, mode, emptyDatabase, String(seed)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const acknowledged: number[] = [];
  let rest = '';
  let stderr = '';
  let ready = false;
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  child.stdout.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split('\n');
    // A line that was cut off was not said.
    rest = lines.pop()!;
    for (const line of lines) {
      if (line === 'ready') {
        ready = true;
        open();
      } else acknowledged.push(Number(line));
    }
  });
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      open();
      resolve();
    });
  });
  return { process: child, acknowledged, ready: () => ready, opened, ended, stderr: () => stderr };
}

/** Opens what a crash has left and answers which of `expected` are missing; rejects when it does not start. */
export async function missing(dataDir: string, emptyDatabase: string, expected: Iterable<number>): Promise<number[]> {
  const database = await openEmbedded({ dataDir, emptyDatabase });
  try {
    const { rows } = await sql<{ id: number }>`select id from acknowledged where filler <> ''`
      .execute(database.db)
      .catch((error: { code?: string }) => {
        if (error.code === '42P01') return { rows: [] };
        throw error;
      });
    const found = new Set(rows.map((row) => row.id));
    return [...expected].filter((id) => !found.has(id));
  } finally {
    await database.close();
  }
}

/** In order of time, so that the report of a long run can be followed. */
export const report = (line: string): void => void process.stderr.write(`${line}\n`);
