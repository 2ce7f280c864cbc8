import type { Readable } from 'node:stream';
import type { Blobs } from '../../../kernel/blobs/blobs.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Database } from '../../../kernel/db/database.ts';
import { isAppError } from '../../../kernel/errors.ts';
import { archiveGone } from '../errors.ts';
import type { ExchangeTables } from '../schema.ts';

/** The archives that exports made; each lies in the key space of its job. */
export interface Archives {
  keep(jobId: string, blobName: string): Promise<void>;
  /** @throws AppError `export.gone` (410) when it was swept */
  open(jobId: string, blobName: string): Promise<Readable>;
  discardBefore(before: Date): Promise<void>;
}

export function createArchives({
  database,
  blobs,
  clock,
}: {
  database: Database;
  blobs: Blobs;
  clock: Clock;
}): Archives {
  const db = database.db.withTables<ExchangeTables>();
  return {
    async keep(jobId, blobName) {
      await db
        .insertInto('exchange_exports')
        .values({ job_id: jobId, blob_name: blobName, created_at: clock.now() })
        .onConflict((conflict) =>
          conflict.column('job_id').doUpdateSet({ blob_name: blobName, created_at: clock.now() }),
        )
        .execute();
    },
    async open(jobId, blobName) {
      try {
        return await blobs.open(jobId, blobName);
      } catch (error) {
        if (isAppError(error) && error.status === 404) throw archiveGone();
        throw error;
      }
    },
    async discardBefore(before) {
      const rows = await db
        .selectFrom('exchange_exports')
        .selectAll()
        .where('created_at', '<', before)
        .limit(100)
        .execute();
      for (const row of rows) {
        await blobs.remove(row.job_id, row.blob_name);
        await db.deleteFrom('exchange_exports').where('job_id', '=', row.job_id).execute();
      }
    },
  };
}
