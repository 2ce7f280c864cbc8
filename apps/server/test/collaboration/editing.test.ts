import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from 'kysely';
import * as Y from 'yjs';
import { WebsocketProvider } from 'y-websocket';
import { startRelay, until, type TestRelay } from './relay.ts';
import { awareness, frame } from './client.ts';

let relay: TestRelay;
beforeEach(async () => {
  relay = await startRelay();
});
afterEach(() => relay.stop());

const rowsOf = async (page: string) =>
  (
    await sql<{ seq: string; person_id: string; connection_id: string | null; client_ids: string[]; data: Buffer }>`
      select seq, person_id, connection_id, client_ids, data from document_updates
      where document_id = ${page} order by seq`.execute(relay.database.db)
  ).rows;

function provider(page: string, token: string) {
  const doc = new Y.Doc();
  const line = new WebsocketProvider(relay.url, page, doc, {
    params: { token },
    WebSocketPolyfill: WebSocket,
    disableBc: true,
  });
  return { doc, line, text: () => doc.getText('plain').toString() };
}

test('R1 two unmodified y-websocket providers converge, and what they typed is there after a restart', async () => {
  const page = relay.page();
  const ada = provider(page, relay.person('editor').token);
  const ben = provider(page, relay.person('editor').token);
  await until('both are synced', () => ada.line.synced && ben.line.synced);
  for (const letter of 'Hello') ada.doc.getText('plain').insert(ada.text().length, letter);
  for (const letter of ' world') ben.doc.getText('plain').insert(ben.text().length, letter);
  await until('both show the same', () => ada.text().length === 11 && ada.text() === ben.text());
  const text = ada.text();
  ada.line.awareness.setLocalStateField('user', { name: 'Ada' });
  await until('Ben sees Ada', () => ben.line.awareness.getStates().has(ada.doc.clientID));
  ada.line.destroy();
  await until('Ben sees Ada leave', () => !ben.line.awareness.getStates().has(ada.doc.clientID));
  ben.line.destroy();
  await relay.restart();
  const cleo = provider(page, relay.person('viewer').token);
  await until('Cleo sees the text', () => cleo.text() === text);
  cleo.line.destroy();
});

test('R1 a provider that lost the server comes back by itself and brings what it typed meanwhile', async () => {
  const page = relay.page();
  const person = relay.person('editor');
  const ada = await relay.client(page, person.token);
  ada.type('before');
  await until('the edit is saved', () => ada.saved === ada.sent);
  const offline = new Y.Doc();
  Y.applyUpdate(offline, Y.encodeStateAsUpdate(ada.doc));
  ada.close();
  await relay.restart();
  offline.getText('plain').insert(0, 'offline and ');
  const back = await relay.client(page, person.token, { sync: false });
  await until('the server asks', () => back.heard.some(({ kind }) => kind === 'step1'));
  const asked = back.heard.find((one) => one.kind === 'step1')!;
  back.send(frame(0, 1, Y.encodeStateAsUpdate(offline, asked.kind === 'step1' ? asked.stateVector : undefined)));
  await until('it is saved', () => back.saved === 1);
  const reader = await relay.client(page, relay.person('viewer').token);
  await until('a reader sees it', () => reader.text() === 'offline and before');
});

test('R2 an edit goes to the others and not to its author', async () => {
  const page = relay.page();
  const [ada, ben] = [
    await relay.client(page, relay.person('editor').token),
    await relay.client(page, relay.person('editor').token),
  ];
  await until('both are synced', () => ada.synced && ben.synced);
  ada.type('a');
  await until('Ben has it', () => ben.text() === 'a');
  await until('it is saved', () => ada.saved === ada.sent);
  expect(ada.heard.filter(({ kind }) => kind === 'update')).toEqual([]);
});

test('R3 what is called saved is in the database at that moment', async () => {
  const page = relay.page();
  const ada = await relay.client(page, relay.person('editor').token);
  await until('Ada is synced', () => ada.synced);
  for (let at = 0; at < 50; at++) {
    ada.type(`${at} `);
    await until('it is saved', () => ada.saved === ada.sent);
    expect(await rowsOf(page)).toHaveLength(at + 1);
  }
  ada.update(Uint8Array.of(0, 0));
  await until('the empty update is counted', () => ada.saved === ada.sent);
  expect(await rowsOf(page)).toHaveLength(50);
  const counts = ada.heard.flatMap((one) => (one.kind === 'saved' ? [one.value] : []));
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
});

test('R6 the log names person, connection, client and order of every edit', async () => {
  const page = relay.page();
  const [ada, ben] = [relay.person('editor'), relay.person('editor')];
  const first = await relay.client(page, ada.token);
  const second = await relay.client(page, ben.token);
  await until('both are synced', () => first.synced && second.synced);
  first.type('a');
  await until('Ben has it', () => second.text() === 'a');
  second.type('b');
  await until('both are saved', () => first.saved === first.sent && second.saved === second.sent);
  const rows = await rowsOf(page);
  expect(rows.map(({ seq, person_id, client_ids }) => [Number(seq), person_id, client_ids.map(Number)])).toEqual([
    [1, ada.personId, [first.doc.clientID]],
    [2, ben.personId, [second.doc.clientID]],
  ]);
  expect(new Set(rows.map(({ connection_id }) => connection_id)).size).toBe(2);
});

test('R17 late joiners hear everybody, message 3 is answered, and whoever disconnects is removed', async () => {
  const page = relay.page();
  const ada = await relay.client(page, relay.person('editor').token);
  ada.send(awareness([{ client: 11, clock: 1, state: '{"user":{"name":"Ada"}}' }]));
  const ben = await relay.client(page, relay.person('viewer').token);
  const seen = (state: string) =>
    ben.heard.some(
      (one) => one.kind === 'awareness' && one.entries.some((entry) => entry.client === 11 && entry.state === state),
    );
  await until('Ben sees Ada', () => seen('{"user":{"name":"Ada"}}'));
  ben.heard.length = 0;
  ben.send(frame(3));
  await until('Ben sees Ada again', () => seen('{"user":{"name":"Ada"}}'));
  ada.terminate();
  await until('Ben sees Ada leave', () => seen('null'));
});

test('R27 edits by the server reach the open room and are kept without one', async () => {
  const [open, shut] = [relay.page(), relay.page()];
  const { personId, token } = relay.person('editor');
  const ada = await relay.client(open, token);
  await until('Ada is synced', () => ada.synced);
  ada.type('Ada');
  for (const page of [open, shut]) {
    await until('Ada is saved', () => ada.saved === ada.sent);
    await relay.collaboration.edit(page, { personId }, (doc) => doc.getText('plain').insert(0, 'server '));
  }
  await until('Ada sees it', () => ada.text() === 'server Ada');
  expect((await rowsOf(shut)).map(({ person_id, connection_id }) => [person_id, connection_id])).toEqual([
    [personId, null],
  ]);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, await relay.collaboration.readState(open));
  expect(doc.getText('plain').toString()).toBe('server Ada');
});

test('R9 a room unloads when nobody needs it, and opens again', async () => {
  await relay.stop();
  relay = await startRelay({ limits: { unloadMs: 10 } });
  const page = relay.page();
  const ada = await relay.client(page, relay.person('editor').token);
  ada.type('kept');
  await until('it is saved', () => ada.saved === ada.sent && ada.saved > 0);
  expect(await relay.metric('materi_relay_rooms')).toBe(1);
  ada.close();
  await until('the room is gone', async () => (await relay.metric('materi_relay_rooms')) === 0);
  const ben = await relay.client(page, relay.person('viewer').token);
  await until('Ben sees the text', () => ben.text() === 'kept');
});
