import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server.stop());

const multipart = { 'content-type': 'multipart/form-data; boundary=B' };

test.each([
  [
    'that breaks off in a part',
    '--B\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
    multipart,
  ],
  ['that breaks off before the first part', '--B\r\n', multipart],
  ['that is none', 'garbage '.repeat(500), multipart],
  ['without a boundary', 'x', { 'content-type': 'multipart/form-data' }],
])('a form %s is refused with a sentence wherever files are taken', async (_name, body, headers) => {
  for (const kind of ['uploads', 'imports']) {
    const answer = await server.api(`/api/v1/workspaces/${server.owner.workspaceId}/${kind}`, {
      method: 'POST',
      body,
      headers,
    });
    expect(answer, kind).toMatchObject({ status: 400, body: { code: 'input.malformed' } });
  }
});

test('bytes that are no HTTP get a problem, too', async () => {
  const { port } = new URL(server.url);
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nx: \x7f\r\n\r\n'),
    );
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ status: 400, code: 'input.malformed' });
});

test('a NUL in an e-mail address is named, and never asked of the database', async () => {
  const body = { email: 'ada\u0000@example.org', password: 'whatever it is' };
  expect(await server.api('/api/v1/auth/sign-in', { body, token: null })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'body.email' }] },
  });
});

test('a page of others and one that does not exist cannot be told apart', async () => {
  const hidden = await server.api<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
    body: { title: 'Hidden' },
  });
  const outsider = await server.invite('viewer');
  const left = await server.api(`/api/v1/workspaces/${server.owner.workspaceId}/members/${outsider.personId}`, {
    method: 'DELETE',
  });
  expect(left.status).toBe(204);
  const ask = async (id: string, [method, path]: readonly [string, string]) => {
    const options = { method, token: outsider.token, ...(method === 'GET' ? {} : { body: {} }) };
    const { status, body } = await server.api(`/api/v1/documents/${id}${path}`, options);
    return { status, body };
  };
  for (const route of [
    ['GET', ''],
    ['GET', '/content'],
    ['PUT', '/content?format=json'],
    ['GET', '/path'],
    ['POST', '/exports'],
  ] as const) {
    const nowhere = await ask('01a1fb24-8166-7287-aee6-4f19c8a2da9f', route);
    expect(nowhere.status, route.join(' ')).toBe(404);
    expect(await ask(hidden.body.id, route), route.join(' ')).toEqual(nowhere);
  }
});

test('If-Match guards a body whatever its form', async () => {
  const { body: page } = await server.api<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
    body: { title: 'Guarded', markdown: 'one' },
  });
  const path = `/api/v1/documents/${page.id}/content`;
  const put = async (text: string, tag: string) =>
    (
      await server.api(path, {
        method: 'PUT',
        body: text,
        headers: { 'content-type': 'text/markdown', 'if-match': tag },
      })
    ).status;
  const etag = (await server.api(path)).headers.get('etag')!;
  expect(await put('two', 'nonsense')).toBe(412);
  expect(await put('two', '"other", "another"')).toBe(412);
  expect(await put('two', `"other", ${etag}`)).toBe(204);
  expect(await put('three', etag)).toBe(412);
  expect(await put('three', '*')).toBe(204);
  expect((await server.api<string>(path)).body.trim()).toBe('three');
});

test('a key exports a workspace when it may read pages, not when it may only see workspaces', async () => {
  const keyFor = async (scope: string) =>
    (await server.api<{ key: string }>('/api/v1/keys', { body: { name: scope, scopes: [scope] } })).body.key;
  const start = async (token: string) =>
    server.api<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/exports`, { body: {}, token });
  expect((await start(await keyFor('workspaces:read'))).status).toBe(403);
  expect((await start(await keyFor('documents:read'))).status).toBe(202);
});

test('who lost their access to a workspace cannot fetch what they exported from it', async () => {
  const guest = await server.invite('viewer');
  const { token } = guest;
  const started = await server.api<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/exports`, {
    body: {},
    token,
  });
  expect(started.status).toBe(202);
  const job = `/api/v1/jobs/${started.body.id}`;
  await expect
    .poll(async () => (await server.api<{ status: string }>(job, { token })).body.status, { timeout: 30_000 })
    .toBe('done');
  expect((await server.api(`${job}/result`, { token })).status).toBe(200);
  await server.api(`/api/v1/workspaces/${server.owner.workspaceId}/members/${guest.personId}`, { method: 'DELETE' });
  expect((await server.api(`${job}/result`, { token })).status).toBe(404);
});

interface Described {
  paths: Record<string, Record<string, { requestBody?: { content: Record<string, unknown> }; parameters?: object[] }>>;
}

test('routes that take files or texts describe what they take', async () => {
  const { paths } = (await server.api<Described>('/api/v1/openapi.json')).body;
  const bodyOf = (path: string, method: string) => paths[`/api/v1${path}`]?.[method]?.requestBody?.content;
  for (const [path, field] of [
    ['/workspaces/{id}/uploads', 'file'],
    ['/workspaces/{id}/imports', 'files'],
  ] as const) {
    expect(bodyOf(path, 'post'), path).toMatchObject({
      'multipart/form-data': { schema: { type: 'object', properties: { [field]: {} } } },
    });
  }
  expect(Object.keys(bodyOf('/documents/{id}/content', 'put') ?? {})).toContain('text/markdown');
  expect(paths['/api/v1/documents/{id}/content']?.['put']?.parameters).toContainEqual(
    expect.objectContaining({ in: 'header', name: 'if-match' }),
  );
});

test.each([
  ['too large', `a: ${'x'.repeat(200_000)}`],
  ['with a NUL', 'a: "\\0"'],
  ['with half a character', 'a: "\\ud800"'],
])('front matter %s is refused whole, and stops neither a list nor an import', async (_name, frontMatter) => {
  const { workspaceId } = server.owner;
  const markdown = `---\n${frontMatter}\n---\n\nchanged\n`;
  const refused = { status: 400, body: { code: 'content.unreadable' } };
  const pages = `/api/v1/workspaces/${workspaceId}/documents`;
  expect(await server.api(pages, { body: { title: 'No', markdown } })).toMatchObject(refused);
  const { body: page } = await server.api<{ id: string }>(pages, { body: { title: 'Kept', markdown: 'before' } });
  const content = `/api/v1/documents/${page.id}/content`;
  const headers = { 'content-type': 'text/markdown' };
  expect(await server.api(content, { method: 'PUT', body: markdown, headers })).toMatchObject(refused);
  expect((await server.api<string>(content)).body.trim()).toBe('before');

  const form = new FormData();
  form.append('files', new Blob([markdown]), 'odd.md');
  form.append('files', new Blob(['# Fine\n']), 'fine.md');
  const started = await server.api<{ id: string }>(`/api/v1/workspaces/${workspaceId}/imports`, { body: form });
  type Report = { status: string; result: { files: { path: string; outcome: string }[] } | null };
  const job = () => server.api<Report>(`/api/v1/jobs/${started.body.id}`);
  await expect.poll(async () => (await job()).body.status, { timeout: 30_000 }).toBe('done');
  expect(Object.fromEntries((await job()).body.result!.files.map((file) => [file.path, file.outcome]))).toEqual({
    'odd.md': 'failed',
    'fine.md': 'imported',
  });
  expect((await server.api(pages)).status).toBe(200);
});
