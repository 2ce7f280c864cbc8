import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server.stop());

const json = { 'content-type': 'application/json' };
const signIn = '/api/v1/auth/sign-in';

interface OpenApi {
  openapi: string;
  paths: Record<
    string,
    Record<string, { summary?: string; tags?: string[]; responses?: Record<string, object>; operationId?: string }>
  >;
  components: { schemas: object; securitySchemes: object };
}

test('every route of the interface is described with a summary, tags and all its answers', async () => {
  const { body, status } = await server.api<OpenApi>('/api/v1/openapi.json', { token: null });
  expect(status).toBe(200);
  expect(body.openapi).toMatch(/^3\.1\./);
  expect(Object.keys(body.components.securitySchemes)).toEqual(['bearer', 'sessionCookie']);
  const described = new Set<string>();
  for (const [path, operations] of Object.entries(body.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      described.add(`${method.toUpperCase()} ${path}`);
      const where = `${method} ${path}`;
      expect(operation.summary, where).toBeTruthy();
      expect(operation.tags, where).not.toHaveLength(0);
      expect(
        Object.keys(operation.responses ?? {}).some((code) => /^[23]/.test(code)),
        where,
      ).toBe(true);
      expect(operation.responses, where).toHaveProperty('default');
    }
  }
  const operations = Object.values(body.paths).flatMap((path) => Object.values(path));
  const operationIds = operations.map(({ operationId }) => operationId);
  expect(operationIds).not.toContain(undefined);
  expect(new Set(operationIds).size).toBe(operationIds.length);
  const references = [...JSON.stringify(body).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]!);
  expect(Object.keys(body.components.schemas).toSorted()).toEqual([...new Set(references)].toSorted());
  const registered = routesOf(server.materi.app.printRoutes({ commonPrefix: false, includeHooks: false }));
  const api = registered.filter((route) => / \/(api\/v1|health|metrics|\.well-known)/.test(route));
  expect(api.length).toBeGreaterThan(40);
  const undescribed = api.filter((route) => !described.has(route) && !route.endsWith('/api/v1/openapi.json'));
  expect(undescribed).toEqual([]);
});

/** Reads the drawn tree of routes: `├── api/v1/me (GET, PATCH)` and so on. */
function routesOf(drawing: string): string[] {
  const prefixes: string[] = [];
  const routes: string[] = [];
  for (const line of drawing.split('\n')) {
    const match = /^((?:[│ ] {3})*)[├└]── (\S*)(?: \(([^)]*)\))?/.exec(line);
    if (!match) continue;
    const depth = match[1]!.length / 4;
    prefixes.length = depth;
    prefixes[depth] = match[2]!;
    const path = prefixes.join('').replace(/:(\w+)/g, '{$1}');
    for (const method of match[3]?.split(', ') ?? []) {
      if (method !== 'HEAD' && method !== 'OPTIONS') routes.push(`${method} ${path}`);
    }
  }
  return routes;
}

test.each([
  ['malformed JSON', signIn, { body: '{"email":', headers: json }, 400, 'input.malformed'],
  ['bytes that are no UTF-8', signIn, { body: Uint8Array.of(0x22, 0xff, 0x22), headers: json }, 400, 'input.malformed'],
  ['fields of the wrong type', signIn, { body: { email: 5, password: [] } }, 400, 'input.invalid'],
  [
    'an unsupported media type',
    signIn,
    { body: 'x', headers: { 'content-type': 'application/x-unknown' } },
    415,
    'input.media_type',
  ],
  [
    'a body that is too large',
    signIn,
    { body: `"${'x'.repeat(13 * 1024 * 1024)}"`, headers: json },
    413,
    'input.too_large',
  ],
  ['an unknown address', '/api/v1/nothing', {}, 404, 'route.not_found'],
  ['a malformed address', '/api/v1/%zz', {}, 400, 'input.malformed'],
  ['nobody', '/api/v1/me', { token: null }, 401, 'auth.required'],
  ['an id that is none', '/api/v1/documents/17', {}, 400, 'input.invalid'],
  ['a cursor that is none', '/api/v1/workspaces?cursor=%00', {}, 400, 'input.invalid'],
])('%s gets a problem that says what is wrong', async (_name, path, options, status, code) => {
  const answer = await server.api<{ code: string; detail: string; status: number }>(path, options);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body).toMatchObject({ code, status });
  expect(answer.body.detail).toBeTruthy();
  expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|at .*\.ts/);
});

test('a text that no database can keep is refused, not a bug', async () => {
  const properties = { note: 'a\u0000b' };
  const answer = await server.api(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, { body: { properties } });
  expect(answer).toMatchObject({ status: 400, body: { code: 'input.invalid' } });
});

test('a POST with an Idempotency-Key has its effect once', async () => {
  const path = '/api/v1/workspaces';
  const headers = { 'idempotency-key': 'make-one-workspace' };
  const first = await server.api<{ id: string }>(path, { body: { name: 'Once' }, headers });
  const second = await server.api<{ id: string }>(path, { body: { name: 'Once' }, headers });
  expect(first.status).toBe(201);
  expect(second.status).toBe(201);
  expect(second.body).toEqual(first.body);
  expect(second.headers.get('idempotency-replayed')).toBe('true');
  const other = await server.api(path, { body: { name: 'Twice' }, headers });
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency.key_reused' } });
});

test('the same Idempotency-Key of another person is another request', async () => {
  const guest = await server.invite('viewer');
  const options = { body: { name: 'Mine' }, headers: { 'idempotency-key': 'shared-key' } };
  const mine = await server.api<{ id: string }>('/api/v1/workspaces', options);
  const theirs = await server.api<{ id: string }>('/api/v1/workspaces', { ...options, token: guest.token });
  expect(theirs.status).toBe(201);
  expect(theirs.body.id).not.toBe(mine.body.id);
});

test('ten requests at once with one Idempotency-Key make one thing', async () => {
  const options = { body: { name: 'Race' }, headers: { 'idempotency-key': 'race' } };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => server.api<{ id?: string }>('/api/v1/workspaces', options)),
  );
  const ids = new Set(answers.flatMap(({ status, body }) => (status === 201 ? [body.id] : [])));
  expect(ids.size).toBe(1);
  expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
});

test('health names every part, and metrics count requests by route', async () => {
  const health = await server.api<{ status: string; parts: object }>('/health/ready', { token: null });
  expect(health.status).toBe(200);
  expect(Object.keys(health.body.parts)).toEqual(
    expect.arrayContaining(['database', 'events', 'jobs', 'collaboration', 'http']),
  );
  const metrics = await server.api<string>('/metrics', { token: null });
  expect(metrics.body).toMatch(
    /materi_http_request_duration_seconds_count\{method="GET",route="\/health\/ready",status="200"\} \d+/,
  );
});

test('no token, cookie or authorization reaches the log', async () => {
  await server.api(`/api/v1/me?token=${server.owner.token}`, {
    headers: { cookie: `materi_session=${server.owner.token}` },
  });
  const log = server.log.join('');
  expect(log).toContain('token=[hidden]');
  expect(log).not.toContain(server.owner.token);
  expect(log).not.toContain(server.owner.password);
});

test('pages get the strict policy, and docs keep their own to themselves', async () => {
  const page = await server.api('/api/v1/me');
  const policy = page.headers.get('content-security-policy')!;
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
  const docs = await server.api<string>('/api/docs/', { token: null });
  expect(docs.status).toBe(200);
  expect(docs.body).toContain('swagger');
});

test('the stream says hello, then tells of a new page in a workspace of the caller', async () => {
  const stop = new AbortController();
  const response = await fetch(`${server.url}/api/v1/stream`, {
    headers: { authorization: `Bearer ${server.owner.token}` },
    signal: stop.signal,
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const readUntil = async (part: string) => {
    while (!text.includes(part)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`The stream ended before ${part}; it said ${text}`);
      text += value;
    }
  };
  await readUntil('event: hello');
  await server.api(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, { body: { title: 'News' } });
  await readUntil('"title":"News"');
  stop.abort();
});

test('the stream ends when its session is signed out', async () => {
  const guest = await server.invite('editor');
  const response = await fetch(`${server.url}/api/v1/stream`, { headers: { authorization: `Bearer ${guest.token}` } });
  const reader = response.body!.getReader();
  await reader.read();
  const ended = (async () => {
    while (!(await reader.read()).done);
    return true;
  })();
  const signedOut = await server.api('/api/v1/auth/sign-out', {
    method: 'POST',
    token: guest.token,
    headers: { 'x-materi-request': '1' },
  });
  expect(signedOut.status).toBe(204);
  expect(await ended).toBe(true);
});
