import { z } from 'zod';
import { id, instant } from './values.ts';

export const exportFormat = z.enum(['markdown']);

export const exportRequest = z.object({
  format: exportFormat.default('markdown'),
  children: z.boolean().default(true).describe('Whether the pages below come along.'),
});

export const jobStatus = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);
export type JobStatus = z.infer<typeof jobStatus>;

export const job = z
  .object({
    id,
    kind: z.string(),
    status: jobStatus,
    progress: z.number().min(0).max(1),
    message: z.string().nullable().describe('What it is doing now.'),
    result: z.unknown().nullable(),
    error: z.object({ code: z.string(), detail: z.string() }).nullable(),
    createdAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof job>;

/** What became of one file of an import. */
export const importFileReport = z.object({
  path: z.string(),
  outcome: z.enum(['imported', 'skipped', 'failed']),
  documentId: id.nullable(),
  notes: z.array(z.string()).describe('What was changed, left out or could not be resolved.'),
});
export type ImportFileReport = z.infer<typeof importFileReport>;

/** The result of an import job. */
export const importReport = z
  .object({
    documents: z.number().int(),
    blobs: z.number().int(),
    links: z.object({ resolved: z.number().int(), unresolved: z.number().int() }),
    files: z.array(importFileReport),
    rootIds: z.array(id),
  })
  .meta({ id: 'ImportReport' });
export type ImportReport = z.infer<typeof importReport>;

/** The result of an export job; the archive is at `GET /api/v1/jobs/{id}/result`. */
export const exportReport = z
  .object({ documents: z.number().int(), blobs: z.number().int(), fileName: z.string(), sizeBytes: z.number().int() })
  .meta({ id: 'ExportReport' });
export type ExportReport = z.infer<typeof exportReport>;
