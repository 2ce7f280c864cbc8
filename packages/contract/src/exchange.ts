import { z } from 'zod';
import { personSummary } from './identity.ts';
import { id, instant } from './values.ts';

export const exportFormat = z.enum(['markdown', 'html', 'docx'], {
  error: 'Must be markdown, html or docx. PDF and EPUB are not there yet.',
});
export type ExportFormat = z.infer<typeof exportFormat>;

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

/** What a page cannot hold, or holds in another form. */
export const importLossKind = z.enum([
  'broken_links',
  'comments',
  'drawings',
  'embedded_documents',
  'embedded_objects',
  'forms',
  'frames',
  'heading_numbers',
  'headers_footers',
  'hidden_text',
  'media',
  'merged_cells',
  'missing_pictures',
  'page_furniture',
  'picture_formats',
  'remote_pictures',
  'text_boxes',
  'tracked_changes',
  'tracked_formatting',
  'unsupported_macros',
]);
export type ImportLossKind = z.infer<typeof importLossKind>;

export const importLoss = z.object({
  kind: importLossKind,
  count: z.number().int().positive(),
  examples: z.array(z.string()).describe('A few of them, in the words of the file.'),
});
export type ImportLoss = z.infer<typeof importLoss>;

/** What became of one file of an import. */
export const importFileReport = z.object({
  path: z.string(),
  outcome: z.enum(['imported', 'skipped', 'failed']),
  documentId: id.nullable(),
  notes: z.array(z.string()).describe('What was changed, left out or could not be resolved.'),
  losses: z.array(importLoss).default([]).describe('What of it a page cannot hold, or holds in another form.'),
});
export type ImportFileReport = z.infer<typeof importFileReport>;

/** A page that an import would make. */
export const importPreviewPage = z.object({
  key: z.string(),
  parentKey: z.string().nullable(),
  title: z.string(),
  path: z.string().nullable().describe('Its file; null for a folder without one.'),
  kind: z.enum(['markdown', 'html', 'word', 'folder']),
  notes: z.array(z.string()),
  losses: z.array(importLoss),
});
export type ImportPreviewPage = z.infer<typeof importPreviewPage>;

/** The result of a preview job: what `POST /api/v1/imports/{id}/start` would make. Nothing is written before. */
export const importPreview = z
  .object({
    importId: id,
    documents: z.number().int(),
    blobs: z.number().int(),
    sizeBytes: z.number().int(),
    links: z.object({ resolved: z.number().int(), unresolved: z.number().int() }),
    pages: z.array(importPreviewPage).describe('Parents before their children, in the order in which they will stand.'),
    skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
    failed: z.array(z.object({ path: z.string(), reason: z.string() })),
    losses: z.array(importLoss).describe('Of all pages together.'),
    duplicateTitles: z.array(z.string()).describe('Titles that several pages side by side would have.'),
  })
  .meta({ id: 'ImportPreview' });
export type ImportPreview = z.infer<typeof importPreview>;

/** An import that was made in a workspace. */
export const recentImport = z
  .object({
    id,
    label: z.string(),
    status: z.enum(['running', 'done', 'failed', 'cancelled', 'undone']),
    createdAt: instant,
    person: personSummary.nullable(),
    documents: z.number().int(),
    blobs: z.number().int(),
    jobId: id.nullable(),
    canUndo: z.boolean(),
    canContinue: z.boolean().describe('Whether it ended early and what was sent is still there.'),
  })
  .meta({ id: 'RecentImport' });
export type RecentImport = z.infer<typeof recentImport>;

export const importUndoRequest = z.object({
  edited: z
    .boolean()
    .default(false)
    .describe('`true` also removes pages that people have changed since, and what they put below.'),
});

/** What became of the pages of an import that was taken back. */
export const importUndone = z
  .object({
    removed: z.number().int().describe('Pages that are in the trash now.'),
    kept: z.array(
      z.object({
        documentId: id,
        title: z.string(),
        reason: z.enum(['edited', 'holds_others']),
      }),
    ),
  })
  .meta({ id: 'ImportUndone' });
export type ImportUndone = z.infer<typeof importUndone>;

/** The result of an import job. */
export const importReport = z
  .object({
    importId: id.optional(),
    losses: z.array(importLoss).default([]).describe('Of all pages together.'),
    documents: z.number().int(),
    blobs: z.number().int(),
    links: z.object({ resolved: z.number().int(), unresolved: z.number().int() }),
    files: z.array(importFileReport),
    rootIds: z.array(id),
  })
  .meta({ id: 'ImportReport' });
export type ImportReport = z.infer<typeof importReport>;

/** What a format cannot show as the page does. */
export const exportLossKind = z.enum(['pictures', 'formulas', 'diagrams', 'html', 'toggles', 'embeds', 'files']);
export type ExportLossKind = z.infer<typeof exportLossKind>;

/** The result of an export job; the archive is at `GET /api/v1/jobs/{id}/result`. */
export const exportReport = z
  .object({
    documents: z.number().int(),
    blobs: z.number().int(),
    fileName: z.string(),
    sizeBytes: z.number().int(),
    losses: z
      .array(z.object({ kind: exportLossKind, count: z.number().int() }))
      .default([])
      .describe('What the format shows in another form.'),
  })
  .meta({ id: 'ExportReport' });
export type ExportReport = z.infer<typeof exportReport>;
