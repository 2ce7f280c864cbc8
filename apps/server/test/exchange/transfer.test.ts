import type { Document, Page as ListOf } from '@materi/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../collaboration/client.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { createExchangeClient, type ExchangeClient } from './exchange-client.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

let server: TestServer;
let client: ExchangeClient;
beforeAll(async () => {
  server = await startTestServer();
  client = createExchangeClient(server);
});
afterAll(() => server.stop());

const json = (method: string, body?: object) => ({
  method,
  ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
});
const move = (id: string, body: object) => client.send(`/api/v1/documents/${id}/move`, json('POST', body));
const pageOf = async (workspaceId: string, title: string) =>
  (await client.tree(workspaceId)).find((page) => page.title === title);

/** Files are known as those of a page a moment after it was written. */
async function derived(id: string): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from document_blobs where document_id = ${id}`.execute(
      server.materi.database.db,
    );
    if (rows.length > 0) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a page moves to another workspace with the pages below it, its files, links and favourites, and back', async () => {
  const [from, to] = [await client.newWorkspace('From'), await client.newWorkspace('To')];
  await client.importFiles(
    {
      'A.md': '# A\n\n![x](p.png)\n',
      'A/B.md': '# B\n\nSee [A](../A.md).\n',
      'C.md': '# C\n\n[to B](A/B.md) ![x](p.png)\n',
      'p.png': PIXEL,
    },
    from,
  );
  const [a, b, c] = await Promise.all(['A', 'B', 'C'].map(async (title) => (await pageOf(from, title))?.id ?? ''));
  await Promise.all([derived(a ?? ''), derived(c ?? '')]);
  await client.send(`/api/v1/documents/${b}/favourite`, json('PUT', {}));
  const before = await client.content(a ?? '');
  const blob = /\/api\/v1\/blobs\/[0-9a-f-]{36}/.exec(before)?.[0] ?? '';

  const effects = await client.json<{ documents: number; losing: unknown[] }>(
    `/api/v1/documents/${a}/move-effects?workspaceId=${to}`,
  );
  expect(effects).toEqual({ documents: 2, losing: [] });
  const moved = await move(a ?? '', { workspaceId: to, parentId: null });
  expect(moved.status).toBe(200);
  expect((await moved.json()) as Document).toMatchObject({ workspaceId: to, parentId: null });
  expect((await client.tree(from)).map(({ title }) => title)).toEqual(['C']);
  expect((await client.tree(to)).map(({ title, parentId }) => [title, parentId])).toEqual(
    expect.arrayContaining([
      ['A', null],
      ['B', a],
    ]),
  );
  expect(await client.content(a ?? '')).toBe(before);
  expect((await client.send(blob)).status).toBe(200);
  const favourites = await client.json<ListOf<Document>>(`/api/v1/workspaces/${to}/favourites`);
  expect(favourites.items.map(({ title }) => title)).toEqual(['B']);
  const links = await client.json<ListOf<{ title: string }>>(`/api/v1/documents/${b}/backlinks`);
  expect(links.items.map(({ title }) => title)).toEqual(['C']);

  expect((await move(a ?? '', { workspaceId: from, parentId: c })).status).toBe(200);
  expect((await pageOf(from, 'A'))?.parentId).toBe(c);
  expect((await client.send(blob)).status).toBe(200);
});

test('whoever may not edit in both workspaces is refused, and nothing moves', async () => {
  const here = await client.newWorkspace('Here');
  const page = await client.post<Document>(`/api/v1/workspaces/${here}/documents`, { title: 'Stays' });
  const other = '01890000-0000-7000-8000-000000000000';
  expect((await move(page.id, { workspaceId: other, parentId: null })).status).toBe(404);
  expect((await client.tree(here)).map(({ title }) => title)).toEqual(['Stays']);
  const elsewhere = await client.newWorkspace('Elsewhere');
  const below = await move(page.id, { workspaceId: elsewhere, parentId: page.id });
  expect(below.status).toBe(404);
  expect((await client.tree(here)).map(({ title }) => title)).toEqual(['Stays']);
});

test('a page that only names a file of others does not take it along', async () => {
  const [mine, target] = [await client.newWorkspace('Mine'), await client.newWorkspace('Target')];
  const theirs = await client.newWorkspace('Theirs');
  await client.importFiles({ 'T.md': '# T\n\n![x](p.png)\n', 'p.png': PIXEL }, theirs);
  const source = (await pageOf(theirs, 'T'))?.id ?? '';
  const blob = /\/api\/v1\/blobs\/([0-9a-f-]{36})/.exec(await client.content(source))?.[1] ?? '';
  const page = await client.post<Document>(`/api/v1/workspaces/${mine}/documents`, {
    title: 'Names it',
    markdown: `![x](/api/v1/blobs/${blob})`,
  });
  await derived(page.id);
  expect((await move(page.id, { workspaceId: target, parentId: null })).status).toBe(200);
  const { rows } = await sql`select 1 from blobs where workspace_id = ${target}`.execute(server.materi.database.db);
  expect(rows).toEqual([]);
});

test('open editors of people without a place in the new workspace are closed; the others go on', async () => {
  const guest = await server.invite('editor');
  const target = await client.newWorkspace('Only mine');
  const page = await client.post<Document>(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
    title: 'Shared',
    markdown: 'Words.',
  });
  const url = `${server.wsUrl}/collab`;
  const [theirs, mine] = [
    await connect({ url, documentId: page.id, token: guest.token }),
    await connect({ url, documentId: page.id, token: server.owner.token }),
  ];
  await expect.poll(() => theirs.synced && mine.synced).toBe(true);
  const effects = await client.json<{ losing: { id: string }[] }>(
    `/api/v1/documents/${page.id}/move-effects?workspaceId=${target}`,
  );
  expect(effects.losing.map(({ id }) => id)).toEqual([guest.personId]);
  expect((await move(page.id, { workspaceId: target, parentId: null })).status).toBe(200);
  await expect.poll(() => theirs.closed?.code).toBe(4403);
  mine.type('More. ');
  await expect.poll(() => mine.saved).toBe(mine.sent);
  expect(mine.closed).toBeNull();
  mine.close();
});
