import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { EMBED_SOURCES } from '@materi/contract/embeds';
import type { HttpApp } from './app.ts';
import { tooManyRequests } from './problems.ts';

/** Routes that machines ask every few seconds and that cost nothing. */
const UNLIMITED = /^\/(health|metrics)(\/|$|\?)/;

/** Security headers for a single-page app without inline scripts, and a generous limit of requests per address. */
export async function installSecurity(
  app: HttpApp,
  needs: { publicUrl: string | null; requestsPerMinute: number },
): Promise<void> {
  const secure = needs.publicUrl?.startsWith('https:') ?? false;
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Formulas, diagrams and the editor set styles from scripts.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'", 'data:'],
        // Browsers take 'self' for sockets to the same host as well (CSP level 3).
        connectSrc: ["'self'"],
        // Players of other sites, and files of our own; each player stands in a sandbox.
        frameSrc: ["'self'", ...EMBED_SOURCES],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    // These mean nothing on plain http, and browsers complain about them there.
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
    crossOriginOpenerPolicy: secure ? { policy: 'same-origin' } : false,
    originAgentCluster: secure,
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });

  // Answers of the API are somebody's own: no proxy keeps them, and browsers ask before they use them again.
  app.addHook('onSend', async (request, reply) => {
    if (reply.hasHeader('cache-control') || !request.url.startsWith('/api/')) return;
    reply.header(
      'cache-control',
      request.method === 'GET' || request.method === 'HEAD' ? 'private, no-cache' : 'no-store',
    );
  });

  if (needs.requestsPerMinute === 0) return;
  await app.register(rateLimit, {
    max: needs.requestsPerMinute,
    timeWindow: 60_000,
    cache: 10_000,
    allowList: (request) => UNLIMITED.test(request.url),
    errorResponseBuilder: (_request, context) => tooManyRequests(Math.max(1, Math.ceil(context.ttl / 1000))),
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
  });
}
