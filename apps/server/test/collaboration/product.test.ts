import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket as Socket } from 'ws';
import * as Y from 'yjs';
import { WebsocketProvider } from 'y-websocket';
import { startTestServer, type TestServer } from '../support/server.ts';
import { connect } from './client.ts';
import { until } from './relay.ts';

// The relay inside the whole product: real people, real rights, real pages.

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const collab = () => `${server.wsUrl}/collab`;

async function page(markdown?: string): Promise<string> {
  const { body } = await server.api<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
    method: 'POST',
    body: { title: 'Page', ...(markdown === undefined ? {} : { markdown }) },
  });
  return body.id;
}

const textOf = async (documentId: string) =>
  (await server.api<string>(`/api/v1/documents/${documentId}/content?format=text`)).body;

function write(doc: Y.Doc, text: string): void {
  doc.transact(() => {
    const paragraph = new Y.XmlElement('paragraph');
    const words = new Y.XmlText();
    doc.getXmlFragment('default').push([paragraph]);
    paragraph.insert(0, [words]);
    words.insert(0, text);
  });
}

test('R1 an unmodified provider edits a page that was made from Markdown, and the API shows the result', async () => {
  const id = await page('# Title\n\nFirst words.');
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(collab(), id, doc, {
    params: { token: server.owner.token },
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  });
  await until('the provider is synced', () => provider.synced);
  expect(doc.getXmlFragment('default').toString()).toContain('First words.');
  write(doc, 'Typed later.');
  await until('the API shows it', async () => (await textOf(id)).includes('Typed later.'));
  provider.destroy();
});

test('R27 a change through the API reaches the people who have the page open', async () => {
  const id = await page('Before.');
  const reader = await connect({ url: collab(), documentId: id, token: (await server.invite('viewer')).token });
  await until('the reader is synced', () => reader.synced);
  const { status } = await server.api(`/api/v1/documents/${id}/content?format=markdown`, {
    method: 'PUT',
    headers: { 'content-type': 'text/markdown' },
    body: 'After.',
  });
  expect(status).toBeLessThan(300);
  await until('the reader sees it', () => reader.doc.getXmlFragment('default').toString().includes('After.'));
  reader.terminate();
});

test('R14 a member who is removed is closed at once, and a demoted one may only read', async () => {
  const id = await page();
  const [gone, demoted] = [await server.invite('editor'), await server.invite('editor')];
  const [first, second] = [
    await connect({ url: collab(), documentId: id, token: gone.token }),
    await connect({ url: collab(), documentId: id, token: demoted.token }),
  ];
  await until('both are synced', () => first.synced && second.synced);
  const members = `/api/v1/workspaces/${server.owner.workspaceId}/members`;
  await server.api(`${members}/${gone.personId}`, { method: 'DELETE' });
  await until('the removed one is closed', () => first.closed !== null);
  expect(first.closed!.code).toBe(4403);
  await server.api(members, { method: 'PUT', body: { personId: demoted.personId, role: 'viewer' } });
  write(second.doc, 'graffiti');
  await until('the demoted one is closed', () => second.closed !== null);
  expect(second.closed!.code).toBe(4403);
  expect(await textOf(id)).not.toContain('graffiti');
});

test('R14 signing out closes the sockets of that session with 4401', async () => {
  const id = await page();
  const ben = await server.invite('editor');
  const client = await connect({ url: collab(), documentId: id, token: ben.token });
  await until('Ben is synced', () => client.synced);
  const { body } = await server.api<{ items: { id: string; current: boolean }[] }>('/api/v1/sessions', {
    token: ben.token,
  });
  await server.api(`/api/v1/sessions/${body.items.find(({ current }) => current)!.id}`, {
    method: 'DELETE',
    token: ben.token,
  });
  await until('Ben is closed', () => client.closed !== null);
  expect(client.closed!.code).toBe(4401);
});

test('R15 the session cookie opens a socket from our own pages only', async () => {
  const id = await page();
  const signedIn = await server.api('/api/v1/auth/sign-in', {
    method: 'POST',
    token: null,
    body: { email: server.owner.email, password: server.owner.password },
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0]!)
    .join('; ');
  const open = (origin: string) => new Socket(`${collab()}/${id}`, { headers: { cookie, origin } });
  const ours = open(server.url);
  await new Promise((resolve) => {
    ours.once('message', resolve);
  });
  ours.terminate();
  const foreign = open('https://elsewhere.example');
  const code = await new Promise<number>((resolve) => {
    foreign.once('close', resolve);
  });
  expect(code).toBe(4403);
});

test('R28 a page that is destroyed closes with 4404, and its token is in no log line', async () => {
  const id = await page('Text.');
  const client = await connect({ url: collab(), documentId: id, token: server.owner.token });
  await until('it is synced', () => client.synced);
  await server.api(`/api/v1/documents/${id}?permanent=true`, { method: 'DELETE' });
  await until('it is closed', () => client.closed !== null);
  expect(client.closed!.code).toBe(4404);
  expect(server.log.join('\n')).not.toContain(server.owner.token);
});
