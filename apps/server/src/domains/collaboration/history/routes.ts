import {
  contentFormat,
  document,
  id,
  page,
  version,
  versionCreateRequest,
  versionDetail,
  versionListQuery,
  versionRestored,
  versionUpdateRequest,
} from '@materi/contract';
import { z } from 'zod';
import { nothing, problems, SIGNED_IN as security } from '../../../kernel/http/answers.ts';
import type { HttpApp } from '../../../kernel/http/app.ts';
import { requirePrincipal } from '../../identity/index.ts';
import { MEDIA_TYPE } from '../content/routes.ts';
import type { History } from './history.ts';

const tags = ['history'];
const ofDocument = z.object({ id: id.describe('The page.') });
const ofVersion = ofDocument.extend({ version: id.describe('The version.') });

/** What pages were before, and the way back. */
export function registerHistoryRoutes(app: HttpApp, history: History): void {
  app.get(
    '/api/v1/documents/:id/versions',
    {
      schema: {
        operationId: 'listVersions',
        summary: 'List what a page was like before, newest first',
        description: 'One version for each session of work (edits without a pause of ten minutes) and each restore.',
        tags,
        security,
        params: ofDocument,
        querystring: versionListQuery,
        response: { 200: page(version), ...problems() },
      },
    },
    async (request) => {
      const { named = false, limit, cursor } = request.query;
      return history.list(requirePrincipal(request), request.params.id, { named, limit, cursor });
    },
  );

  app.post(
    '/api/v1/documents/:id/versions',
    {
      schema: {
        operationId: 'nameCurrentVersion',
        summary: 'Put a name on a page as it is now',
        tags,
        security,
        params: ofDocument,
        body: versionCreateRequest,
        response: { 201: version, ...problems(409) },
      },
    },
    async (request, reply) => {
      const made = await history.nameNow(requirePrincipal(request), request.params.id, request.body.name);
      reply.header('location', `/api/v1/documents/${made.documentId}/versions/${made.id}`);
      return reply.code(201).send(made);
    },
  );

  app.get(
    '/api/v1/documents/:id/versions/:version',
    {
      schema: {
        operationId: 'getVersion',
        summary: 'Read who made a version, and when',
        tags,
        security,
        params: ofVersion,
        response: { 200: versionDetail, ...problems() },
      },
    },
    async (request) => history.find(requirePrincipal(request), request.params.id, request.params.version),
  );

  app.get(
    '/api/v1/documents/:id/versions/:version/content',
    {
      schema: {
        operationId: 'getVersionContent',
        summary: 'Read the body of a version',
        tags,
        security,
        params: ofVersion,
        querystring: z.object({ format: contentFormat.default('markdown') }),
        response: { 200: z.any().describe('The body, in the media type of the format.'), ...problems(422) },
      },
    },
    async (request, reply) => {
      const { format } = request.query;
      const { id: documentId, version: versionId } = request.params;
      const text = await history.content(requirePrincipal(request), documentId, versionId, format);
      return reply
        .header('content-type', MEDIA_TYPE[format])
        .header('cache-control', 'private, no-cache')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .serializer((payload: unknown) => payload as string)
        .send(text);
    },
  );

  app.patch(
    '/api/v1/documents/:id/versions/:version',
    {
      schema: {
        operationId: 'nameVersion',
        summary: 'Give a version a name',
        tags,
        security,
        params: ofVersion,
        body: versionUpdateRequest,
        response: { 200: version, ...problems(409) },
      },
    },
    async (request) => {
      const { id: documentId, version: versionId } = request.params;
      return history.rename(requirePrincipal(request), documentId, versionId, request.body.name);
    },
  );

  app.delete(
    '/api/v1/documents/:id/versions/:version/name',
    {
      schema: {
        operationId: 'unnameVersion',
        summary: 'Take the name off a version',
        description: 'The version itself stays.',
        tags,
        security,
        params: ofVersion,
        response: { 204: nothing, ...problems(409) },
      },
    },
    async (request, reply) => {
      await history.rename(requirePrincipal(request), request.params.id, request.params.version, null);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/documents/:id/versions/:version/restore',
    {
      schema: {
        operationId: 'restoreVersion',
        summary: 'Bring the body of a version back',
        description:
          'By an edit like any other: what people write meanwhile is kept, and the page as it was before is a version too. The title stays as it is.',
        tags,
        security,
        params: ofVersion,
        response: { 200: versionRestored, ...problems(409, 422) },
      },
    },
    async (request) => history.restore(requirePrincipal(request), request.params.id, request.params.version),
  );

  app.post(
    '/api/v1/documents/:id/versions/:version/copy',
    {
      schema: {
        operationId: 'copyVersion',
        summary: 'Make a new page with the body of a version',
        description:
          'It stands after the old page, which does not change; nothing of it as it is now is needed for this.',
        tags,
        security,
        params: ofVersion,
        response: { 201: document, ...problems(409, 422) },
      },
    },
    async (request, reply) => {
      const { id: documentId, version: versionId } = request.params;
      const made = await history.copy(requirePrincipal(request), documentId, versionId);
      reply.header('location', `/api/v1/documents/${made.id}`);
      return reply.code(201).send(made);
    },
  );
}
