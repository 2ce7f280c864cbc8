import { z } from 'zod';
import {
  MARKDOWN_LIMIT_BYTES,
  backlink,
  document,
  documentCreateRequest,
  documentDuplicateRequest,
  documentListQuery,
  documentMoveRequest,
  documentPath,
  documentUpdateRequest,
  favouritePutRequest,
  id,
  moveEffects,
  page,
  pageQuery,
  titleMatches,
  titleQuery,
  trashEmptied,
  tree,
  welcomePagesRequest,
} from '@materi/contract';
import type { HttpApp } from '../../kernel/http/app.ts';
import { etagOf } from '../../kernel/http/etag.ts';
import { requirePrincipal } from '../identity/index.ts';
import { nothing, problems, SIGNED_IN as security } from '../../kernel/http/answers.ts';
import type { Documents } from './documents.ts';
import { registerActivityRoutes } from './activity/routes.ts';
import { registerPreviewRoutes } from './previews/routes.ts';
import { registerTagRoutes } from './tag-routes.ts';
import { registerUploadRoutes } from './upload-routes.ts';

const ofDocument = z.object({ id: id.describe('The page.') });
const ofWorkspace = z.object({ id: id.describe('The workspace.') });
const ifMatch = z.object({
  'if-match': z
    .string()
    .max(1000)
    .optional()
    .describe('The ETag that you have read; 412 when the page has another by now.'),
});
const destroyQuery = z.object({
  permanent: z.stringbool().default(false).describe('`true` destroys the page instead of putting it in the trash.'),
});

const tags = ['documents'];
// JSON may need six bytes for one (`\u0000`), but real text needs about one.
const CREATE_BODY_LIMIT = 2 * MARKDOWN_LIMIT_BYTES;

/**
 * The versions that If-Match allows; undefined for all (RFC 9110, section 13.1.1). They are compared in the
 * transaction of the change. A proxy that compresses makes strong tags weak, so both count.
 */
function versionsIn(header: string | undefined): number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  return header.split(',').flatMap((tag) => {
    const version = /^\s*(?:W\/)?"(\d{1,9})"\s*$/.exec(tag)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
}

/** Everything under `/api/v1` that has to do with pages and files. */
export function registerDocumentRoutes(app: HttpApp, documents: Documents): void {
  registerPageRoutes(app, documents);
  registerListRoutes(app, documents);
  registerMarkRoutes(app, documents);
  registerTagRoutes(app, documents);
  registerUploadRoutes(app, documents);
  registerPreviewRoutes(app, documents.previews);
  registerActivityRoutes(app, documents);
}

function registerPageRoutes(app: HttpApp, documents: Documents): void {
  app.post(
    '/api/v1/workspaces/:id/documents',
    {
      bodyLimit: CREATE_BODY_LIMIT,
      schema: {
        operationId: 'createDocument',
        summary: 'Make a page',
        description:
          'Whole or not at all. With an `id` of your own, repeating the request answers the page that is there.',
        tags,
        security,
        params: ofWorkspace,
        body: documentCreateRequest,
        response: { 201: document, 200: document.describe('It was there already.'), ...problems(409, 413) },
      },
    },
    async (request, reply) => {
      const made = await documents.create(requirePrincipal(request), request.params.id, request.body);
      reply.header('etag', etagOf(made.document.version)).header('location', `/api/v1/documents/${made.document.id}`);
      return reply.code(made.created ? 201 : 200).send(made.document);
    },
  );

  app.post(
    '/api/v1/workspaces/:id/welcome-pages',
    {
      schema: {
        operationId: 'createWelcomePages',
        summary: 'Make the pages that show how Materi works',
        description: 'Answers the first of them. While it is there, repeating the request makes no others.',
        tags,
        security,
        params: ofWorkspace,
        body: welcomePagesRequest,
        response: { 200: document, ...problems() },
      },
    },
    async (request) => documents.welcome(requirePrincipal(request), request.params.id, request.body.language),
  );

  app.get(
    '/api/v1/documents/:id',
    {
      schema: {
        operationId: 'getDocument',
        summary: 'Read a page without its body',
        tags,
        security,
        params: ofDocument,
        response: { 200: document, ...problems() },
      },
    },
    async (request, reply) => {
      const found = await documents.find(requirePrincipal(request), request.params.id);
      return reply.header('etag', etagOf(found.version)).send(found);
    },
  );

  app.patch(
    '/api/v1/documents/:id',
    {
      schema: {
        operationId: 'updateDocument',
        summary: 'Change title, icon or properties',
        description: 'What is left out stays; `properties` replaces all of them.',
        tags,
        security,
        params: ofDocument,
        headers: ifMatch,
        body: documentUpdateRequest,
        response: { 200: document, ...problems(409, 412) },
      },
    },
    async (request, reply) => {
      const versions = versionsIn(request.headers['if-match']);
      const changed = await documents.update(requirePrincipal(request), request.params.id, request.body, versions);
      return reply.header('etag', etagOf(changed.version)).send(changed);
    },
  );

  app.delete(
    '/api/v1/documents/:id',
    {
      schema: {
        operationId: 'deleteDocument',
        summary: 'Put a page in the trash, or destroy it',
        description: 'All that is below it goes along.',
        tags,
        security,
        params: ofDocument,
        headers: ifMatch,
        querystring: destroyQuery,
        response: { 204: nothing, ...problems(412) },
      },
    },
    async (request, reply) => {
      const versions = versionsIn(request.headers['if-match']);
      const principal = requirePrincipal(request);
      if (request.query.permanent) await documents.trash.destroy(principal, request.params.id, versions);
      else await documents.trash.put(principal, request.params.id, versions);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/documents/:id/move',
    {
      schema: {
        operationId: 'moveDocument',
        summary: 'Move a page with all that is below it, within its workspace or to another',
        tags,
        security,
        params: ofDocument,
        headers: ifMatch,
        body: documentMoveRequest,
        response: { 200: document, ...problems(409, 412) },
      },
    },
    async (request, reply) => {
      const versions = versionsIn(request.headers['if-match']);
      const principal = requirePrincipal(request);
      const { workspaceId, ...place } = request.body;
      const { id: documentId } = request.params;
      const resource = workspaceId === undefined ? undefined : await documents.resourceOf(documentId);
      const moved =
        workspaceId === undefined || resource?.workspaceId === workspaceId.toLowerCase()
          ? await documents.move(principal, documentId, place, versions)
          : await documents.transfer.move(principal, documentId, { ...place, workspaceId }, versions);
      return reply.header('etag', etagOf(moved.version)).send(moved);
    },
  );

  app.get(
    '/api/v1/documents/:id/move-effects',
    {
      schema: {
        operationId: 'previewMove',
        summary: 'Who would lose access if a page moved to another workspace',
        tags,
        security,
        params: ofDocument,
        querystring: z.object({ workspaceId: id.describe('The workspace to move to.') }),
        response: { 200: moveEffects, ...problems() },
      },
    },
    async (request) =>
      documents.transfer.effects(requirePrincipal(request), request.params.id, request.query.workspaceId),
  );

  app.post(
    '/api/v1/documents/:id/duplicate',
    {
      schema: {
        operationId: 'duplicateDocument',
        summary: 'Copy a page',
        tags,
        security,
        params: ofDocument,
        body: documentDuplicateRequest.nullish(),
        response: { 201: document, ...problems(409) },
      },
    },
    async (request, reply) => {
      const options = { children: request.body?.children ?? false };
      const copy = await documents.duplicate(requirePrincipal(request), request.params.id, options);
      reply.header('etag', etagOf(copy.version)).header('location', `/api/v1/documents/${copy.id}`);
      return reply.code(201).send(copy);
    },
  );

  app.post(
    '/api/v1/documents/:id/restore',
    {
      schema: {
        operationId: 'restoreDocument',
        summary: 'Take a page out of the trash',
        description: 'To its old place, or to the top when that is gone.',
        tags,
        security,
        params: ofDocument,
        response: { 200: document, ...problems(409) },
      },
    },
    async (request, reply) => {
      const restored = await documents.trash.restore(requirePrincipal(request), request.params.id);
      return reply.header('etag', etagOf(restored.version)).send(restored);
    },
  );

  app.delete(
    '/api/v1/workspaces/:id/trash',
    {
      schema: {
        operationId: 'emptyTrash',
        summary: 'Destroy all that is in the trash',
        tags,
        security,
        params: ofWorkspace,
        response: { 200: trashEmptied, ...problems() },
      },
    },
    async (request) => ({ destroyed: await documents.trash.empty(requirePrincipal(request), request.params.id) }),
  );
}

function registerListRoutes(app: HttpApp, documents: Documents): void {
  app.get(
    '/api/v1/workspaces/:id/documents',
    {
      schema: {
        operationId: 'listDocuments',
        summary: 'List pages',
        tags,
        security,
        params: ofWorkspace,
        querystring: documentListQuery,
        response: { 200: page(document), ...problems() },
      },
    },
    async (request) => documents.list(requirePrincipal(request), request.params.id, request.query, request.query),
  );

  const lists = [
    {
      path: 'favourites',
      summary: 'List the favourites of the person who asks, in their order',
      filter: { favourites: true },
    },
    { path: 'recent', summary: 'List what the person who asks visited, latest first', filter: { recent: true } },
    { path: 'trash', summary: 'List what was put in the trash, latest first', filter: { trashed: true } },
  ];
  for (const { path, summary, filter } of lists) {
    app.get(
      `/api/v1/workspaces/:id/${path}`,
      {
        schema: {
          operationId: `list${path[0]?.toUpperCase()}${path.slice(1)}`,
          summary,
          tags,
          security,
          params: ofWorkspace,
          querystring: pageQuery,
          response: { 200: page(document), ...problems() },
        },
      },
      async (request) => documents.list(requirePrincipal(request), request.params.id, filter, request.query),
    );
  }

  app.get(
    '/api/v1/workspaces/:id/tree',
    {
      schema: {
        operationId: 'getTree',
        summary: 'Read the whole tree of pages',
        tags,
        security,
        params: ofWorkspace,
        response: { 200: tree, ...problems() },
      },
    },
    async (request) => documents.tree(requirePrincipal(request), request.params.id),
  );

  app.get(
    '/api/v1/workspaces/:id/titles',
    {
      schema: {
        operationId: 'searchTitles',
        summary: 'Find pages by title',
        description: 'For link menus: without regard to case and accents; titles that start with the text come first.',
        tags,
        security,
        params: ofWorkspace,
        querystring: titleQuery,
        response: { 200: titleMatches, ...problems() },
      },
    },
    async (request) => {
      const { q, limit } = request.query;
      return documents.titles(requirePrincipal(request), request.params.id, q, limit);
    },
  );

  app.get(
    '/api/v1/documents/:id/path',
    {
      schema: {
        operationId: 'getDocumentPath',
        summary: 'Read the pages above a page, from the top down to the page itself',
        tags,
        security,
        params: ofDocument,
        response: { 200: documentPath, ...problems() },
      },
    },
    async (request) => documents.path(requirePrincipal(request), request.params.id),
  );

  app.get(
    '/api/v1/documents/:id/backlinks',
    {
      schema: {
        operationId: 'listBacklinks',
        summary: 'List the pages that link to a page',
        tags,
        security,
        params: ofDocument,
        querystring: pageQuery,
        response: { 200: page(backlink), ...problems() },
      },
    },
    async (request) => documents.backlinks(requirePrincipal(request), request.params.id, request.query),
  );
}

function registerMarkRoutes(app: HttpApp, documents: Documents): void {
  app.put(
    '/api/v1/documents/:id/favourite',
    {
      schema: {
        operationId: 'favourDocument',
        summary: 'Make a page a favourite, or move it among the favourites',
        tags,
        security,
        params: ofDocument,
        body: favouritePutRequest.nullish(),
        response: { 204: nothing, ...problems(409) },
      },
    },
    async (request, reply) => {
      await documents.marks.favour(requirePrincipal(request), request.params.id, request.body ?? {});
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/api/v1/documents/:id/favourite',
    {
      schema: {
        operationId: 'unfavourDocument',
        summary: 'Take a page out of the favourites',
        tags,
        security,
        params: ofDocument,
        response: { 204: nothing, ...problems() },
      },
    },
    async (request, reply) => {
      await documents.marks.unfavour(requirePrincipal(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/v1/documents/:id/visits',
    {
      schema: {
        operationId: 'visitDocument',
        summary: 'Note that the person who asks looks at a page',
        tags,
        security,
        params: ofDocument,
        response: { 204: nothing, ...problems() },
      },
    },
    async (request, reply) => {
      await documents.marks.visit(requirePrincipal(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
