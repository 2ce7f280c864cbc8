import type {} from '@fastify/multipart';
import type { MultipartFile } from '@fastify/multipart';
import { exportRequest, id, job, type Job } from '@materi/contract';
import { z } from 'zod';
import { invalidInput } from '../../kernel/errors.ts';
import type { HttpApp } from '../../kernel/http/app.ts';
import type { JobRecord } from '../../kernel/jobs/jobs.ts';
import { requirePrincipal } from '../identity/index.ts';
import { EXPORT_JOB, type Exchange } from './exchange.ts';
import { IMPORT_LIMITS } from './import/archive.ts';
import type { SentFile } from './import/staging.ts';

const tags = ['exchange'];
const idParams = z.object({ id });
const importQuery = z.object({
  into: id.optional().describe('The page below which the import is put; the top when absent.'),
});

/** A job as its owner sees it; where its file lies is nobody's business. */
function toJob(record: JobRecord): Job {
  const { blobName: _hidden, ...exported } = (record.kind === EXPORT_JOB ? (record.result ?? {}) : {}) as Record<
    string,
    unknown
  >;
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
        summary: 'Import Markdown files, a folder or a zip archive',
        description:
          'Each file is a part named `files` of `multipart/form-data` whose file name may be a path (`Guides/First steps.md`). ' +
          'Answers the job at once; its result is a report for each file.',
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
      const record = await exchange.startImport(principal, into, sentFiles(parts));
      return reply.code(202).header('location', `/api/v1/jobs/${record.id}`).send(toJob(record));
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
      const record = await exchange.exportWorkspace(requirePrincipal(request), request.params.id);
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
        response: { 200: z.any().describe('A zip archive.') },
      },
    },
    async (request, reply) => {
      const { fileName, sizeBytes, content } = await exchange.result(requirePrincipal(request), request.params.id);
      return reply
        .header('content-type', 'application/zip')
        .header('content-length', sizeBytes)
        .header('content-disposition', attachment(fileName))
        .header('cache-control', 'private, no-store')
        .send(content);
    },
  );
}
