import type { Database } from '../db/database.ts';
import type { KernelTables } from '../schema.ts';
import type { JobRecord } from './jobs.ts';
import { toJob } from './table.ts';

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
