import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';
import { makePage, search, searchUntil, titles } from './searching.ts';

let server: TestServer;
afterEach(() => server.stop());

const pageOf = (id: string) => `/api/v1/documents/${id}`;

test('the index follows a page through its life', async () => {
  server = await startTestServer();
  const id = await makePage(server, 'Alpha', 'About walruses.');
  const other = await makePage(server, 'Other', 'About otters.');
  await searchUntil(server, { q: 'walrus ' }, ({ items }) => items.length === 1);

  await server.api(pageOf(id), { method: 'PATCH', body: { title: 'Bramble' } });
  await searchUntil(server, { q: 'bramble' }, (answer) => titles(answer)[0] === 'Bramble');
  expect(titles(await search(server, { q: 'alpha ' }))).toEqual([]);

  const put = await server.api(`${pageOf(id)}/content?format=markdown`, {
    method: 'PUT',
    body: 'About penguins now.\n',
    headers: { 'content-type': 'text/markdown' },
  });
  expect(put.status).toBe(204);
  await searchUntil(server, { q: 'penguin ' }, ({ items }) => items.length === 1);
  expect((await search(server, { q: 'walruses ' })).items).toEqual([]);

  await server.api(`${pageOf(id)}/move`, { body: { parentId: other } });
  const moved = await searchUntil(server, { q: 'penguin' }, ({ items }) => items[0]?.document.path.length === 1);
  expect(moved.items[0]!.document.path).toEqual([{ id: other, title: 'Other' }]);

  await server.api(pageOf(other), { method: 'DELETE' });
  await searchUntil(server, { q: 'penguin' }, ({ items }) => items.length === 0);
  expect(titles(await search(server, { q: 'penguin', trashed: 'true' }))).toEqual(['Bramble']);
  await server.api(`${pageOf(other)}/restore`, { method: 'POST' });
  await searchUntil(server, { q: 'penguin' }, ({ items }) => items.length === 1);
  await server.api(`${pageOf(other)}?permanent=true`, { method: 'DELETE' });
  await searchUntil(
    server,
    { q: 'penguin', trashed: 'true' },
    ({ items, indexing }) => items.length === 0 && indexing === 0,
  );
});

test('who may not read a page does not find it', async () => {
  server = await startTestServer();
  await makePage(server, 'Secret plans', 'The treasure lies under the oak.');
  const guest = await server.invite('viewer');
  await searchUntil(server, { q: 'treasure' }, ({ items }) => items.length === 1);
  expect(titles(await search(server, { q: 'treasure' }, guest.token))).toEqual(['Secret plans']);
  const everywhere = await server.api<{ items: unknown[] }>('/api/v1/search?q=treasure', { token: guest.token });
  expect(everywhere.body.items).toHaveLength(1);

  const removed = await server.api(`/api/v1/workspaces/${server.owner.workspaceId}/members/${guest.personId}`, {
    method: 'DELETE',
  });
  expect(removed.status).toBe(204);
  for (const q of ['treasure', 'secret', '', '"under the oak"', 'tresure']) {
    // Nor which words there are: a correction would tell.
    expect(await search(server, { q }, guest.token)).toMatchObject({ items: [], corrections: [] });
  }
  const key = await server.api<{ key: string }>('/api/v1/keys', {
    body: { name: 'Names only', scopes: ['workspaces:read'] },
  });
  expect(await search(server, { q: 'tresure' }, key.body.key)).toMatchObject({ items: [], corrections: [] });
});

test('a new set of rules indexes the pages that are there, and a queue outlives the process', async () => {
  server = await startTestServer();
  await makePage(server, 'Kept', 'A heron stands in the water.');
  await searchUntil(server, { q: 'heron' }, ({ items, indexing }) => items.length === 1 && indexing === 0);
  const { database, search: part } = server.materi;
  // As after an upgrade: an index made by older rules, and nothing of it left.
  await database.transaction(async (tx) => {
    await sql`delete from search_documents`.execute(tx);
    await sql`delete from search_words`.execute(tx);
    await sql`update search_workspaces set documents = 0`.execute(tx);
    await sql`update search_state set version = 0`.execute(tx);
  });
  expect((await search(server, { q: 'heron' })).items).toEqual([]);
  await part.indexer.stop();
  await part.indexer.start();
  // While the index grows a word may be missing in one moment and be there as a correction in the next.
  await searchUntil(
    server,
    { q: 'herons ' },
    ({ items, indexing, corrections }) => items.length === 1 && indexing === 0 && corrections.length === 0,
  );
});

test('a page that is indexed again and again is counted once', async () => {
  server = await startTestServer();
  const id = await makePage(server, 'Counted', 'One kingfisher.');
  await searchUntil(server, { q: 'kingfisher' }, ({ items }) => items.length === 1);
  const { database, search: part } = server.materi;
  for (let round = 0; round < 5; round++) {
    await database.transaction((tx) => part.indexer.queue(tx, [id]));
    await part.indexer.caughtUp();
  }
  const { rows } = await sql<{ documents: number }>`
    select documents from search_words where word = 'kingfisher'`.execute(database.db);
  expect(rows).toEqual([{ documents: 1 }]);
});

test('a page that cannot be indexed holds up no other', async () => {
  server = await startTestServer();
  const { database } = server.materi;
  await sql`alter table search_documents add constraint refused check (title <> 'Poison')`.execute(database.db);
  await makePage(server, 'Poison', 'A cormorant.');
  await makePage(server, 'Good', 'A cormorant as well.');
  await searchUntil(server, { q: 'cormorant' }, (answer) => titles(answer)[0] === 'Good');
  // Whatever a program writes into a body, its words are found.
  const odd = await makePage(server, 'Odd');
  const body = {
    type: 'doc',
    content: [
      {
        type: 'paragraph',
        attrs: { id: 'a\0b' },
        content: [
          { type: 'text', text: 'guil\0lemot \ud800' },
          { type: 'mention', attrs: { personId: 'nobody\0', label: '\0' } },
          { type: 'pageLink', attrs: { documentId: 'nowhere\0', label: '\ud800' } },
        ],
      },
    ],
  };
  const put = await server.api(`/api/v1/documents/${odd}/content?format=json`, { method: 'PUT', body });
  expect(put.status).toBe(204);
  await searchUntil(server, { q: 'guillemot' }, (answer) => titles(answer)[0] === 'Odd');
});
