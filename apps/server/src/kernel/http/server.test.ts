import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { createLogger } from '../telemetry/logger.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import type { HttpApp } from './app.ts';
import type { PartState } from './health.ts';
import { createHttpServer } from './server.ts';
import { createWebApp } from './web-app.ts';

let app: HttpApp | undefined;
afterEach(async () => app?.close());

const log: string[] = [];
async function newApp(
  options: { rateLimit?: number; parts?: () => PartState[]; webFolder?: string; publicUrl?: string } = {},
) {
  log.length = 0;
  const web =
    options.webFolder === undefined ? undefined : createWebApp({ folder: options.webFolder, version: '1.0.0' });
  app = await createHttpServer({
    config: { publicUrl: options.publicUrl ?? null, rateLimit: options.rateLimit ?? 0, trustedProxies: null },
    logger: createLogger({ level: 'info', destination: { write: (line) => void log.push(line) } }),
    metrics: createMetrics(),
    version: '1.0.0',
    parts: options.parts ?? (() => []),
    ...(web ? { pageFor: web.pageFor } : {}),
  });
  await web?.install(app);
  return app;
}

test('a bug answers `internal` without its message, and is logged once', async () => {
  const server = await newApp();
  server.get('/api/bug', async () => {
    throw new Error('password=hunter2 at /srv/secret.ts');
  });
  const answer = await server.inject('/api/bug');
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ code: 'internal', status: 500 });
  expect(answer.body).not.toContain('hunter2');
  expect(log.filter((line) => line.includes('failed unexpectedly'))).toHaveLength(1);
});

test('an answer that does not fit its own description is a bug, not a leak', async () => {
  const server = await newApp();
  server.get(
    '/api/odd',
    { schema: { response: { 200: z.object({ name: z.string() }) } } },
    async () => ({ name: 5 }) as never,
  );
  expect((await server.inject('/api/odd')).json()).toMatchObject({ code: 'internal' });
});

test('an expected failure keeps its code, its faults and when to try again', async () => {
  const server = await newApp();
  server.get('/api/busy', async () => {
    throw new AppError('thing.busy', 503, 'Busy.', {
      retryAfterSeconds: 1.2,
      faults: [{ path: 'body.x', message: 'no' }],
    });
  });
  const answer = await server.inject('/api/busy');
  expect(answer.headers).toMatchObject({
    'retry-after': '2',
    'content-type': 'application/problem+json; charset=utf-8',
  });
  expect(answer.json()).toEqual({
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    detail: 'Busy.',
    code: 'thing.busy',
    errors: [{ path: 'body.x', message: 'no' }],
  });
});

test('too many requests get 429 with Retry-After, and health is never limited', async () => {
  const server = await newApp({ rateLimit: 3 });
  server.get('/api/thing', async () => ({}));
  for (let count = 0; count < 3; count += 1) expect((await server.inject('/api/thing')).statusCode).toBe(200);
  const refused = await server.inject('/api/thing');
  expect(refused.statusCode).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.json()).toMatchObject({ code: 'rate.limited' });
  expect((await server.inject('/health/live')).statusCode).toBe(200);
});

test('ready answers 503 with the reason until every part is', async () => {
  let reason: string | null = 'Loading.';
  const server = await newApp({
    parts: () => [
      { name: 'database', reason: null },
      { name: 'jobs', reason },
    ],
  });
  const before = await server.inject('/health/ready');
  expect(before.statusCode).toBe(503);
  expect(before.json()).toMatchObject({ status: 'not_ready', parts: { jobs: { ready: false, reason: 'Loading.' } } });
  reason = null;
  expect((await server.inject('/health')).statusCode).toBe(200);
});

test('JSON cannot change what objects inherit', async () => {
  const server = await newApp();
  server.post('/api/echo', async (request) => ({ keys: Object.keys(request.body as object) }));
  const answer = await server.inject({
    method: 'POST',
    url: '/api/echo',
    headers: { 'content-type': 'application/json' },
    payload: '{"__proto__":{"admin":true},"name":"x"}',
  });
  expect(answer.json()).toEqual({ keys: ['name'] });
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

test('a request id of a proxy is kept when it is harmless', async () => {
  const server = await newApp();
  const asked = async (id: string) =>
    (await server.inject({ url: '/health/live', headers: { 'x-request-id': id } })).headers['x-request-id'];
  expect(await asked('trace-42')).toBe('trace-42');
  expect(await asked('"},{"level":"x')).not.toContain('level');
});

test('https brings transport security, plain http does not', async () => {
  expect((await (await newApp()).inject('/health/live')).headers).not.toHaveProperty('strict-transport-security');
  await app!.close();
  const secure = await newApp({ publicUrl: 'https://notes.example.org' });
  expect((await secure.inject('/health/live')).headers).toHaveProperty('strict-transport-security');
});

test('nobody keeps an answer of the API that does not say so', async () => {
  const server = await newApp();
  server.get('/api/mine', async () => ({ secret: true }));
  server.post('/api/token', async () => ({ token: 'x' }));
  server.get('/api/file', async (_request, reply) => reply.header('cache-control', 'private, max-age=60').send({}));
  expect((await server.inject('/api/mine')).headers['cache-control']).toBe('private, no-cache');
  expect((await server.inject({ method: 'POST', url: '/api/token' })).headers['cache-control']).toBe('no-store');
  expect((await server.inject('/api/file')).headers['cache-control']).toBe('private, max-age=60');
});

async function builtWebApp() {
  const webFolder = await mkdtemp(join(tmpdir(), 'materi-web-'));
  await mkdir(join(webFolder, 'assets'));
  await writeFile(join(webFolder, 'index.html'), '<!doctype html><title>App</title>');
  await writeFile(join(webFolder, 'assets', 'main-1a2b.js'), 'export {}');
  return webFolder;
}
const browser = { accept: 'text/html,application/xhtml+xml' };

test('page addresses get the app, never cached; hashed files are cached for ever', async () => {
  const server = await newApp({ webFolder: await builtWebApp() });
  for (const url of ['/', '/d/01a1fb1e-39db-7108-b9aa-9d04692477ca', '/setup?token=x']) {
    const page = await server.inject({ url, headers: browser });
    expect(page.statusCode, url).toBe(200);
    expect(page.body, url).toContain('<title>App</title>');
    expect(page.headers['cache-control'], url).toBe('no-cache');
  }
  const script = await server.inject('/assets/main-1a2b.js');
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test.each([['/api/v1/nothing'], ['/assets/gone-1a2b.js'], ['/collab/x'], ['/favicon.ico'], ['/..%2f..%2fetc/passwd']])(
  '%s is no page',
  async (url) => {
    const server = await newApp({ webFolder: await builtWebApp() });
    const answer = await server.inject({ url, headers: browser });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toContain('<title>App</title>');
  },
);

test('without a built app the page says what to do', async () => {
  const server = await newApp({ webFolder: await mkdtemp(join(tmpdir(), 'materi-web-')) });
  const page = await server.inject({ url: '/', headers: browser });
  expect(page.statusCode).toBe(503);
  expect(page.body).toContain('make install');
});

test('a rebuilt app has another build id', async () => {
  const folder = await builtWebApp();
  const web = createWebApp({ folder, version: '1.0.0' });
  const before = web.buildId();
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Newer</title>');
  expect(web.buildId()).not.toBe(before);
});
