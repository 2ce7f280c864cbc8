import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { Gauge } from 'prom-client';
import type { Database } from '../db/database.ts';
import { isAppError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { JobRecord, JobRun, Jobs } from './jobs.ts';
import { createJobTable } from './table.ts';

const CHANNEL = 'materi_jobs';
const ATTEMPTS = 3;

interface Needs {
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Told after every change that people can see; in this process only. */
  readonly onChange?: (job: JobRecord) => void;
  /** How many jobs run at once. */
  readonly concurrency?: number;
  readonly pollMs?: number;
  /** How long a silent process keeps a job, in milliseconds. */
  readonly leaseMs?: number;
  /** The least time between two writes of progress, in milliseconds. */
  readonly progressMs?: number;
}

/** The durable job runner. The table `jobs` is the record; NOTIFY only wakes. */
export function createJobs(needs: Needs): Jobs {
  const { database, logger, concurrency = 2, pollMs = 5_000, leaseMs = 30_000, progressMs = 300 } = needs;
  const owner = newId();
  const table = createJobTable(database, owner, leaseMs);
  const handlers = new Map<string, (run: JobRun) => Promise<unknown>>();
  const atWork = new Map<string, { abort: AbortController; done: Promise<void> }>();
  let state: 'new' | 'running' | 'stopped' = 'new';
  let stopListening: (() => Promise<void>) | undefined;
  let poll: NodeJS.Timeout | undefined;
  let filling: Promise<void> | null = null;
  let again = false;
  const running = new Gauge({ name: 'materi_jobs_running', help: 'Jobs at work.', registers: [needs.metrics] });

  const changed = (job: JobRecord | undefined) => {
    if (job) needs.onChange?.(job);
  };

  /** Runs one job that this process holds, and writes down how it ended. */
  async function work(job: JobRecord, abort: AbortController): Promise<void> {
    const heartbeat = setInterval(() => {
      void table
        .extend(job.id)
        .then((held) => {
          if (held !== 'held') abort.abort(held);
        })
        .catch((error: unknown) =>
          logger.warn({ err: error, jobId: job.id }, 'the lease of a job could not be extended'),
        );
    }, leaseMs / 3);
    let written = 0;
    const progress = async (share: number, message?: string) => {
      const now = performance.now();
      if (now - written < progressMs && share < 1) return;
      written = now;
      changed(await table.progress(job.id, Math.min(1, Math.max(0, share)), message ?? null));
    };
    try {
      changed(job);
      const handler = handlers.get(job.kind)!;
      const result = await handler({ job, signal: abort.signal, progress });
      changed(await table.finish(job.id, 'done', { result: result ?? null }));
    } catch (error) {
      if (abort.signal.reason === 'lost') return;
      if (abort.signal.reason === 'cancelled') {
        changed(await table.finish(job.id, 'cancelled', {}));
      } else if (abort.signal.reason === 'stopping') {
        await table.release(job.id);
      } else if (isAppError(error)) {
        changed(await table.finish(job.id, 'failed', { error: { code: error.code, detail: error.message } }));
      } else if (job.attempts >= ATTEMPTS) {
        logger.error({ err: error, jobId: job.id, kind: job.kind }, 'a job failed for good');
        const detail = 'The job failed unexpectedly. The log of the server tells more under the id of the job.';
        changed(await table.finish(job.id, 'failed', { error: { code: 'internal', detail } }));
      } else {
        logger.warn(
          { err: error, jobId: job.id, kind: job.kind, attempt: job.attempts },
          'a job failed and runs again',
        );
        changed(await table.retry(job.id, 2 ** job.attempts * 500));
        void delay(2 ** job.attempts * 500, undefined, { ref: false }).then(fill);
      }
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** Takes jobs until all hands are busy or none is left. */
  function fill(): void {
    if (state !== 'running') return;
    if (filling) {
      again = true;
      return;
    }
    again = false;
    filling = (async () => {
      for (const job of await table.abandon(ATTEMPTS)) changed(job);
      while (state === 'running' && atWork.size < concurrency) {
        const job = await table.claim([...handlers.keys()]);
        if (!job) break;
        const abort = new AbortController();
        const done = work(job, abort)
          .catch((error: unknown) =>
            logger.error({ err: error, jobId: job.id }, 'the end of a job could not be written'),
          )
          .finally(() => {
            atWork.delete(job.id);
            running.set(atWork.size);
            fill();
          });
        atWork.set(job.id, { abort, done });
        running.set(atWork.size);
      }
    })()
      .catch((error: unknown) => {
        if (state === 'running') logger.error({ err: error }, 'taking jobs failed');
      })
      .finally(() => {
        filling = null;
        if (again) fill();
      });
  }

  return {
    name: 'jobs',
    handle(kind, run) {
      if (state !== 'new') throw new Error(`The job kind ${kind} was registered after the start.`);
      if (handlers.has(kind)) throw new Error(`Two handlers want the job kind ${kind}.`);
      handlers.set(kind, run);
    },
    async enqueue(request, tx) {
      const insert = async (within: Parameters<Parameters<Database['transaction']>[0]>[0]) => {
        const job = await table.insert(within, request);
        await sql`select pg_notify(${CHANNEL}, '')`.execute(within);
        return job;
      };
      return tx ? insert(tx) : database.transaction(insert);
    },
    find: (id) => table.find(id),
    async cancel(id) {
      changed(await table.cancel(id));
      atWork.get(id)?.abort.abort('cancelled');
      await sql`select pg_notify(${CHANNEL}, ${id})`.execute(database.db);
    },
    async start() {
      // Only one process at a time holds an embedded database, so whoever ran these is gone.
      if (database.kind === 'embedded') await table.releaseAll();
      state = 'running';
      stopListening = await database.listen(CHANNEL, (id) => {
        if (id === '') return fill();
        const job = atWork.get(id);
        if (job) void table.extend(id).then((held) => (held === 'held' ? undefined : job.abort.abort(held)));
      });
      poll = setInterval(fill, pollMs);
      fill();
    },
    async stop() {
      state = 'stopped';
      clearInterval(poll);
      await stopListening?.();
      await filling;
      for (const { abort } of atWork.values()) abort.abort('stopping');
      const patience = new AbortController();
      await Promise.race([
        Promise.all([...atWork.values()].map(({ done }) => done)),
        delay(5_000, undefined, { signal: patience.signal }).catch(() => {}),
      ]);
      patience.abort();
    },
    ready: () => (state === 'running' ? null : 'The job runner has not started.'),
  };
}
