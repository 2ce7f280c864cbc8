import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const ask = (url: unknown) =>
  server.api(`/api/v1/workspaces/${server.owner.workspaceId}/link-previews`, { body: { url } });

test('the running server never asks its own network for a preview', async () => {
  const port = new URL(server.url).port;
  for (const address of [
    `http://localhost:${port}/health`,
    `http://2130706433/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    'http://[::ffff:169.254.169.254]/latest',
    'http://10.0.0.1/',
  ]) {
    const answer = await ask(address);
    expect(answer, address).toMatchObject({
      status: 400,
      body: { code: 'link.private', errors: [{ path: 'body.url', message: expect.stringContaining('public sites') }] },
    });
  }
  expect((await ask(`${server.url}/d/1`)).body).toMatchObject({ code: 'link.own_address' });
  for (const address of ['file:///etc/passwd', 'javascript:alert(1)', 'example.org', 7])
    expect(await ask(address), String(address)).toMatchObject({ status: 400, body: { code: 'input.invalid' } });
});

test('pages may show players of a few sites in frames, and of no other', async () => {
  const policy = (await server.api('/', { token: null })).headers.get('content-security-policy') ?? '';
  const frames = /frame-src ([^;]+)/.exec(policy)?.[1]?.split(' ');
  expect(frames).toContain("'self'");
  expect(frames).toContain('https://www.youtube-nocookie.com');
  expect(frames?.every((source) => source === "'self'" || /^https:\/\/[a-z.-]+(\/maps\/)?$/.test(source))).toBe(true);
  expect(policy).not.toContain('unsafe-eval');
});
