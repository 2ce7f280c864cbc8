import { Readable } from 'node:stream';
import type {} from '@fastify/multipart';
import { z } from 'zod';
import { UPLOAD_LIMIT_BYTES, blob, id } from '@materi/contract';
import { invalidInput } from '../../kernel/errors.ts';
import type { HttpApp } from '../../kernel/http/app.ts';
import { requirePrincipal } from '../identity/index.ts';
import { problems, SIGNED_IN as security } from '../../kernel/http/answers.ts';
import { blobHeaders, isNamedIn, rangeOf, sliceOf } from './blob-answer.ts';
import type { Documents } from './documents.ts';
import { fileTooLarge, uploadInterrupted } from './errors.ts';

const tags = ['files'];
/** Boundaries, headers and other fields around the file itself. */
const ENVELOPE_BYTES = 64 * 1024;

const bytes = z.any().describe('The bytes of the file.');

/** Sending files in, and handing them out. */
export function registerUploadRoutes(app: HttpApp, { uploads }: Documents): void {
  app.post(
    '/api/v1/workspaces/:id/uploads',
    {
      bodyLimit: UPLOAD_LIMIT_BYTES + ENVELOPE_BYTES,
      schema: {
        operationId: 'uploadFile',
        summary: 'Send a file that pages can show',
        description:
          'One file as `multipart/form-data`, in the field `file`. A file that no page shows is removed after a day.',
        tags,
        security,
        consumes: ['multipart/form-data'],
        params: z.object({ id: id.describe('The workspace.') }),
        body: z.any().meta({
          type: 'object',
          required: ['file'],
          properties: { file: { type: 'string', format: 'binary' } },
        }),
        response: { 201: blob, ...problems(413, 415, 503, 507) },
      },
    },
    async (request, reply) => {
      const principal = requirePrincipal(request);
      // So that nobody sends for minutes only to hear no.
      if (Number(request.headers['content-length'] ?? 0) > UPLOAD_LIMIT_BYTES + ENVELOPE_BYTES) throw fileTooLarge();
      if (!request.isMultipart()) throw invalidInput('body', 'Send the file as multipart/form-data.');
      // One byte more than allowed comes through, enough for the store to refuse the file.
      const part = await request.file({ limits: { files: 1, fileSize: UPLOAD_LIMIT_BYTES + 1 } });
      if (part === undefined) throw invalidInput('body.file', 'Send one file in the field `file`.');
      const interrupted = () => part.file.destroy(uploadInterrupted());
      request.raw.once('aborted', interrupted);
      try {
        const kept = await uploads.upload(principal, request.params.id, {
          // Browsers write a quotation mark so (WHATWG HTML, section 4.10.21.8).
          name: part.filename.replaceAll('%22', '"'),
          mediaType: part.mimetype,
          content: part.file,
        });
        return reply.code(201).header('location', kept.url).send(kept);
      } catch (error) {
        // What is still coming is read and dropped: browsers look at an answer only after they have sent everything.
        if (!part.file.destroyed) await part.file.forEach(() => undefined).catch(() => undefined);
        throw error;
      } finally {
        request.raw.off('aborted', interrupted);
      }
    },
  );

  app.get(
    '/api/v1/blobs/:id',
    {
      schema: {
        operationId: 'getBlob',
        summary: 'Fetch a file',
        description: 'Its content never changes. Single ranges are honoured.',
        tags,
        security,
        params: z.object({ id: id.describe('The file.') }),
        headers: z.object({
          range: z.string().max(200).optional(),
          'if-range': z.string().max(200).optional(),
          'if-none-match': z.string().max(2000).optional(),
        }),
        response: {
          200: bytes,
          206: bytes,
          304: z.any().describe('You have it.'),
          416: z.any().describe('The range lies beyond the file.'),
          ...problems(),
        },
      },
    },
    async (request, reply) => {
      const principal = requirePrincipal(request);
      const file = await uploads.find(principal, request.params.id);
      const headers = blobHeaders(file);
      reply.headers(headers);
      const tag = headers['etag'] ?? '';
      if (isNamedIn(request.headers['if-none-match'], tag)) return reply.code(304).send();

      const condition = request.headers['if-range'];
      const asked = condition === undefined || condition === tag ? request.headers.range : undefined;
      const range = rangeOf(asked, file.sizeBytes);
      if (range === 'unsatisfiable') {
        return reply.code(416).header('content-range', `bytes */${file.sizeBytes}`).send();
      }
      const length = range === undefined ? file.sizeBytes : range.last - range.first + 1;
      reply.header('content-length', length);
      if (range !== undefined) {
        reply.code(206).header('content-range', `bytes ${range.first}-${range.last}/${file.sizeBytes}`);
      }
      // An empty stream, because Fastify would put the length of nothing in place of the length of the file.
      if (request.method === 'HEAD') return reply.send(Readable.from([]));
      const content = await uploads.open(principal, file.id);
      return reply.send(range === undefined ? content : sliceOf(content, range));
    },
  );
}
