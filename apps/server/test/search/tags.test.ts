import type { Document, TagChanged, TagList } from '@materi/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';
import { makePage, searchUntil } from './searching.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const base = () => `/api/v1/workspaces/${server.owner.workspaceId}/tags`;
const list = async () => (await server.api<TagList>(base())).body.items;

test('tags live in the front matter, and are listed, renamed, joined and deleted for the workspace', async () => {
  const first = await makePage(server, 'First', '---\ntags: [Garden, spring]\nauthor: Ada\n---\n\nText.\n');
  const second = await makePage(server, 'Second', '', { properties: { tags: 'garden, Water' } });
  const third = await makePage(server, 'Third');
  const changed = await server.api<Document>(`/api/v1/documents/${third}`, {
    method: 'PATCH',
    body: { tags: ['#garden', 'Lake', 'lake'] },
  });
  expect(changed.body.properties).toEqual({ tags: ['garden', 'Lake'] });
  expect(await list()).toEqual([
    { name: 'garden', documents: 2 + 1 },
    { name: 'Lake', documents: 1 },
    { name: 'spring', documents: 1 },
    { name: 'Water', documents: 1 },
  ]);

  const renamed = await server.api(`${base()}/${encodeURIComponent('water')}`, {
    method: 'PATCH',
    body: { name: 'Lake' },
  });
  expect(renamed).toMatchObject({ status: 200, body: { documents: 1 } });
  expect((await list()).find(({ name }) => name === 'Lake')).toEqual({ name: 'Lake', documents: 2 });
  await searchUntil(server, { q: '', tag: 'lake' }, ({ items }) => items.length === 2);

  await server.api(`${base()}/garden`, { method: 'DELETE' });
  const page = await server.api<Document>(`/api/v1/documents/${first}`);
  expect(page.body.properties).toEqual({ tags: ['spring'], author: 'Ada' });
  const markdown = await server.api<string>(`/api/v1/documents/${first}/content?format=markdown`);
  expect(markdown.body).toContain('tags:\n  - spring\n');
  expect((await server.api<Document>(`/api/v1/documents/${second}`)).body.properties).toEqual({ tags: ['Lake'] });
});

test('what a merge and a deletion changed can be taken back', async () => {
  const one = await makePage(server, 'One', '', { properties: { tags: ['Moss', 'Fern'] } });
  const two = await makePage(server, 'Two', '', { properties: { tags: ['moss'] } });
  const tagsOf = async (id: string) =>
    (await server.api<Document>(`/api/v1/documents/${id}`)).body.properties['tags'] as string[] | undefined;
  const merged = await server.api<TagChanged>(`${base()}/Moss`, { method: 'PATCH', body: { name: 'Fern' } });
  expect(merged.body).toEqual({ documents: 2, documentIds: [one, two].toSorted(), merged: [one] });
  expect([await tagsOf(one), await tagsOf(two)]).toEqual([['Fern'], ['Fern']]);

  const put = (body: object) => server.api<TagChanged>(`${base()}/Moss/pages`, { body });
  expect((await put({ documentIds: [two], instead: 'Fern' })).body.documents).toBe(1);
  await put({ documentIds: [one] });
  expect([await tagsOf(one), await tagsOf(two)]).toEqual([['Fern', 'Moss'], ['Moss']]);

  const viewer = await server.invite('viewer');
  const refused = await server.api(`${base()}/Moss/pages`, { body: { documentIds: [one] }, token: viewer.token });
  expect(refused.status).toBe(403);
});

test('only who may edit the workspace changes its tags', async () => {
  await makePage(server, 'Tagged', '', { properties: { tags: ['held'] } });
  const viewer = await server.invite('viewer');
  expect((await server.api(`${base()}/held`, { method: 'DELETE', token: viewer.token })).status).toBe(403);
  expect((await server.api<TagList>(base(), { token: viewer.token })).body.items).toContainEqual({
    name: 'held',
    documents: 1,
  });
  expect((await server.api(`${base()}/nowhere`, { method: 'DELETE' })).status).toBe(404);

  const statusFor = async (scope: string) => {
    const { body } = await server.api<{ key: string }>('/api/v1/keys', { body: { name: scope, scopes: [scope] } });
    return (await server.api(base(), { token: body.key })).status;
  };
  expect(await statusFor('documents:read')).toBe(200);
  expect(await statusFor('workspaces:read')).toBe(403);
});
