import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

async function page(markdown: string): Promise<string> {
  const { body } = await server.api<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
    method: 'POST',
    body: { title: 'Page', markdown },
  });
  return `/api/v1/documents/${body.id}/content`;
}
const put = (address: string, body: unknown, headers: Record<string, string> = {}) =>
  server.api(address, { method: 'PUT', body, headers });
const get = async (address: string) => (await server.api<string>(address)).body;

test('a body that an editor would drop is refused and changes nothing', async () => {
  const address = await page('Kept.\n');
  const nested = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'paragraph' }] }] };
  const answer = await put(`${address}?format=json`, nested);
  expect(answer).toMatchObject({ status: 400, body: { code: 'content.unreadable' } });
  expect(await get(`${address}?format=text`)).toBe('Kept.');
});

test('what is read as JSON can be sent back and changes nothing', async () => {
  const markdown =
    '# A\n\n- [ ] b\n- [x] c\n\n| d | e |\n| - | :-: |\n| $f$ | **g** |\n\n<p align="center">h</p>\n\n[^1]: i\n\nj[^1]\n';
  const address = await page(markdown);
  const before = await server.api<Record<string, unknown>>(`${address}?format=json`);
  expect((await put(`${address}?format=json`, before.body)).status).toBe(204);
  expect((await server.api(`${address}?format=json`)).body).toEqual(before.body);
});

test('Markdown that is sent is merged: blocks that stay keep their ids', async () => {
  const address = await page('One.\n\nTwo.\n\nThree.\n');
  const ids = async () =>
    (await server.api<{ content: { attrs: { id: string } }[] }>(`${address}?format=json`)).body.content.map(
      ({ attrs }) => attrs.id,
    );
  const before = await ids();
  const answer = await put(`${address}?format=markdown`, 'One.\n\nNew.\n\nTwo, longer.\n\nThree.\n', {
    'content-type': 'text/markdown',
  });
  expect(answer.status).toBe(204);
  const after = await ids();
  expect([after[0], after[2], after[3]]).toEqual(before);
  expect(await get(`${address}?format=text`)).toBe('One.\nNew.\nTwo, longer.\nThree.');
});

test('a change of what somebody else has changed meanwhile is refused when it asks for that', async () => {
  const address = `${await page('One.\n')}?format=markdown`;
  const { headers } = await server.api(address);
  const tag = headers.get('etag') ?? '';
  await put(address, 'Two.\n', { 'content-type': 'text/markdown' });
  const answer = await put(address, 'Three.\n', { 'content-type': 'text/markdown', 'if-match': tag });
  expect(answer.status).toBe(412);
  expect(await get(address)).toBe('Two.\n');
});

test('what is more than a page can hold is refused, however small it was sent', async () => {
  const address = await page('Kept.\n');
  const sent = [
    [`${address}?format=text`, 'x\n'.repeat(110_000)],
    [
      `${address}?format=json`,
      { type: 'doc', content: Array.from({ length: 210_000 }, () => ({ type: 'paragraph' })) },
    ],
  ] as const;
  for (const [to, body] of sent)
    expect(await put(to, body), to).toMatchObject({ status: 413, body: { code: 'content.too_large' } });
  expect(await get(`${address}?format=text`)).toBe('Kept.');
});

test('front matter becomes properties and comes back as front matter', async () => {
  const address = `${await page('---\ntags: [a, b]\n---\n\nText.\n')}?format=markdown`;
  expect(await get(address)).toBe('---\ntags:\n  - a\n  - b\n---\n\nText.\n');
});
