import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifySchema } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { PROBLEM_MEDIA_TYPE } from '@materi/contract';
import type { HttpApp } from './app.ts';

const PROBLEM = {
  description: 'What went wrong (RFC 9457).',
  content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
};
const READER_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "object-src 'none'; base-uri 'self'; frame-ancestors 'none'";
const SIGNED_IN: Record<string, string[]>[] = [{ bearer: [] }, { sessionCookie: [] }];

/**
 * Describes every route that is registered after this (OpenAPI 3.1), at
 * `/api/v1/openapi.json` and readable at `/api/docs`. Each route names its
 * summary, tags and answers; the problem answer and the ways to sign in are
 * added here, so that none can forget them. A route without sign-in says `security: []`.
 */
export async function installOpenApi(
  app: HttpApp,
  needs: { version: string; publicUrl: string | null },
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Materi',
        version: needs.version,
        description:
          'Knowledge workspace. Ids are UUIDv7, times RFC 3339 in UTC, errors problem+json, lists `{items, nextCursor}`. ' +
          'A POST takes an `Idempotency-Key`; changes of one thing take `If-Match`.',
        license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
      },
      servers: [{ url: needs.publicUrl ?? '/' }],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An access token or an API key.' },
          sessionCookie: {
            type: 'apiKey',
            in: 'cookie',
            name: 'materi_session',
            description: 'What a browser holds after signing in. Unsafe requests also need `X-Materi-Request: 1`.',
          },
        },
      },
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document as Parameters<typeof jsonSchemaTransform>[0]);
      const described = schema as FastifySchema & {
        response?: Record<string, unknown>;
        security?: unknown;
        operationId?: string;
      };
      if (described?.hide || !described?.response) return { schema, url };
      described.response['default'] ??= PROBLEM;
      described.security ??= SIGNED_IN;
      described.operationId ??= operationIdOf(String(document.route.method), url);
      return { schema: described, url };
    },
    transformObject: (document) => withoutUnusedSchemas(jsonSchemaTransformObject(document)),
  });

  // The reader's own policy holds for its pages only.
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    logLevel: 'warn',
    staticCSP: true,
    transformStaticCSP: () => READER_POLICY,
    uiConfig: { url: '/api/v1/openapi.json', validatorUrl: null },
  });

  let cached: string | undefined;
  app.get('/api/v1/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    cached ??= JSON.stringify(app.swagger());
    return reply.type('application/json').send(cached);
  });
}

/** A name for programs that are generated from the description: `GET /api/v1/workspaces/:id/members` is `getWorkspacesMembers`. */
function operationIdOf(method: string, url: string): string {
  const words =
    url
      .replace(/^\/api\/v1/, '')
      .replace(/:(\w+)$/, 'one')
      .replace(/:\w+/g, '')
      .match(/[a-z0-9]+/gi) ?? [];
  return method.toLowerCase() + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

/** Every schema with an id gets an input form and an output form; keeps those that something refers to. */
function withoutUnusedSchemas(document: ReturnType<typeof jsonSchemaTransformObject>): typeof document {
  if (!('components' in document) || !document.components?.schemas) return document;
  let schemas: Record<string, unknown> = document.components.schemas;
  for (;;) {
    const text = JSON.stringify({ ...document, components: { ...document.components, schemas } });
    const used = Object.entries(schemas).filter(([name]) => text.includes(`"#/components/schemas/${name}"`));
    if (used.length === Object.keys(schemas).length) break;
    schemas = Object.fromEntries(used);
  }
  return { ...document, components: { ...document.components, schemas } } as typeof document;
}
