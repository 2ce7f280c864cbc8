import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sql } from 'kysely';
import { openTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { AppError } from '../errors.ts';
import { newId } from '../ids.ts';
import { kernelMigrations } from '../migrations/index.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { createJobs } from './create.ts';
import type { JobRecord, Jobs } from './jobs.ts';

let database: TestDatabase;
let started: Jobs[] = [];
beforeEach(async () => {
  database = await openTestDatabase(kernelMigrations);
  started = [];
});
afterEach(async () => {
  for (const jobs of started) await jobs.stop();
  await database.close();
});

function newJobs(onChange: (job: JobRecord) => void = () => {}) {
  const jobs = createJobs({
    database: database.database,
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics(),
    onChange,
    pollMs: 100,
    leaseMs: 3_000,
  });
  started.push(jobs);
  return jobs;
}
const request = (kind: string, payload: Record<string, unknown> = {}) => ({
  kind,
  workspaceId: null,
  personId: newId(),
  payload,
});
const ended = async (jobs: Jobs, id: string) => {
  await vi.waitFor(async () => expect((await jobs.find(id))?.finishedAt).not.toBeNull(), { timeout: 15_000 });
  return (await jobs.find(id))!;
};

test('a job runs with its payload and keeps its result; people hear of each step', async () => {
  const seen: string[] = [];
  const jobs = newJobs((job) => seen.push(`${job.status} ${job.progress}`));
  jobs.handle('double', async ({ job, progress }) => {
    await progress(0.5, 'half');
    return { doubled: Number(job.payload['number']) * 2 };
  });
  await jobs.start();
  const { id, status } = await jobs.enqueue(request('double', { number: 21 }));
  expect(status).toBe('queued');
  expect(await ended(jobs, id)).toMatchObject({ status: 'done', progress: 1, result: { doubled: 42 }, attempts: 1 });
  expect(seen).toEqual(['running 0', 'running 0.5', 'done 1']);
});

test('a job that was enqueued in a transaction that failed does not exist', async () => {
  const jobs = newJobs();
  jobs.handle('never', async () => null);
  await jobs.start();
  let id = '';
  const failed = database.database.transaction(async (tx) => {
    ({ id } = await jobs.enqueue(request('never'), tx));
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect(await jobs.find(id)).toBeUndefined();
});

test('an expected failure is final and keeps its code; an unexpected one is tried three times and tells no internals', async () => {
  const jobs = newJobs();
  let tries = 0;
  jobs.handle('refused', async () => {
    throw new AppError('import.unreadable', 422, 'The archive is damaged.');
  });
  jobs.handle('buggy', async () => {
    tries += 1;
    throw new Error('secret internals');
  });
  await jobs.start();
  const refused = await ended(jobs, (await jobs.enqueue(request('refused'))).id);
  expect(refused).toMatchObject({
    status: 'failed',
    attempts: 1,
    error: { code: 'import.unreadable', detail: 'The archive is damaged.' },
  });
  const buggy = await ended(jobs, (await jobs.enqueue(request('buggy'))).id);
  expect(buggy).toMatchObject({ status: 'failed', attempts: 3, error: { code: 'internal' } });
  expect(JSON.stringify(buggy)).not.toContain('secret internals');
  expect(tries).toBe(3);
});

test('a job whose process died runs again when its lease ends', async () => {
  const jobs = newJobs();
  jobs.handle('work', async () => 'done by the second');
  const { id } = await jobs.enqueue(request('work'));
  await sql`update jobs set status = 'running', attempts = 1, lease_owner = ${newId()}, lease_until = now() - interval '1 second' where id = ${id}`.execute(
    database.database.db,
  );
  await jobs.start();
  expect(await ended(jobs, id)).toMatchObject({ status: 'done', attempts: 2, result: 'done by the second' });
});

test('a job that brought its process down three times is given up', async () => {
  const jobs = newJobs();
  jobs.handle('deadly', async () => 'should not run');
  const { id } = await jobs.enqueue(request('deadly'));
  await sql`update jobs set status = 'running', attempts = 3, lease_owner = ${newId()}, lease_until = now() - interval '1 second' where id = ${id}`.execute(
    database.database.db,
  );
  await jobs.start();
  expect(await ended(jobs, id)).toMatchObject({ status: 'failed', error: { code: 'job.gave_up' } });
});

test('cancelling stops a running job through its signal, and a waiting one at once', async () => {
  const jobs = newJobs();
  const running = Promise.withResolvers<void>();
  jobs.handle('long', async ({ signal }) => {
    running.resolve();
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
  });
  const waiting = await jobs.enqueue(request('unknown kind'));
  await jobs.start();
  const { id } = await jobs.enqueue(request('long'));
  await running.promise;
  await jobs.cancel(id);
  await jobs.cancel(waiting.id);
  expect(await ended(jobs, id)).toMatchObject({ status: 'cancelled' });
  expect(await ended(jobs, waiting.id)).toMatchObject({ status: 'cancelled' });
});

test('a process that stops gives its job back, and the next one does it', async () => {
  const first = newJobs();
  const running = Promise.withResolvers<void>();
  first.handle('long', async ({ signal }) => {
    running.resolve();
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
  });
  await first.start();
  const { id } = await first.enqueue(request('long'));
  await running.promise;
  await first.stop();
  expect(await first.find(id)).toMatchObject({ status: 'queued', attempts: 0 });
  const second = newJobs();
  second.handle('long', async () => 'finished');
  await second.start();
  expect(await ended(second, id)).toMatchObject({ status: 'done', result: 'finished' });
});

test('a second job with the same key is not made while the first is open', async () => {
  const jobs = newJobs();
  jobs.handle('sweep', async () => null);
  const first = await jobs.enqueue({ ...request('sweep'), uniqueKey: 'daily' });
  const second = await jobs.enqueue({ ...request('sweep'), uniqueKey: 'daily' });
  expect(second.id).toBe(first.id);
  await jobs.start();
  await ended(jobs, first.id);
  const third = await jobs.enqueue({ ...request('sweep'), uniqueKey: 'daily' });
  expect(third.id).not.toBe(first.id);
});
