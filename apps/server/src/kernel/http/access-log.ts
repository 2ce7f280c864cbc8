import { Counter, Histogram } from 'prom-client';
import type { Metrics } from '../telemetry/metrics.ts';
import { safeUrl } from '../telemetry/safe-url.ts';
import type { HttpApp } from './app.ts';

const REQUEST_ID = /^[\w.:-]{1,64}$/;

/** A request id that a proxy gave, when it is harmless; otherwise a new one. */
export const requestIdFrom = (given: string | string[] | undefined, create: () => string): string =>
  typeof given === 'string' && REQUEST_ID.test(given) ? given : create();

/** One log line and one measurement for every answered request. */
export function installAccessLog(app: HttpApp, metrics: Metrics): void {
  const seconds = new Histogram({
    name: 'materi_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last byte of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [metrics],
  });
  const broken = new Counter({
    name: 'materi_http_requests_aborted_total',
    help: 'Requests whose client went away before the answer was complete.',
    registers: [metrics],
  });

  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onRequestAbort', async (_request) => broken.inc());
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    const quiet = route.startsWith('/health') || route === '/metrics' || route === '/*';
    request.log[quiet ? 'debug' : 'info'](
      {
        method: request.method,
        url: safeUrl(request.url),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
  });
}
