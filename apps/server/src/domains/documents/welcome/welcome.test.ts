import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../../../test/support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const welcomeAt = () => `/api/v1/workspaces/${server.owner.workspaceId}/welcome-pages`;
const tree = async () =>
  (
    await server.api<{ items: { id: string; parentId: string | null; title: string }[] }>(
      `/api/v1/workspaces/${server.owner.workspaceId}/tree`,
    )
  ).body.items;

test('the welcome pages are made once, linked to one another, and again after they went to the trash', async () => {
  const [one, other] = await Promise.all([
    server.api<{ id: string; title: string }>(welcomeAt(), { body: {} }),
    server.api<{ id: string }>(welcomeAt(), { body: {} }),
  ]);
  expect(one.status).toBe(200);
  expect(other.body.id).toBe(one.body.id);
  expect(one.body.title).toBe('Welcome to Materi');

  const pages = await tree();
  expect(pages).toHaveLength(5);
  const below = pages.filter((page) => page.parentId === one.body.id);
  expect(below).toHaveLength(4);
  const changed = await server.api<{ items: { id: string }[] }>(
    `/api/v1/workspaces/${server.owner.workspaceId}/documents?changed=true`,
  );
  expect(changed.body.items.map(({ id }) => id)).toEqual([one.body.id, ...below.map(({ id }) => id)]);

  const body = await server.api<string>(`/api/v1/documents/${one.body.id}/content?format=markdown`);
  for (const page of pages.filter((each) => each.id !== one.body.id)) expect(body.body).toContain(page.id);
  expect(body.body).not.toContain('{{');

  await server.api(`/api/v1/documents/${one.body.id}`, { method: 'DELETE' });
  const again = await server.api<{ id: string }>(welcomeAt(), { body: {} });
  expect(again.body.id).not.toBe(one.body.id);
  expect(await tree()).toHaveLength(5);
});

test('they are made in the language that was asked for, with the same links and blocks', async () => {
  const workspace = await server.api<{ id: string }>('/api/v1/workspaces', { body: { name: 'Arabic' } });
  const at = `/api/v1/workspaces/${workspace.body.id}`;
  const first = await server.api<{ id: string; title: string }>(`${at}/welcome-pages`, { body: { language: 'ar' } });
  expect(first.body.title).toBe('مرحبًا بك في Materi');
  const pages = (await server.api<{ items: { id: string }[] }>(`${at}/tree`)).body.items;
  const contentOf = async (id: string) =>
    (await server.api<string>(`/api/v1/documents/${id}/content?format=markdown`)).body;
  const bodies = await Promise.all(pages.map(({ id }) => contentOf(id)));
  expect(bodies.join()).not.toContain('{{');
  const start = await contentOf(first.body.id);
  for (const page of pages.filter((each) => each.id !== first.body.id)) expect(start).toContain(page.id);
  expect(bodies.filter((body) => body.includes('> [!')).length).toBe(3);
  expect(bodies.filter((body) => body.includes('```mermaid')).length).toBe(1);
});

test('whoever may not make pages gets none, and a language that is not there is named', async () => {
  const viewer = await server.invite('viewer');
  expect((await server.api(welcomeAt(), { body: {}, token: viewer.token })).status).toBe(403);
  const answer = await server.api<{ errors: { path: string }[] }>(welcomeAt(), { body: { language: 'tlh' } });
  expect(answer.status).toBe(400);
  expect(answer.body.errors[0]?.path).toContain('language');
});
