import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { fileFault } from '../db/errors.ts';
import { cancelled, dumpFailed } from './errors.ts';
import { dumpDatabase } from './dump.ts';
import type { DatabaseDump } from './manifest.ts';

/** What was read, and for how long the embedded database made everybody wait. */
export interface Moment {
  readonly dump: DatabaseDump;
  readonly pauseMs: number | null;
}

interface Needs {
  readonly database: Database;
  /** An empty folder for the parts and, meanwhile, for the copy. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly progress: (share: number, table: string) => void;
}

/** Dumps a database as of one moment while people go on writing. */
export function dumpMoment(needs: Needs): Promise<Moment> {
  return needs.database.copyTo ? dumpCopy(needs, needs.database.copyTo) : dumpSnapshot(needs);
}

/** PostgreSQL shows one moment to a transaction of this kind for as long as it lasts. */
async function dumpSnapshot({ database, folder, signal, progress }: Needs): Promise<Moment> {
  const dump = await database.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      // Between two fetches lies only our own compressing, but a busy disk may take its time.
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
      return dumpDatabase(tx, folder, (share, table) => {
        if (signal.aborted) throw cancelled();
        progress(share, table);
      });
    });
  return { dump, pauseMs: null };
}

async function dumpCopy({ folder, signal, progress }: Needs, copyTo: NonNullable<Database['copyTo']>): Promise<Moment> {
  const copy = join(folder, 'copy');
  try {
    const { pauseMs } = await copyTo(join(copy, 'database'));
    if (signal.aborted) throw cancelled();
    return { dump: await runProgram(copy, folder, signal, progress), pauseMs };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

type Said = { share: number; table: string } | { dump: DatabaseDump } | { fault: string; code?: string };

async function runProgram(
  copy: string,
  folder: string,
  signal: AbortSignal,
  progress: Needs['progress'],
): Promise<DatabaseDump> {
  const program = fileURLToPath(new URL('./dump-program.ts', import.meta.url));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, copy, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {},
  });
  const stop = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  let dump: DatabaseDump | undefined;
  let fault: Error | undefined;
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-2_000)));
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const said = JSON.parse(line) as Said;
      if ('share' in said) progress(said.share, said.table);
      else if ('dump' in said) dump = said.dump;
      else fault = Object.assign(new Error(said.fault), { code: said.code });
    }
    await ended;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
  if (signal.aborted) throw cancelled();
  if (dump) return dump;
  const known = fault && fileFault(folder, fault);
  throw known && known !== fault
    ? known
    : dumpFailed(fault?.message ?? (errors.trim().split('\n').at(-1) || 'no reason given'));
}
