import { contentFormat, id, MARKDOWN_LIMIT_BYTES, type ContentFormat } from '@materi/contract';
import type { Attributes as Properties } from '@materi/editor';
import { z } from 'zod';
import type { HttpApp } from '../../../kernel/http/app.ts';
import { requirePrincipal, type Access, type Principal } from '../../identity/index.ts';
import type { Content } from './content.ts';
import { contentChanged, contentUnreadable } from './errors.ts';

/** How a body is sent in each format. */
export const MEDIA_TYPE: Record<ContentFormat, string> = {
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  text: 'text/plain; charset=utf-8',
};

const tags = ['content'];
const idParams = z.object({ id });
const ifMatch = z.object({
  'if-match': z
    .string()
    .max(1000)
    .optional()
    .describe('The ETag that you have read; 412 when the body has another by now.'),
});
const formatQuery = z.object({ format: contentFormat.default('markdown') });

export interface ContentRouteNeeds {
  readonly content: Content<Principal>;
  readonly access: Access;
  /** @throws AppError `document.not_found` (404) */
  readonly requireResource: (documentId: string) => Promise<{ workspaceId: string; trashed: boolean }>;
  /** The properties of a page, which Markdown carries as front matter. */
  readonly properties: {
    read(principal: Principal, documentId: string): Promise<Properties>;
    write(principal: Principal, documentId: string, properties: Properties): Promise<void>;
  };
}

/** The sent body as text: as it came, or the one text field of a JSON object. */
function sentText(body: unknown, format: ContentFormat): string {
  if (typeof body === 'string') return body;
  if (format === 'json') return JSON.stringify(body ?? null);
  const fields = (body ?? {}) as Record<string, unknown>;
  const text = fields[format] ?? fields['content'];
  if (typeof text === 'string') return text;
  throw contentUnreadable(`Send it as ${MEDIA_TYPE[format].split(';')[0]}, or as JSON with a text field “${format}”.`);
}

/**
 * The entity tags that If-Match allows; undefined for all, none when it makes no sense (RFC 9110, section 13.1.1).
 * Weak ones compare like strong ones here, since the tag is of the text itself.
 */
function tagsIn(header: string | undefined): string[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  return header.split(',').flatMap((each) => /^\s*(?:W\/)?"([^"]*)"\s*$/.exec(each)?.[1] ?? []);
}

/** The body of a page as Markdown, HTML, JSON or text, there and back. */
export function registerContentRoutes(app: HttpApp, needs: ContentRouteNeeds): void {
  const { content, access, requireResource, properties } = needs;
  const read = async (principal: Principal, documentId: string, format: ContentFormat) =>
    content.read(documentId, format, format === 'markdown' ? await properties.read(principal, documentId) : undefined);

  app.get(
    '/api/v1/documents/:id/content',
    {
      schema: {
        operationId: 'getContent',
        summary: 'The body of a page',
        description:
          'Without its title. Markdown opens with the properties as front matter; `text` is the words alone, a line for each block.',
        tags,
        params: idParams,
        querystring: formatQuery,
        response: {
          200: z.any().describe('The body, in the media type of the format.'),
          304: z.any().describe('You have it.'),
        },
      },
    },
    async (request, reply) => {
      const principal = requirePrincipal(request);
      const documentId = request.params.id;
      const { workspaceId } = await requireResource(documentId);
      await access.require(principal, 'document.read', { type: 'document', id: documentId, workspaceId });
      const { text, etag } = await read(principal, documentId, request.query.format);
      const tag = `"${etag}"`;
      reply.header('etag', tag).header('cache-control', 'private, no-cache');
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      return reply
        .header('content-type', MEDIA_TYPE[request.query.format])
        .header('content-security-policy', "default-src 'none'; sandbox")
        .serializer((payload: unknown) => payload as string)
        .send(text);
    },
  );

  app.put(
    '/api/v1/documents/:id/content',
    {
      bodyLimit: 2 * MARKDOWN_LIMIT_BYTES,
      schema: {
        operationId: 'putContent',
        summary: 'Change the body of a page',
        description:
          'Merged as an edit: what stays the same keeps its history, and people who write at the same time keep their words. ' +
          'With `If-Match` only when nobody changed it since.',
        tags,
        consumes: ['text/markdown', 'text/html', 'text/plain', 'application/json'],
        params: idParams,
        querystring: formatQuery,
        headers: ifMatch,
        body: z.any().describe('The body in the format asked for, as it is, or in a field of that name as JSON.'),
        response: { 204: z.null().describe('Merged, and on disk.') },
      },
    },
    async (request, reply) => {
      const principal = requirePrincipal(request);
      const documentId = request.params.id;
      const { workspaceId, trashed } = await requireResource(documentId);
      await access.require(principal, 'document.edit', { type: 'document', id: documentId, workspaceId });
      if (trashed) throw contentUnreadable('The page is in the trash. Restore it first.');
      const { format } = request.query;
      const text = sentText(request.body, format);
      const expected = tagsIn(request.headers['if-match']);
      if (expected !== undefined && !expected.includes((await read(principal, documentId, format)).etag))
        throw contentChanged();
      const merged = await content.merge(documentId, principal, format, text);
      // Front matter that is not there was not meant to be erased: most texts that are sent have none.
      if (Object.keys(merged.properties).length > 0) await properties.write(principal, documentId, merged.properties);
      const { etag } = await read(principal, documentId, format);
      return reply.code(204).header('etag', `"${etag}"`).send(null);
    },
  );
}
