import type { Database } from '../db/database.ts';
import type { KernelTables } from '../schema.ts';
import type { JobRecord } from './jobs.ts';
import { toJob } from './table.ts';

/** The newest job of a kind. */
export async function latestJob(database: Database, kind: string): Promise<JobRecord | undefined> {
  const row = await database.db
    .withTables<KernelTables>()
    .selectFrom('jobs')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toJob(row);
}

/** The newest jobs first, for operators. */
export async function listJobs(database: Database, limit: number): Promise<JobRecord[]> {
  const rows = await database.db
    .withTables<KernelTables>()
    .selectFrom('jobs')
    .selectAll()
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toJob);
}
