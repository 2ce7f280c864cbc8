import { request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDocuments, type DocumentsFixture } from '../../../test/support/documents.ts';
import type { HttpApp } from '../../kernel/http/app.ts';
import { createHttpServer } from '../../kernel/http/server.ts';
import { newId } from '../../kernel/ids.ts';
import { createLogger } from '../../kernel/telemetry/logger.ts';
import { createMetrics } from '../../kernel/telemetry/metrics.ts';
import type { Principal } from '../identity/index.ts';
import { registerDocumentRoutes } from './index.ts';

let at: DocumentsFixture;
let app: HttpApp;
let url: string;
let logged = '';
const people = new Map<string, Principal>();

beforeAll(async () => {
  at = await openDocuments();
  people
    .set('owner', at.owner)
    .set('stranger', at.stranger)
    .set('viewer', await at.join('viewer'));
  const destination = new Writable({
    write: (chunk, _encoding, done) => {
      logged += String(chunk);
      done();
    },
  });
  app = await createHttpServer({
    config: { publicUrl: null, rateLimit: 0, trustedProxies: null },
    logger: createLogger({ level: 'error', destination }),
    metrics: createMetrics(),
    version: 'test',
    parts: () => [],
  });
  app.decorateRequest('principal', null);
  app.decorateRequest('authenticationFault', null);
  // Who asks is identity's business; here a header names the person.
  app.addHook('onRequest', async (request) => {
    request.principal = people.get(String(request.headers['x-test-person'])) ?? null;
  });
  registerDocumentRoutes(app, at.documents);
  await app.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await app.close();
  await at.close();
  expect(logged).toBe('');
});

interface Asked {
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
async function ask(method: string, path: string, { as = 'owner', body, headers = {} }: Asked = {}) {
  const isForm = body instanceof FormData;
  const response = await fetch(url + path, {
    method,
    headers: {
      'x-test-person': as,
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : isForm ? body : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = bytes.length > 0 && /json/.test(response.headers.get('content-type') ?? '');
  // oxlint-disable-next-line typescript/no-unsafe-assignment
  const data: Record<string, unknown> & { items: { id: string; title: string }[] } = isJson
    ? JSON.parse(bytes.toString())
    : {};
  return { status: response.status, headers: response.headers, bytes, data };
}
const make = async (body: object) =>
  (await ask('POST', `/api/v1/workspaces/${at.workspaceId}/documents`, { body })).data as unknown as {
    id: string;
    version: number;
  };
const form = (content: Uint8Array<ArrayBuffer>, name: string, type: string) => {
  const fields = new FormData();
  fields.set('file', new File([content], name, { type }));
  return fields;
};
const upload = async (content: Uint8Array<ArrayBuffer>, name: string, type: string) =>
  (await ask('POST', `/api/v1/workspaces/${at.workspaceId}/uploads`, { body: form(content, name, type) }))
    .data as unknown as { id: string; url: string };

test('a page lives its whole life over HTTP', async () => {
  const id = newId();
  const path = `/api/v1/documents/${id}`;
  const body = { id, title: '  Plan  ', markdown: '# Hi' };
  const made = await ask('POST', `/api/v1/workspaces/${at.workspaceId}/documents`, { body });
  expect(made).toMatchObject({ status: 201, data: { id, title: 'Plan', parentId: null, properties: {} } });
  expect(made.headers.get('etag')).toBe('"1"');
  expect(made.headers.get('location')).toBe(path);
  expect((await ask('POST', `/api/v1/workspaces/${at.workspaceId}/documents`, { body })).status).toBe(200);

  const child = await make({ title: 'Child', parentId: id });
  expect((await ask('PATCH', path, { body: { icon: '🌍' }, headers: { 'if-match': '"1"' } })).headers.get('etag')).toBe(
    '"2"',
  );
  expect(await ask('PATCH', path, { body: { icon: null }, headers: { 'if-match': '"1"' } })).toMatchObject({
    status: 412,
    data: { code: 'document.changed_meanwhile' },
  });
  expect((await ask('PATCH', path, { body: { icon: null }, headers: { 'if-match': 'W/"2", "7"' } })).status).toBe(200);
  expect((await ask('PATCH', path, { body: { icon: null }, headers: { 'if-match': 'nonsense' } })).status).toBe(412);
  expect(await ask('POST', `${path}/move`, { body: { parentId: child.id } })).toMatchObject({
    status: 409,
    data: { code: 'document.cycle' },
  });
  expect((await ask('POST', `${path}/move`, { body: { parentId: null } })).status).toBe(200);
  expect(await ask('POST', `${path}/duplicate`)).toMatchObject({
    status: 201,
    data: { title: 'Plan (copy)', hasChildren: false },
  });
  expect(await ask('POST', `${path}/duplicate`, { body: { children: true } })).toMatchObject({
    status: 201,
    data: { hasChildren: true },
  });
  expect((await ask('PUT', `${path}/favourite`)).status).toBe(204);
  expect((await ask('POST', `${path}/visits`)).status).toBe(204);
  for (const list of ['favourites', 'recent', 'documents?favourites=true', 'documents?recent=true']) {
    const { status, data } = await ask('GET', `/api/v1/workspaces/${at.workspaceId}/${list}`);
    expect([status, data.items.map((page) => page.id)], list).toEqual([200, [id]]);
  }
  expect((await ask('DELETE', `${path}/favourite`)).status).toBe(204);
  expect((await ask('GET', `/api/v1/documents/${child.id}/path`)).data.items.map((page) => page.title)).toEqual([
    'Plan',
    'Child',
  ]);
  expect(
    (await ask('GET', `/api/v1/workspaces/${at.workspaceId}/titles?q=chi`)).data.items.map((page) => page.id),
  ).toContain(child.id);
  expect((await ask('GET', `/api/v1/workspaces/${at.workspaceId}/tree`)).data.items.map((page) => page.id)).toContain(
    child.id,
  );
  await at.derive(child.id, { links: [id] });
  expect(await ask('GET', `${path}/backlinks`)).toMatchObject({
    status: 200,
    data: { items: [{ documentId: child.id }] },
  });

  expect((await ask('DELETE', path)).status).toBe(204);
  expect((await ask('GET', `/api/v1/workspaces/${at.workspaceId}/trash`)).data.items.map((page) => page.id)).toEqual([
    id,
  ]);
  expect(await ask('POST', `${path}/restore`)).toMatchObject({ status: 200, data: { trashedAt: null } });
  expect((await ask('DELETE', `${path}?permanent=true`)).status).toBe(204);
  expect((await ask('GET', path)).status).toBe(404);
  expect(await ask('DELETE', `/api/v1/workspaces/${at.workspaceId}/trash`)).toMatchObject({
    status: 200,
    data: { destroyed: 0 },
  });
});

test('someone without a right, or with too little of it, gets nowhere on any route', async () => {
  const page = await make({ title: 'Secret' });
  const file = await upload(Buffer.from('secret'), 'a.txt', 'text/plain');
  const d = `/api/v1/documents/${page.id}`;
  const w = `/api/v1/workspaces/${at.workspaceId}`;
  const reading: [string, string][] = [
    ['GET', d],
    ['GET', `${d}/path`],
    ['GET', `${d}/backlinks`],
    ['PUT', `${d}/favourite`],
    ['DELETE', `${d}/favourite`],
    ['POST', `${d}/visits`],
    ['GET', `${w}/documents`],
    ['GET', `${w}/tree`],
    ['GET', `${w}/titles?q=s`],
    ['GET', `${w}/favourites`],
    ['GET', `${w}/recent`],
    ['GET', `${w}/trash`],
    ['GET', file.url],
    ['HEAD', file.url],
  ];
  const writing: [string, string, unknown?][] = [
    ['PATCH', d, { title: 'x' }],
    ['DELETE', d],
    ['DELETE', `${d}?permanent=true`],
    ['POST', `${d}/move`, { parentId: null }],
    ['POST', `${d}/duplicate`],
    ['POST', `${d}/restore`],
    ['POST', `${w}/documents`, { title: 'x' }],
    ['DELETE', `${w}/trash`],
    ['POST', `${w}/uploads`, form(Buffer.from('x'), 'x', 'x/y')],
  ];
  for (const [method, path, body] of [...reading, ...writing]) {
    const why = `${method} ${path}`;
    expect((await ask(method, path, { as: 'stranger', body })).status, `stranger: ${why}`).toBe(404);
    expect((await ask(method, path, { as: 'nobody', body })).status, `nobody: ${why}`).toBe(401);
  }
  for (const [method, path, body] of writing) {
    expect((await ask(method, path, { as: 'viewer', body })).status, `viewer: ${method} ${path}`).toBe(403);
  }
  for (const [method, path] of reading) {
    expect((await ask(method, path, { as: 'viewer' })).status, `viewer: ${method} ${path}`).toBeLessThan(300);
  }
  const missing = await ask('GET', `/api/v1/documents/${newId()}`, { as: 'stranger' });
  expect((await ask('GET', d, { as: 'stranger' })).data).toEqual(missing.data);
  expect((await ask('GET', d)).data).toMatchObject({ title: 'Secret', version: 1 });
});

test('bad input is refused with what to mend', async () => {
  const page = await make({ title: 'Good' });
  const d = `/api/v1/documents/${page.id}`;
  const w = `/api/v1/workspaces/${at.workspaceId}`;
  const deep = JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) as object;
  const cases: [string, string, unknown][] = [
    ['PATCH', d, { title: 'x'.repeat(501) }],
    ['PATCH', d, { title: 'two\nlines' }],
    ['PATCH', d, { title: 7 }],
    ['PATCH', d, { icon: 'x'.repeat(17) }],
    ['PATCH', d, { icon: '' }],
    ['PATCH', d, { properties: { a: '\0' } }],
    ['PATCH', d, { properties: { a: '\ud800' } }],
    ['PATCH', d, { properties: deep }],
    ['PATCH', d, { properties: { a: 'x'.repeat(70_000) } }],
    ['PATCH', d, '{"title":'],
    ['GET', '/api/v1/documents/nonsense', undefined],
    ['POST', `${w}/documents`, { id: 'mine' }],
    ['POST', `${d}/move`, {}],
    ['POST', `${d}/move`, { parentId: null, afterId: page.id }],
    ['GET', `${w}/documents?limit=0`, undefined],
    ['GET', `${w}/documents?cursor=x`, undefined],
    ['GET', `${w}/documents?trashed=true&recent=true`, undefined],
    ['GET', `${w}/documents?parentId=x`, undefined],
    ['GET', `${w}/titles?q=%00`, undefined],
    ['GET', `${w}/titles?limit=51`, undefined],
    ['POST', `${w}/uploads`, { file: 'no form' }],
    ['POST', `${w}/uploads`, new FormData()],
  ];
  for (const [method, path, body] of cases) {
    const { status, data, headers } = await ask(method, path, { body });
    const why = `${method} ${path} ${JSON.stringify(body)?.slice(0, 60)}: ${JSON.stringify(data)}`;
    expect([400, 415], why).toContain(status);
    expect(headers.get('content-type'), why).toContain('application/problem+json');
  }
  const huge = 'é'.repeat(6 * 1024 * 1024);
  const refused = await ask('POST', `${w}/documents`, { body: { title: 'Huge', markdown: huge } });
  expect([refused.status, refused.data['code']]).toEqual([413, 'document.markdown_too_large']);
});

test('a picture is shown, cached for ever, in parts when asked', async () => {
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('0123456789')]);
  const blob = await upload(png, 'Räk smörgås "x".png', 'text/html');
  expect(blob).toMatchObject({ name: 'Räk smörgås "x".png', mediaType: 'image/png', sizeBytes: 18 });
  const whole = await ask('GET', blob.url);
  expect(whole.bytes.equals(png)).toBe(true);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': '18',
    'cache-control': 'private, max-age=31536000, immutable',
    etag: `"${blob.id}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
    'content-disposition': `inline; filename="R_k sm_rg_s _x_.png"; filename*=UTF-8''R%C3%A4k%20sm%C3%B6rg%C3%A5s%20%22x%22.png`,
  });
  const part = async (range: string, more: Record<string, string> = {}) => {
    const answer = await ask('GET', blob.url, { headers: { range, ...more } });
    return [answer.status, answer.headers.get('content-range'), answer.bytes.toString('latin1')];
  };
  expect(await part('bytes=8-11')).toEqual([206, 'bytes 8-11/18', '0123']);
  expect(await part('bytes=15-')).toEqual([206, 'bytes 15-17/18', '789']);
  expect(await part('bytes=-2')).toEqual([206, 'bytes 16-17/18', '89']);
  expect(await part('bytes=16-99')).toEqual([206, 'bytes 16-17/18', '89']);
  expect((await part('bytes=18-')).slice(0, 2)).toEqual([416, 'bytes */18']);
  expect((await part('bytes=1-2,4-5'))[0]).toBe(200);
  expect((await part('bytes=8-11', { 'if-range': '"other"' }))[0]).toBe(200);
  expect((await ask('GET', blob.url, { headers: { 'if-none-match': `W/"${blob.id}"` } })).status).toBe(304);
  const head = await ask('HEAD', blob.url);
  expect([head.status, head.headers.get('content-length'), head.bytes.length]).toEqual([200, '18', 0]);
});

test('what could run is downloaded or kept in a sandbox', async () => {
  const html = await upload(Buffer.from('<script>alert(1)</script>'), 'a.html', 'text/html');
  expect((await ask('GET', html.url)).headers.get('content-disposition')).toMatch(/^attachment/);
  const svg = await upload(
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
    'a.svg',
    'image/svg+xml',
  );
  const shown = await ask('GET', svg.url);
  expect(shown.headers.get('content-type')).toBe('image/svg+xml');
  expect(shown.headers.get('content-security-policy')).toMatch(/^sandbox;/);
  const js = await upload(Buffer.from('alert(1)'), 'a.js', 'text/javascript');
  expect((await ask('GET', js.url)).headers.get('content-disposition')).toMatch(/^attachment/);
});

/** Sends a form without saying how long it is, as fast as it is taken; answers what came back. */
function sendEndless(head: Buffer, bytes: number): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const boundary = 'oOoOo';
    const outgoing = httpRequest(`${url}/api/v1/workspaces/${at.workspaceId}/uploads`, {
      method: 'POST',
      headers: { 'x-test-person': 'owner', 'content-type': `multipart/form-data; boundary=${boundary}` },
    });
    outgoing.on('error', reject);
    // The answer counts only once all was sent: browsers do not look at it before.
    const allSent = new Promise<void>((done) => outgoing.once('finish', () => done()));
    outgoing.on('response', (incoming) => {
      let body = '';
      incoming.on('data', (chunk) => (body += String(chunk)));
      incoming.on('end', () => void allSent.then(() => resolve({ status: incoming.statusCode ?? 0, body })));
    });
    outgoing.write(
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="big.png"\r\ncontent-type: image/png\r\n\r\n`,
    );
    outgoing.write(head);
    const piece = Buffer.alloc(1024 * 1024);
    let sent = 0;
    const more = () => {
      while (sent < bytes) {
        sent += piece.length;
        if (!outgoing.write(piece)) return void outgoing.once('drain', more);
      }
      outgoing.end(`\r\n--${boundary}--\r\n`);
    };
    more();
  });
}

test('a picture of 200 MB is refused in a sentence, and nothing of it stays', async () => {
  const before = at.files.size;
  const answer = await sendEndless(Buffer.from('89504e470d0a1a0a', 'hex'), 200 * 1024 * 1024);
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.body)).toMatchObject({
    code: 'upload.image_too_large',
    detail: 'The picture is larger than 25 MB. Make it smaller and try again.',
  });
  expect(at.files.size).toBe(before);
});

test('a sender who hangs up in the middle leaves nothing behind, and the server goes on', async () => {
  const before = at.files.size;
  const outgoing = httpRequest(`${url}/api/v1/workspaces/${at.workspaceId}/uploads`, {
    method: 'POST',
    headers: { 'x-test-person': 'owner', 'content-type': 'multipart/form-data; boundary=b' },
  });
  const closed = new Promise<void>((resolve) => outgoing.once('close', resolve));
  outgoing.on('error', () => undefined);
  outgoing.write('--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n');
  await new Promise<void>((resolve) => outgoing.write(Buffer.alloc(100_000), () => resolve()));
  outgoing.destroy();
  await closed;
  expect(await upload(Buffer.from('after'), 'after.txt', 'text/plain')).toMatchObject({ sizeBytes: 5 });
  expect(at.files.size).toBe(before + 1);
});

test('every route is described with a summary, answers and the way to sign in', async () => {
  const { data } = await ask('GET', '/api/v1/openapi.json');
  const paths = data['paths'] as Record<
    string,
    Record<string, { summary?: string; security?: object[]; responses: object }>
  >;
  const routes = Object.entries(paths).filter(([path]) =>
    /documents|blobs|uploads|tree|titles|trash|recent|favour/.test(path),
  );
  expect(routes.length).toBeGreaterThanOrEqual(16);
  for (const [path, methods] of routes) {
    for (const [method, route] of Object.entries(methods)) {
      expect(route.summary, `${method} ${path}`).toBeTruthy();
      expect(route.security?.length, `${method} ${path}`).toBeGreaterThan(0);
      expect(Object.keys(route.responses), `${method} ${path}`).toEqual(
        expect.arrayContaining(['400', '401', '403', '404']),
      );
    }
  }
});
