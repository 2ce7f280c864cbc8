import type { Activity, NotificationPage, Page, Version, VersionDetail, VersionRestored } from '@materi/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { connect, type Client } from '../collaboration/client.ts';
import { startTestServer, type ApiOptions, type TestPerson, type TestServer } from '../support/server.ts';

const MINUTE = 60_000;
let server: TestServer;
let time = Date.parse('2026-03-02T09:00:00.000Z');
/** Somebody with an API key: access tokens do not outlive the hours that these tests let pass. */
interface Person {
  readonly personId: string;
  readonly token: string;
}
let ada: Person;
let ana: Person;
let bo: Person;
let reader: Person;
let follower: Person;
const clients: Client[] = [];

beforeAll(async () => {
  server = await startTestServer({ clock: { now: () => new Date(time) } });
  ada = await withKey(server.owner);
  ana = await withKey(await server.invite('editor'));
  bo = await withKey(await server.invite('editor'));
  reader = await withKey(await server.invite('viewer'));
  follower = await withKey(await server.invite('editor'));
});
afterAll(async () => {
  for (const client of clients) client.close();
  await server.stop();
});

async function withKey({ personId, token }: TestPerson): Promise<Person> {
  const made = await server.api<{ key: string }>('/api/v1/keys', { body: { name: 'test', scopes: ['*'] }, token });
  expect(made.status).toBe(201);
  return { personId, token: made.body.key };
}
const api = <Body = Record<string, unknown>>(path: string, options: ApiOptions = {}) =>
  server.api<Body>(path, { token: ada.token, ...options });
const pass = (minutes: number) => void (time += minutes * MINUTE);
const pageAt = (id: string) => `/api/v1/documents/${id}`;

async function newPage(title: string, markdown?: string, token?: string): Promise<string> {
  const path = `/api/v1/workspaces/${server.owner.workspaceId}/documents`;
  const made = await api<{ id: string }>(path, { body: { title, markdown }, ...(token ? { token } : {}) });
  expect(made.status).toBe(201);
  return made.body.id;
}
async function write(id: string, markdown: string, person: Person = ada): Promise<void> {
  const answer = await api(`${pageAt(id)}/content`, {
    method: 'PUT',
    body: markdown,
    headers: { 'content-type': 'text/markdown' },
    token: person.token,
  });
  expect(answer.status).toBe(204);
}
const read = async (id: string) => (await api<string>(`${pageAt(id)}/content?format=markdown`)).body;
const idsOf = async (id: string) => {
  const { body } = await api<{ content: { attrs: { id: string } }[] }>(`${pageAt(id)}/content?format=json`);
  return body.content.map((block) => block.attrs.id);
};
const versions = async (id: string, query = '') =>
  (await api<Page<Version>>(`${pageAt(id)}/versions${query}`)).body.items;
const readVersion = async (id: string, version: string) =>
  (await api<string>(`${pageAt(id)}/versions/${version}/content`)).body;
const restore = (id: string, version: string, person: Person = ada) =>
  api<VersionRestored>(`${pageAt(id)}/versions/${version}/restore`, { method: 'POST', token: person.token });

async function join(id: string, person: Person): Promise<Client> {
  const client = await connect({ url: `${server.wsUrl}/collab`, documentId: id, token: person.token });
  clients.push(client);
  await vi.waitFor(() => expect(client.synced).toBe(true), { timeout: 10_000 });
  return client;
}
const wordsOf = (client: Client, block: number) =>
  (client.doc.getXmlFragment('default').get(block) as Y.XmlElement).get(0) as Y.XmlText;

test('V1 V2 three people at work in turns: one version for each session, with its people, and the body as it was', async () => {
  const id = await newPage('Plan', 'First words.\n');
  pass(3);
  await write(id, 'First words.\n\nAna was here.\n', ana);
  pass(5);
  await write(id, 'First words.\n\nAna was here.\n\nBo too.\n', bo);
  pass(30);
  await write(id, 'First words.\n\nBo too.\n', bo);
  pass(60);
  await write(id, 'Only this.\n', ana);

  const list = await versions(id);
  expect(list.map(({ people }) => people.map((one) => one.name))).toEqual([
    ['Guest 1'],
    ['Guest 2'],
    ['Ada', 'Guest 1', 'Guest 2'],
  ]);
  expect(list.map((one) => one.isCurrent)).toEqual([true, false, false]);
  expect(list[2]?.startedAt).toBe('2026-03-02T09:00:00.000Z');
  expect(Date.parse(list[2]!.endedAt) - Date.parse(list[2]!.startedAt)).toBe(8 * MINUTE);
  expect(await readVersion(id, list[2]!.id)).toBe('First words.\n\nAna was here.\n\nBo too.\n');
  expect(await readVersion(id, list[1]!.id)).toBe('First words.\n\nBo too.\n');
  const detail = await api<VersionDetail>(`${pageAt(id)}/versions/${list[1]!.id}`);
  expect(detail.body).toMatchObject({ id: list[1]!.id, previousId: list[2]!.id });

  // The list goes on where it ended, and ids stay while a session goes on.
  const first = await api<Page<Version>>(`${pageAt(id)}/versions?limit=2`);
  const rest = await api<Page<Version>>(`${pageAt(id)}/versions?limit=2&cursor=${first.body.nextCursor}`);
  expect([...first.body.items, ...rest.body.items].map((one) => one.id)).toEqual(list.map((one) => one.id));
  pass(1);
  await write(id, 'Only this, and that.\n', bo);
  const after = await versions(id);
  expect(after.map((one) => one.id)).toEqual(list.map((one) => one.id));
  expect(after[0]?.people.map((one) => one.name)).toEqual(['Guest 1', 'Guest 2']);
});

test('V3 V4 a restore is an edit: nothing later is lost, blocks keep their ids, and undoing it is restoring again', async () => {
  const id = await newPage('Recipe', '# Bread\n\nFlour.\n\nWater.\n');
  const blocks = await idsOf(id);
  pass(20);
  await write(id, '# Bread\n\nFlour and salt.\n');
  const [, old] = await versions(id);
  const answer = await restore(id, old!.id, ana);
  expect(answer.status).toBe(200);
  expect(await read(id)).toBe('# Bread\n\nFlour.\n\nWater.\n');
  expect(await idsOf(id)).toEqual(blocks);

  const list = await versions(id);
  expect(list.map(({ kind }) => kind)).toEqual(['restore', 'session', 'session']);
  expect(list[0]).toMatchObject({ restoredFrom: old!.id, isCurrent: true });
  expect(answer.body.before?.id).toBe(list[1]!.id);
  // Typed right after: a version of its own, although no pause came between.
  await write(id, '# Bread\n\nFlour.\n\nWater. Yeast.\n');
  expect((await versions(id)).map(({ kind }) => kind)).toEqual(['session', 'restore', 'session', 'session']);
  await restore(id, answer.body.before!.id);
  expect(await read(id)).toBe('# Bread\n\nFlour and salt.\n');
  // What is so already needs no edit.
  const again = await restore(id, answer.body.before!.id);
  expect(again.body).toEqual({ version: null, before: null });
});

test('V4 what somebody types while another restores stays', async () => {
  const id = await newPage('Shared', 'Alpha.\n\nBeta.\n');
  pass(20);
  await write(id, 'Alpha.\n\nGamma.\n');
  const typist = await join(id, bo);
  const [, old] = await versions(id);
  // On its way while the restore happens: it was typed without having heard of it.
  const device = new Y.Doc();
  Y.applyUpdate(device, Y.encodeStateAsUpdate(typist.doc));
  const known = Y.encodeStateVector(device);
  const words = (device.getXmlFragment('default').get(0) as Y.XmlElement).get(0) as Y.XmlText;
  for (const letter of 'typing') words.insert(words.length, letter);
  const answer = await restore(id, old!.id, ana);
  typist.update(Y.encodeStateAsUpdate(device, known));
  expect(answer.status).toBe(200);
  await vi.waitFor(() => expect(typist.saved).toBe(typist.sent), { timeout: 10_000 });
  expect(await read(id)).toBe('Alpha.typing\n\nBeta.\n');
  // The state before the restore can be opened.
  expect(await readVersion(id, answer.body.before!.id)).toContain('Gamma.');
});

test('V5 names: on the page as it is, on an old version, changed and taken off; what follows is a version of its own', async () => {
  const id = await newPage('Named');
  const empty = await api(`${pageAt(id)}/versions`, { body: { name: 'Nothing' } });
  expect(empty).toMatchObject({ status: 409, body: { code: 'version.nothing_written' } });
  await write(id, 'One.\n');
  const named = await api<Version>(`${pageAt(id)}/versions`, { body: { name: ' First draft ' } });
  expect(named).toMatchObject({ status: 201, body: { name: 'First draft', namedBy: { name: 'Ada' } } });
  expect(await api(`${pageAt(id)}/versions`, { body: { name: 'Other' } })).toMatchObject({
    status: 409,
    body: { code: 'version.already_named' },
  });
  await write(id, 'Two.\n', ana);
  const list = await versions(id);
  expect(list.map(({ name }) => name)).toEqual([null, 'First draft']);
  expect(await readVersion(id, named.body.id)).toBe('One.\n');
  expect((await versions(id, '?named=true')).map((one) => one.id)).toEqual([named.body.id]);
  const path = `${pageAt(id)}/versions/${named.body.id}`;
  expect((await api<Version>(path, { method: 'PATCH', body: { name: 'Draft' } })).body.name).toBe('Draft');
  expect((await api(`${path}/name`, { method: 'DELETE' })).status).toBe(204);
  expect((await versions(id)).map(({ name }) => name)).toEqual([null, null]);
});

test('V6 readers look at versions, only editors name and restore them; strangers and other pages see none', async () => {
  const id = await newPage('Rights', 'Old.\n');
  pass(20);
  await write(id, 'New.\n');
  const [, old] = await versions(id);
  const asReader = { token: reader.token };
  expect((await api(`${pageAt(id)}/versions`, asReader)).status).toBe(200);
  expect((await api(`${pageAt(id)}/versions/${old!.id}/content`, asReader)).body).toBe('Old.\n');
  expect((await restore(id, old!.id, reader)).status).toBe(403);
  expect((await api(`${pageAt(id)}/versions`, { body: { name: 'x' }, ...asReader })).status).toBe(403);
  expect((await api(`${pageAt(id)}/versions`, { token: null })).status).toBe(401);
  const other = await newPage('Other', 'Other.\n');
  expect(await api(`${pageAt(other)}/versions/${old!.id}/content`)).toMatchObject({
    status: 404,
    body: { code: 'version.not_found' },
  });
  await api(pageAt(id), { method: 'DELETE' });
  expect((await restore(id, old!.id)).body).toMatchObject({ code: 'document.trashed' });
});

test('V7 ten thousand edits are listed, opened and restored; compaction takes nothing of it away', async () => {
  const id = await newPage('Long');
  const typist = await join(id, ana);
  const paragraph = new Y.XmlElement('paragraph');
  const words = new Y.XmlText();
  paragraph.insert(0, [words]);
  typist.doc.getXmlFragment('default').insert(0, [paragraph]);
  for (let hour = 0; hour < 5; hour += 1) {
    for (let letter = 0; letter < 2_000; letter += 1) words.insert(words.length, String(hour));
    await vi.waitFor(() => expect(typist.saved).toBe(typist.sent), { timeout: 30_000 });
    pass(60);
  }
  const list = await versions(id);
  expect(list.length).toBe(5);
  for (const [at, one] of list.entries()) {
    expect((await readVersion(id, one.id)).trim().length).toBe((5 - at) * 2_000);
  }
  expect((await restore(id, list[3]!.id)).status).toBe(200);
  await vi.waitFor(() => expect(wordsOf(typist, 0).length).toBe(4_000), { timeout: 10_000 });
});

test('activity tells what happened to a page in the order of its time, what repeats as one entry', async () => {
  const id = await newPage('', undefined, ana.token);
  for (const title of ['D', 'Dr', 'Draft']) {
    await api(pageAt(id), { method: 'PATCH', body: { title }, token: ana.token });
  }
  pass(1);
  await write(id, 'Words.\n', bo);
  pass(1);
  await api(`${pageAt(id)}/versions`, { body: { name: 'Good' } });
  pass(1);
  const house = await newPage('House');
  await api(`${pageAt(id)}/move`, { body: { parentId: house } });
  pass(1);
  await api(pageAt(id), { method: 'DELETE', token: bo.token });
  pass(1);
  await api(`${pageAt(id)}/restore`, { method: 'POST' });
  const trashed = await api<{ trashedBy: unknown }>(pageAt(id));
  expect(trashed.body.trashedBy).toBeNull();
  const list = async () => (await api<Page<Activity>>(`${pageAt(id)}/activity`)).body.items;
  await vi.waitFor(async () => expect((await list()).length).toBe(7), { timeout: 10_000 });
  const told = await list();
  const kinds = told.map((one) => one.kind);
  expect(kinds.toSorted()).toEqual(
    ['created', 'edited', 'moved', 'renamed', 'restored', 'trashed', 'version_named'].toSorted(),
  );
  expect(told.find((one) => one.kind === 'renamed')?.title).toBe('Draft');
  expect(told.find((one) => one.kind === 'version_named')?.title).toBe('Good');
  expect(told.find((one) => one.kind === 'moved')?.parent).toEqual({ id: house, title: 'House' });
  expect(told.find((one) => one.kind === 'edited')?.people.map((one) => one.name)).toEqual(['Guest 2']);
  expect(told.find((one) => one.kind === 'trashed')?.people.map((one) => one.name)).toEqual(['Guest 2']);
});

test('who follows a page hears of the work of others once a session, never of their own, and only while they may read it', async () => {
  const workspaceId = server.owner.workspaceId;
  const top = await newPage('Top');
  const path = `/api/v1/workspaces/${workspaceId}/documents`;
  const below = (await api<{ id: string }>(path, { body: { title: 'Below', parentId: top } })).body.id;
  const follow = { method: 'PUT', body: { subpages: true }, token: follower.token };
  expect((await api(`${pageAt(top)}/follow`, follow)).body).toMatchObject({ following: true, subpages: true });
  const seen = await api(`${pageAt(below)}/follow`, { token: follower.token });
  expect(seen.body).toEqual({ following: false, subpages: false, through: { id: top, title: 'Top' } });

  const inbox = async (query = '') =>
    (
      await api<NotificationPage>(`/api/v1/notifications?workspaceId=${workspaceId}${query}`, {
        token: follower.token,
      })
    ).body;
  pass(1);
  await write(below, 'Mine.\n', follower);
  pass(20);
  await write(below, 'Ours.\n', ana);
  await write(below, 'Ours, all.\n', follower);
  await vi.waitFor(async () => expect((await inbox()).unread).toBe(1), { timeout: 15_000 });
  const [line] = (await inbox()).items;
  expect(line).toMatchObject({ kind: 'edited', documentId: below, title: 'Below', readAt: null });
  expect(line?.people.map((one) => one.name)).toEqual(['Guest 1']);

  // Mentioned: one line, whoever follows or not.
  const mention = {
    type: 'doc',
    content: [
      {
        type: 'paragraph',
        attrs: { id: 'asked' },
        content: [{ type: 'mention', attrs: { personId: follower.personId, label: 'Guest 4' } }],
      },
    ],
  };
  const asked = await newPage('Question', undefined, bo.token);
  for (const text of ['', '!']) {
    const content = [{ ...mention.content[0]!, content: [...mention.content[0]!.content] }] as unknown[];
    if (text !== '') content.push({ type: 'paragraph', content: [{ type: 'text', text }] });
    await api(`${pageAt(asked)}/content?format=json`, {
      method: 'PUT',
      body: { type: 'doc', content },
      token: bo.token,
    });
  }
  await vi.waitFor(async () => expect((await inbox()).unread).toBe(2), { timeout: 15_000 });
  expect((await inbox('&unread=true')).items.map(({ kind, title, blockId }) => [kind, title, blockId])).toContainEqual([
    'mentioned',
    'Question',
    'asked',
  ]);

  const one = await api(`/api/v1/notifications/${line!.id}`, {
    method: 'PATCH',
    body: { read: true },
    token: follower.token,
  });
  expect(one.status).toBe(200);
  expect((await inbox()).unread).toBe(1);
  // Somebody else's line is not there for others.
  expect((await api(`/api/v1/notifications/${line!.id}`, { method: 'PATCH', body: { read: false } })).status).toBe(404);
  await api('/api/v1/notifications', {
    method: 'PATCH',
    body: { read: true, workspaceId },
    token: follower.token,
  });
  expect((await inbox()).unread).toBe(0);

  await api(`/api/v1/workspaces/${workspaceId}/members/${follower.personId}`, { method: 'DELETE' });
  expect((await inbox()).items).toEqual([]);
});

test('V8 a page that Yjs cannot build: older versions open, and one becomes a page of its own', async () => {
  const id = await newPage('Ledger', 'Whole words.\n\n- with a list\n');
  pass(30);
  const client = await join(id, ada);
  client.type('Later. ');
  await vi.waitFor(async () => expect(await versions(id)).toHaveLength(2), { timeout: 10_000 });
  client.close();
  // One text of client 9 that stands after a part of its own future: Yjs throws on it.
  const nonsense = Buffer.from([1, 1, 9, 0, 0x84, 9, 5, 1, 120, 0]);
  await sql`update document_updates set data = ${nonsense} where document_id = ${id} and seq = 2`.execute(
    server.materi.database.db,
  );

  const list = await versions(id);
  expect((await api(`${pageAt(id)}/versions/${list[0]!.id}/content`)).body).toMatchObject({
    code: 'version.unreadable',
  });
  expect(await readVersion(id, list[1]!.id)).toBe('Whole words.\n\n- with a list\n');
  const copyOf = (version: string, person: Person) =>
    api<{ id: string; title: string }>(`${pageAt(id)}/versions/${version}/copy`, {
      method: 'POST',
      token: person.token,
    });
  expect(await copyOf(list[0]!.id, ada)).toMatchObject({ status: 422, body: { code: 'version.unreadable' } });
  expect((await copyOf(list[1]!.id, reader)).status).toBe(403);
  const copy = await copyOf(list[1]!.id, bo);
  expect(copy).toMatchObject({ status: 201, body: { title: 'Ledger (copy)' } });
  expect(await read(copy.body.id)).toBe('Whole words.\n\n- with a list\n');
  await write(copy.body.id, 'It can be written on.\n', bo);
  expect(await read(copy.body.id)).toBe('It can be written on.\n');
});
