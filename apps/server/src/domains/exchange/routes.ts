import type {} from '@fastify/multipart';
import type { MultipartFile } from '@fastify/multipart';
import { exportRequest, id, importUndoRequest, importUndone, job, recentImport, type Job } from '@materi/contract';
import { z } from 'zod';
import { invalidInput } from '../../kernel/errors.ts';
import type { HttpApp } from '../../kernel/http/app.ts';
import type { JobRecord } from '../../kernel/jobs/jobs.ts';
import { nothing, problems } from '../../kernel/http/answers.ts';
import { requirePrincipal } from '../identity/index.ts';
import { EXPORT_JOB, type Exchange } from './exchange.ts';
import { IMPORT_LIMITS } from './import/archive.ts';
import type { SentFile } from './import/staging.ts';

const tags = ['exchange'];
const idParams = z.object({ id });
const importQuery = z.object({
  into: id.optional().describe('The page below which the import is put; the top when absent.'),
  preview: z
    .stringbool()
    .default(false)
    .describe('`true` only reads what was sent and reports what would become of it; nothing is written.'),
});

/** A job as its owner sees it; where its file lies is nobody's business. */
function toJob(record: JobRecord): Job {
  const {
    blobName: _hidden,
    mediaType: _type,
    ...exported
  } = (record.kind === EXPORT_JOB ? (record.result ?? {}) : {}) as Record<string, unknown>;
  return {
    id: record.id,
    kind: record.kind,
    status: record.status,
    progress: record.progress,
    message: record.message,
    result: record.kind === EXPORT_JOB && record.result !== null ? exported : record.result,
    error: record.error,
    createdAt: record.createdAt.toISOString(),
    finishedAt: record.finishedAt?.toISOString() ?? null,
  };
}

async function* sentFiles(parts: AsyncIterable<MultipartFile>): AsyncGenerator<SentFile> {
  for await (const part of parts) {
    yield { path: part.filename, content: part.file };
    // What was not read is let through, or the parts after it never come.
    part.file.resume();
  }
}

/** A header value for a name in any script (RFC 6266, section 4.3; RFC 8187). */
const attachment = (name: string): string =>
  `attachment; filename="${name.replaceAll(/[^\x20-\x7e]|["\\]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`;

/** Import, export, and the jobs that they are. */
export function registerExchangeRoutes(app: HttpApp, exchange: Exchange): void {
  app.post(
    '/api/v1/workspaces/:id/imports',
    {
      bodyLimit: IMPORT_LIMITS.sentBytes + 16 * 1024 * 1024,
      schema: {
        operationId: 'startImport',
        summary: 'Import Markdown, Word and HTML files, folders or zip archives',
        description:
          'Each file is a part named `files` of `multipart/form-data` whose file name may be a path (`Guides/First steps.md`). ' +
          'Answers the job at once; its result is a report for each file. With `preview=true` the result is an ' +
          '`ImportPreview` instead, and `POST /api/v1/imports/{id}/start` imports it within a day.',
        tags,
        consumes: ['multipart/form-data'],
        params: idParams,
        querystring: importQuery,
        body: z.any().meta({
          type: 'object',
          required: ['files'],
          properties: { files: { type: 'array', items: { type: 'string', format: 'binary' } } },
        }),
        response: { 202: job },
      },
    },
    async (request, reply) => {
      const principal = requirePrincipal(request);
      if (!request.isMultipart())
        throw invalidInput('body', 'Send the files as multipart/form-data, each as a part named “files”.');
      const parts = request.files({
        preservePath: true,
        limits: { files: IMPORT_LIMITS.files + 1, fileSize: IMPORT_LIMITS.sentBytes + 1 },
      });
      const into = { workspaceId: request.params.id, parentId: request.query.into ?? null };
      const record = request.query.preview
        ? await exchange.previewImport(principal, into, sentFiles(parts))
        : await exchange.startImport(principal, into, sentFiles(parts));
      return reply.code(202).header('location', `/api/v1/jobs/${record.id}`).send(toJob(record));
    },
  );

  app.get(
    '/api/v1/workspaces/:id/imports',
    {
      schema: {
        operationId: 'listImports',
        summary: 'The imports that were made in a workspace, the newest first',
        tags,
        params: idParams,
        response: { 200: z.object({ items: z.array(recentImport), nextCursor: z.null() }) },
      },
    },
    async (request) => ({
      items: await exchange.recentImports(requirePrincipal(request), request.params.id),
      nextCursor: null,
    }),
  );

  app.post(
    '/api/v1/imports/:id/start',
    {
      schema: {
        operationId: 'startPreviewedImport',
        summary: 'Import what was looked at before, or go on with an import that ended early',
        description: 'The id of the import, or of a job of it. Repeating it makes nothing twice.',
        tags,
        params: idParams,
        response: { 202: job, ...problems(410) },
      },
    },
    async (request, reply) => {
      const record = await exchange.startPreviewed(requirePrincipal(request), request.params.id);
      return reply.code(202).header('location', `/api/v1/jobs/${record.id}`).send(toJob(record));
    },
  );

  app.post(
    '/api/v1/imports/:id/undo',
    {
      schema: {
        operationId: 'undoImport',
        summary: 'Take an import back: what it made goes to the trash',
        description:
          'The id of the import, or of a job of it. Pages that people have changed since stay and are named, unless ' +
          '`edited` asks for them too. Repeating it goes on where it stopped.',
        tags,
        params: idParams,
        body: importUndoRequest.nullish(),
        response: { 200: importUndone, ...problems(403, 409) },
      },
    },
    async (request) =>
      exchange.undo(requirePrincipal(request), request.params.id, { edited: request.body?.edited ?? false }),
  );

  app.delete(
    '/api/v1/imports/:id',
    {
      schema: {
        operationId: 'discardImport',
        summary: 'Forget what was sent for a preview; nothing of it was written',
        tags,
        params: idParams,
        response: { 204: nothing, ...problems(409) },
      },
    },
    async (request, reply) => {
      await exchange.discardImport(requirePrincipal(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/documents/:id/exports',
    {
      schema: {
        operationId: 'exportDocument',
        summary: 'Export a page, with the pages below it',
        tags,
        params: idParams,
        body: exportRequest,
        response: { 202: job },
      },
    },
    async (request, reply) => {
      const record = await exchange.exportDocument(requirePrincipal(request), request.params.id, request.body);
      return reply.code(202).header('location', `/api/v1/jobs/${record.id}`).send(toJob(record));
    },
  );

  app.post(
    '/api/v1/workspaces/:id/exports',
    {
      schema: {
        operationId: 'exportWorkspace',
        summary: 'Export all pages of a workspace',
        tags,
        params: idParams,
        body: exportRequest.pick({ format: true }),
        response: { 202: job },
      },
    },
    async (request, reply) => {
      const record = await exchange.exportWorkspace(requirePrincipal(request), request.params.id, request.body.format);
      return reply.code(202).header('location', `/api/v1/jobs/${record.id}`).send(toJob(record));
    },
  );

  app.get(
    '/api/v1/jobs/:id',
    {
      schema: {
        operationId: 'getJob',
        summary: 'How far a job of yours is',
        tags: ['jobs'],
        params: idParams,
        response: { 200: job },
      },
    },
    async (request) => toJob(await exchange.job(requirePrincipal(request), request.params.id)),
  );

  app.post(
    '/api/v1/jobs/:id/cancel',
    {
      schema: {
        operationId: 'cancelJob',
        summary: 'Cancel a job of yours',
        description: 'What it has finished by then stays.',
        tags: ['jobs'],
        params: idParams,
        response: { 200: job },
      },
    },
    async (request) => toJob(await exchange.cancel(requirePrincipal(request), request.params.id)),
  );

  app.get(
    '/api/v1/jobs/:id/result',
    {
      schema: {
        operationId: 'getJobResult',
        summary: 'The file that an export made',
        description: 'Kept for a day. 409 until the job is done.',
        tags: ['jobs'],
        params: idParams,
        response: { 200: z.any().describe('A zip archive, or one HTML or Word file.') },
      },
    },
    async (request, reply) => {
      const { fileName, mediaType, sizeBytes, content } = await exchange.result(
        requirePrincipal(request),
        request.params.id,
      );
      return reply
        .header('content-type', mediaType)
        .header('x-content-type-options', 'nosniff')
        .header('content-length', sizeBytes)
        .header('content-disposition', attachment(fileName))
        .header('cache-control', 'private, no-store')
        .send(content);
    },
  );
}
