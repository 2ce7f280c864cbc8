import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { RELAY_CHECK, RELAY_CHECK_EVENTS, RELAY_CHECK_GAP_MS } from '@materi/contract/relay';
import { relayCheck } from '@materi/contract';
import { problems } from '../../../kernel/http/answers.ts';
import type { HttpApp } from '../../../kernel/http/app.ts';

/** Nobody on the way may keep, gather or pack what is said bit by bit. */
export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
} as const;

const tags = ['collaboration'];
const MEDIA_TYPE = 'application/octet-stream';

/**
 * What a page asks to find out what stands between it and the server. In the folder of the relay, since proxies are
 * set up by folder; the upgrade to `/collab/check` is answered by the relay itself with a close code.
 */
export function registerCheckRoutes(app: HttpApp, needs: { publicUrl: string | null; trustsProxies: boolean }): void {
  const ends = new Set<AbortController>();
  app.addHook('preClose', async () => {
    for (const end of ends) end.abort();
  });
  void app.register(async (scope: HttpApp) => {
    scope.addContentTypeParser(MEDIA_TYPE, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

    scope.get(
      `/collab/${RELAY_CHECK}`,
      {
        schema: {
          operationId: 'checkConnection',
          summary: 'How this request looks from the server, for finding out what a proxy changes',
          tags,
          security: [],
          response: { 200: relayCheck, ...problems() },
        },
      },
      async (request, reply) => {
        void reply.header('cache-control', 'no-store');
        return {
          time: new Date().toISOString(),
          protocol: request.protocol === 'https' ? ('https' as const) : ('http' as const),
          host: request.host,
          forwarded: request.headers['x-forwarded-for'] !== undefined || request.headers['forwarded'] !== undefined,
          forwardedProtocol: one(request.headers['x-forwarded-proto']),
          trustsProxies: needs.trustsProxies,
          publicUrl: needs.publicUrl,
        };
      },
    );

    scope.get(
      `/collab/${RELAY_CHECK}/events`,
      {
        exposeHeadRoute: false,
        schema: {
          operationId: 'checkEvents',
          summary: 'A few events at known moments, for finding out whether something holds them back',
          tags,
          security: [],
          querystring: z.object({
            quiet: z.coerce.number().int().min(0).max(90).optional().describe('Two events, so many seconds apart.'),
          }),
          response: {
            200: { description: 'Their numbers, from 1.', content: { 'text/event-stream': { schema: z.string() } } },
          },
        },
      },
      async (request, reply) => {
        const { quiet } = request.query;
        const [count, gapMs] = quiet === undefined ? [RELAY_CHECK_EVENTS, RELAY_CHECK_GAP_MS] : [2, quiet * 1000];
        const gone = new AbortController();
        const { raw } = reply;
        reply.hijack();
        raw.on('error', () => {});
        raw.on('close', () => gone.abort());
        ends.add(gone);
        raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...EVENT_STREAM_HEADERS });
        for (let number = 1; number <= count && !gone.signal.aborted; number++) {
          if (number > 1) await delay(gapMs, undefined, { signal: gone.signal }).catch(() => {});
          if (!gone.signal.aborted) raw.write(`data: ${number}\n\n`);
        }
        ends.delete(gone);
        raw.end();
      },
    );

    scope.post(
      `/collab/${RELAY_CHECK}/body`,
      {
        schema: {
          operationId: 'checkBody',
          summary: 'Takes bytes and forgets them, for finding out how large a body may be',
          tags,
          security: [],
          response: { 200: z.object({ bytes: z.number().int() }), ...problems(413) },
        },
      },
      async (request) => ({ bytes: request.body instanceof Uint8Array ? request.body.length : 0 }),
    );
  });
}

const one = (header: string | string[] | undefined): string | null =>
  (typeof header === 'string' ? header : header?.[0])?.split(',')[0]?.trim() ?? null;
