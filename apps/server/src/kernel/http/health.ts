import { z } from 'zod';
import type { Metrics } from '../telemetry/metrics.ts';
import type { HttpApp } from './app.ts';

/** A part and why it cannot work yet; `null` when it can. */
export interface PartState {
  readonly name: string;
  readonly reason: string | null;
}

const liveness = z.object({ status: z.literal('ok') });
const readiness = z
  .object({
    status: z.enum(['ready', 'not_ready']),
    version: z.string(),
    parts: z.record(z.string(), z.object({ ready: z.boolean(), reason: z.string().nullable() })),
  })
  .meta({ id: 'Readiness' });

/** What watchers ask: alive, ready (per part), and numbers. */
export function healthRoutes(
  app: HttpApp,
  needs: { version: string; parts: () => PartState[]; metrics: Metrics },
): void {
  const state = () => {
    const parts = needs.parts();
    const ready = parts.every((part) => part.reason === null);
    return {
      code: ready ? (200 as const) : (503 as const),
      body: {
        status: ready ? ('ready' as const) : ('not_ready' as const),
        version: needs.version,
        parts: Object.fromEntries(
          parts.map((part) => [part.name, { ready: part.reason === null, reason: part.reason }]),
        ),
      },
    };
  };

  app.get(
    '/health/live',
    {
      schema: {
        operationId: 'getLiveness',
        summary: 'Whether the process runs',
        tags: ['Operation'],
        security: [],
        response: { 200: liveness },
      },
    },
    async () => ({ status: 'ok' as const }),
  );
  for (const [url, operationId] of [
    ['/health/ready', 'getReadiness'],
    ['/health', 'getHealth'],
  ] as const) {
    app.get(
      url,
      {
        schema: {
          operationId,
          summary: 'Whether every part can do its work, with reasons',
          tags: ['Operation'],
          security: [],
          response: { 200: readiness, 503: readiness },
        },
      },
      async (_request, reply) => {
        const { code, body } = state();
        return reply.code(code).header('cache-control', 'no-store').send(body);
      },
    );
  }
  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'getMetrics',
        summary: 'Numbers for Prometheus',
        tags: ['Operation'],
        security: [],
        response: { 200: { description: 'Text', content: { 'text/plain': { schema: z.string() } } } },
      },
    },
    async (_request, reply) => reply.type(needs.metrics.contentType).send(await needs.metrics.metrics()),
  );
}
