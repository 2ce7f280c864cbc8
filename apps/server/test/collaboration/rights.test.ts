import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { newId } from '../../src/kernel/ids.ts';
import { step2 } from './client.ts';
import { startRelay, until, type TestRelay } from './relay.ts';

let relay: TestRelay;
beforeEach(async () => {
  relay = await startRelay();
});
afterEach(() => relay.stop());

async function writer(page: string, text: string) {
  const person = relay.person('editor');
  const client = await relay.client(page, person.token);
  await until('the writer is synced', () => client.synced);
  client.type(text);
  await until('the text is saved', () => client.saved === client.sent);
  return { ...person, client };
}

test('R12 a reader receives everything; a real edit of theirs closes with 4403 and changes nothing', async () => {
  const page = relay.page();
  const ada = await writer(page, 'text');
  const reader = await relay.client(page, relay.person('viewer').token);
  await until('the reader sees the text', () => reader.text() === 'text');
  ada.client.type('more ');
  await until('the reader sees more', () => reader.text() === 'more text');
  await until('the reader’s step 2 counts', () => reader.saved === 1);
  reader.type('graffiti ');
  await until('the reader is closed', () => reader.closed !== null);
  expect(reader.closed!.code).toBe(4403);
  const late = await relay.client(page, relay.person('viewer').token);
  await until('a late reader is synced', () => late.synced);
  expect(late.text()).toBe('more text');
});

test('R12 a reader whose Yjs deletes what lost against another value, or tidies marks, makes no edit', async () => {
  const page = relay.page();
  const [ada, ben] = [await writer(page, 'x'), await writer(page, 'y')];
  await until('both show the same', () => ada.client.text() === ben.client.text());
  // Both set the same attribute and format the same words without hearing of each other.
  const [first, second] = [new Y.Doc(), new Y.Doc()];
  const base = new Y.Doc();
  base.getMap('map').set('colour', 'none');
  const text = new Y.XmlText('words that two people format');
  base.getXmlFragment('default').insert(0, [text]);
  for (const doc of [first, second]) Y.applyUpdate(doc, Y.encodeStateAsUpdate(base));
  for (const [doc, colour] of [
    [first, 'red'],
    [second, 'blue'],
  ] as const) {
    doc.getMap('map').set('colour', colour);
    (doc.getXmlFragment('default').get(0) as Y.XmlText).format(2, 10, { bold: {} });
  }
  ada.client.update(Y.encodeStateAsUpdate(first));
  ben.client.update(Y.encodeStateAsUpdate(second));
  await until('both are saved', () => ada.client.saved === ada.client.sent && ben.client.saved === ben.client.sent);
  const reader = await relay.client(page, relay.person('viewer').token);
  await until('the reader is synced', () => reader.synced);
  reader.send(step2(Y.encodeStateAsUpdate(reader.doc)));
  await until('the reader’s messages count', () => reader.saved >= 2 || reader.closed !== null);
  expect(reader.closed).toBeNull();
  // The same state with one visible deletion more is an edit.
  reader.doc.getText('plain').delete(0, 1);
  await until('the reader is closed', () => reader.closed !== null);
  expect(reader.closed!.code).toBe(4403);
  expect(ada.client.text()).toHaveLength(2);
});

test('R13 whoever keeps trying is let in again only after a wait', async () => {
  const page = relay.page();
  const { token } = relay.person('viewer');
  const codes: number[] = [];
  for (let attempt = 0; attempt < 8; attempt++) {
    const reader = await relay.client(page, token);
    await until('the reader is synced or closed', () => reader.synced || reader.closed !== null);
    if (reader.closed === null) reader.type('graffiti');
    await until('the reader is closed', () => reader.closed !== null);
    codes.push(reader.closed!.code);
  }
  expect(codes.slice(0, 5)).toEqual([4403, 4403, 4403, 4403, 4403]);
  expect(codes.at(-1)).toBe(4429);
});

test('R14 whoever loses access hears nothing more and is closed with 4403', async () => {
  const page = relay.page();
  const ada = await writer(page, 'text');
  const ben = relay.person('editor');
  const client = await relay.client(page, ben.token);
  await until('Ben sees the text', () => client.text() === 'text');
  const release = relay.holdRights();
  relay.setRole(ben.personId, null);
  ada.client.type('secret ');
  client.type('too late ');
  await until('Ada is saved', () => ada.client.saved === ada.client.sent);
  release();
  await until('Ben is closed', () => client.closed !== null);
  expect(client.closed!.code).toBe(4403);
  expect(client.heard.filter(({ kind }) => kind === 'update')).toEqual([]);
  expect(ada.client.text()).toBe('secret text');
});

test('R14 whoever loses the right to edit stays as a reader, and nothing is lost in between', async () => {
  const page = relay.page();
  const ada = await writer(page, 'text');
  const ben = relay.person('editor');
  const client = await relay.client(page, ben.token);
  await until('Ben is synced', () => client.synced);
  const release = relay.holdRights();
  relay.setRole(ben.personId, 'viewer');
  ada.client.type('more ');
  await until('Ada is saved', () => ada.client.saved === ada.client.sent);
  release();
  await until('Ben sees more', () => client.text() === 'more text');
  client.type('graffiti');
  await until('Ben is closed', () => client.closed !== null);
  expect(client.closed!.code).toBe(4403);
});

test('R14 a revoked session closes with 4401 at once, and another session of the same person stays', async () => {
  const page = relay.page();
  const [ada, ben] = [relay.person('editor'), relay.person('editor')];
  const gone = await relay.client(page, ada.token);
  const stays = await relay.client(page, ben.token);
  await until('both are synced', () => gone.synced && stays.synced);
  relay.fanout.publish('access', { personId: ada.personId, sessionId: ada.sessionId });
  await until('the socket is closed', () => gone.closed !== null);
  expect(gone.closed!.code).toBe(4401);
  expect(stays.closed).toBeNull();
});

test('R14 a session that ran out without a word closes with 4401 when it is asked for', async () => {
  await relay.stop();
  relay = await startRelay({ limits: { verifyMs: 50 } });
  const ada = relay.person('editor');
  const client = await relay.client(relay.page(), ada.token);
  await until('Ada is synced', () => client.synced);
  relay.expire(ada.sessionId);
  await until('the socket is closed', () => client.closed !== null);
  expect(client.closed!.code).toBe(4401);
});

test('R11 a document in the trash can be read and not edited, until it is restored', async () => {
  const page = relay.page();
  const ada = await writer(page, 'text');
  relay.setTrashed(page, true);
  const event = { aggregateId: page, workspaceId: relay.workspaceId, actorId: null, data: { documentIds: [page] } };
  await relay.deliver({ ...event, type: 'documents.trashed' });
  ada.client.type('more ');
  await until('Ada is closed', () => ada.client.closed !== null);
  expect(ada.client.closed!.code).toBe(4403);
  const reader = await relay.client(page, ada.token);
  await until('the text is there', () => reader.text() === 'text');
  relay.setTrashed(page, false);
  await relay.deliver({ ...event, type: 'documents.restored' });
  reader.type('again ');
  await until('it is saved', () => reader.saved === reader.sent);
});

test('R15 each refusal at the door has its code, and no token reaches the log', async () => {
  const page = relay.page();
  const closedWith = async (documentId: string, token: string) => {
    const client = await relay.client(documentId, token);
    await until('the socket is closed', () => client.closed !== null);
    return client.closed!.code;
  };
  expect(await closedWith(page, 'wrong-secret-token')).toBe(4401);
  expect(await closedWith(page, relay.person(null).token)).toBe(4403);
  expect(await closedWith(newId(), relay.person('editor').token)).toBe(4404);
  expect(await closedWith('no-id', relay.person('editor').token)).toBe(4404);
  expect(JSON.stringify(relay.logged)).not.toContain('secret');
});

test('R16 a client with an older schema than the document reads, and its edit closes with 4426', async () => {
  const page = relay.page();
  const newer = await relay.client(page, relay.person('editor').token, { parameters: { ack: '1', schema: '2' } });
  await until('it is synced', () => newer.synced);
  newer.type('new');
  await until('it is saved', () => newer.saved === newer.sent);
  await relay.restart();
  const older = await relay.client(page, relay.person('editor').token, { parameters: { ack: '1', schema: '1' } });
  await until('it reads', () => older.text() === 'new');
  expect(older.heard).toContainEqual({ kind: 'schema', value: 2 });
  older.type('old ');
  await until('it is closed', () => older.closed !== null);
  expect(older.closed!.code).toBe(4426);
  const plain = await relay.client(page, relay.person('editor').token, { parameters: {} });
  await until('the text is as before', () => plain.text() === 'new');
});
