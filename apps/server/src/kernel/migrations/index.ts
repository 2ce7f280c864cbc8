import type { Migration } from '../db/migration.ts';
import { eventsJobsAndIdempotency } from './0001-events-jobs-and-idempotency.ts';
import { masterKeyCheck } from './0002-master-key-check.ts';

/** Tables of the kernel, in order. */
export const kernelMigrations: readonly Migration[] = [eventsJobsAndIdempotency, masterKeyCheck];
