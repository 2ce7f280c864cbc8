import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { RELAY_CLOSE, RELAY_LINE_EVENT, RELAY_LINE_KEY_HEADER, RELAY_PIECE_LIMIT_BYTES } from '@materi/contract/relay';
import { nothing, problems } from '../../../kernel/http/answers.ts';
import type { HttpApp } from '../../../kernel/http/app.ts';
import { EVENT_STREAM_HEADERS } from './check-routes.ts';
import type { Lines } from './lines.ts';

const tags = ['collaboration'];
const MEDIA_TYPE = 'application/octet-stream';

/** The relay for those whose proxies let no WebSocket through. */
export function registerLineRoutes(app: HttpApp, lines: Lines): void {
  void app.register(async (scope: HttpApp) => {
    scope.addContentTypeParser(MEDIA_TYPE, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

    scope.get(
      '/collab/:documentId/events',
      {
        exposeHeadRoute: false,
        schema: {
          operationId: 'openRelayEvents',
          summary: 'The collaboration socket as server-sent events, for networks without WebSockets',
          description:
            'Takes the parameters of the socket (`token`, `ack`, `schema`, `readonly`) or an `Authorization` header. Each event holds one frame as base64; `open` comes first, `close` with code and reason last.',
          tags,
          params: z.object({ documentId: z.string() }),
          response: {
            200: { description: 'An endless stream.', content: { 'text/event-stream': { schema: z.string() } } },
          },
        },
      },
      async (request, reply) => {
        const { raw } = reply;
        reply.hijack();
        if (raw.destroyed) return;
        raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...EVENT_STREAM_HEADERS });
        // A cookie goes along with whatever another site makes a browser ask; this header it cannot send.
        if (isByCookie(request.raw) && request.headers['x-materi-request'] === undefined) {
          const last = { code: RELAY_CLOSE.noAccess, reason: 'the request does not come from a page of this server' };
          return void raw.end(`event: ${RELAY_LINE_EVENT.close}\ndata: ${JSON.stringify(last)}\n\n`);
        }
        lines.open(request.params.documentId.toLowerCase(), request.raw, raw);
      },
    );

    scope.post(
      '/collab/:documentId/messages',
      {
        bodyLimit: RELAY_PIECE_LIMIT_BYTES,
        // As on a socket, somebody who types is bounded by the room and not by the number of requests.
        config: { rateLimit: false },
        onRequest: async (request) => lines.requireOpen(nameOf(request)),
        schema: {
          operationId: 'sendRelayMessages',
          summary: 'Send frames to a document whose events are open',
          description: `The body is the next piece of a stream of frames, each behind its length as four bytes (big-endian). Pieces are numbered from 1 and sent one at a time; a repetition changes nothing. \`${RELAY_LINE_KEY_HEADER}\` holds the key of the event \`open\`.`,
          tags,
          params: z.object({ documentId: z.string() }),
          querystring: z.object({ connection: z.string(), number: z.coerce.number().int().min(1) }),
          response: { 204: nothing, ...problems(409, 410, 413, 429) },
        },
      },
      async (request, reply) => {
        const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
        await lines.take(nameOf(request), request.query.number, body);
        return reply.code(204).header('cache-control', 'no-store').send(null);
      },
    );
  });
}

function isByCookie({ url, headers }: Pick<IncomingMessage, 'url' | 'headers'>): boolean {
  if (headers.cookie === undefined || headers.authorization !== undefined) return false;
  return !new URL(url ?? '/', 'http://localhost').searchParams.get('token');
}

function nameOf(request: { params: unknown; query: unknown; headers: Record<string, string | string[] | undefined> }) {
  const { documentId } = request.params as { documentId: string };
  const { connection } = request.query as { connection?: unknown };
  const key = request.headers[RELAY_LINE_KEY_HEADER];
  return {
    documentId: documentId.toLowerCase(),
    connection: String(connection),
    key: typeof key === 'string' ? key : '',
  };
}
