import { sql } from 'kysely';
import type { Database, Tx } from '../db/database.ts';
import { newId } from '../ids.ts';
import type { KernelTables } from '../schema.ts';
import type { JobRecord, JobRequest } from './jobs.ts';

interface JobRow {
  id: string;
  kind: string;
  workspace_id: string | null;
  person_id: string;
  payload: Record<string, unknown>;
  status: JobRecord['status'];
  progress: number;
  message: string | null;
  result: unknown;
  error: { code: string; detail: string } | null;
  attempts: number;
  created_at: Date;
  finished_at: Date | null;
}

export const toJob = (row: JobRow): JobRecord => ({
  id: row.id,
  kind: row.kind,
  workspaceId: row.workspace_id,
  personId: row.person_id,
  payload: row.payload,
  status: row.status,
  progress: row.progress,
  message: row.message,
  result: row.result,
  error: row.error,
  attempts: row.attempts,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
});

/**
 * Every statement on the table `jobs`. A running job belongs to the `owner` that
 * took it until its lease ends; only the owner writes its progress and its end.
 */
export function createJobTable(database: Database, owner: string, leaseMs: number) {
  const db = database.db.withTables<KernelTables>();
  const lease = sql<Date>`now() + make_interval(secs => ${leaseMs / 1000}::double precision)`;
  const one = (rows: JobRow[]) => (rows[0] ? toJob(rows[0]) : undefined);
  const mine = (id: string) => db.updateTable('jobs').where('id', '=', id).where('lease_owner', '=', owner);

  return {
    /** The open job of the same kind and key, when there is one; else a new one. */
    async insert(tx: Tx, request: JobRequest): Promise<JobRecord> {
      const within = tx.withTables<KernelTables>();
      const inserted = await within
        .insertInto('jobs')
        .values({
          id: newId(),
          kind: request.kind,
          workspace_id: request.workspaceId,
          person_id: request.personId,
          payload: JSON.stringify(request.payload),
          unique_key: request.uniqueKey ?? null,
          priority: request.priority ?? 0,
          status: 'queued',
        })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      if (inserted) return toJob(inserted);
      const open = await within
        .selectFrom('jobs')
        .selectAll()
        .where('kind', '=', request.kind)
        .where('unique_key', '=', request.uniqueKey ?? null)
        .where('status', 'in', ['queued', 'running'])
        .executeTakeFirst();
      // It ended between the two statements.
      return open ? toJob(open) : this.insert(tx, request);
    },

    async find(id: string): Promise<JobRecord | undefined> {
      return one(await db.selectFrom('jobs').selectAll().where('id', '=', id).execute());
    },

    /** Takes the next job: the most urgent, then the oldest; also one whose owner went silent. */
    async claim(kinds: readonly string[]): Promise<JobRecord | undefined> {
      if (kinds.length === 0) return undefined;
      const { rows } = await sql<JobRow>`
        update jobs set status = 'running', lease_owner = ${owner}, lease_until = ${lease}, attempts = attempts + 1
        where id = (
          select id from jobs
          where kind = any(${[...kinds]}::text[])
            and ((status = 'queued' and run_after <= now()) or (status = 'running' and lease_until < now()))
          order by priority desc, created_at limit 1 for update skip locked)
        returning *`.execute(db);
      return one(rows);
    },

    /** Gives up jobs whose processes died again and again: they are what kills them. */
    async abandon(attempts: number): Promise<JobRecord[]> {
      const error = { code: 'job.gave_up', detail: `The process stopped ${attempts} times while it ran this job.` };
      const { rows } = await sql<JobRow>`
        update jobs set status = 'failed', error = ${JSON.stringify(error)}::jsonb, finished_at = now(), lease_owner = null
        where status = 'running' and lease_until < now() and attempts >= ${attempts} returning *`.execute(db);
      return rows.map(toJob);
    },

    /** Keeps a job for another while, unless it was cancelled or taken by someone else. */
    async extend(id: string): Promise<'held' | 'cancelled' | 'lost'> {
      const row = await mine(id)
        .set({ lease_until: lease })
        .where('status', '=', 'running')
        .returning('cancel_requested')
        .executeTakeFirst();
      if (!row) return 'lost';
      return row.cancel_requested ? 'cancelled' : 'held';
    },

    async progress(id: string, share: number, message: string | null): Promise<JobRecord | undefined> {
      return one(await mine(id).set({ progress: share, message, lease_until: lease }).returningAll().execute());
    },

    async finish(
      id: string,
      status: 'done' | 'failed' | 'cancelled',
      outcome: { result?: unknown; error?: { code: string; detail: string } },
    ): Promise<JobRecord | undefined> {
      return one(
        await mine(id)
          .set({
            status,
            ...(status === 'done' ? { progress: 1 } : {}),
            result: outcome.result === undefined ? null : JSON.stringify(outcome.result),
            error: outcome.error ? JSON.stringify(outcome.error) : null,
            finished_at: new Date(),
            lease_owner: null,
            lease_until: null,
          })
          .returningAll()
          .execute(),
      );
    },

    async retry(id: string, afterMs: number): Promise<JobRecord | undefined> {
      return one(
        await mine(id)
          .set({
            status: 'queued',
            progress: 0,
            message: null,
            run_after: sql<Date>`now() + make_interval(secs => ${afterMs / 1000}::double precision)`,
            lease_owner: null,
            lease_until: null,
          })
          .returningAll()
          .execute(),
      );
    },

    /** Back into the queue as if never begun: the process stops, which is no fault of the job. */
    async release(id: string): Promise<void> {
      await mine(id)
        .set({ status: 'queued', attempts: sql<number>`attempts - 1`, lease_owner: null, lease_until: null })
        .execute();
    },

    /** The attempt still counts: this may be the job that brings the process down. */
    async releaseAll(): Promise<void> {
      await db
        .updateTable('jobs')
        .set({ lease_until: new Date(0) })
        .where('status', '=', 'running')
        .execute();
    },

    async cancel(id: string): Promise<JobRecord | undefined> {
      const { rows } = await sql<JobRow>`
        update jobs set
          cancel_requested = true,
          status = case when status = 'queued' then 'cancelled' else status end,
          finished_at = case when status = 'queued' then now() else finished_at end
        where id = ${id} and status in ('queued', 'running') returning *`.execute(db);
      return one(rows);
    },
  };
}
