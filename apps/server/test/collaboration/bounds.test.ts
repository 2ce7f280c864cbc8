import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createUpdateLog } from '../../src/domains/collaboration/update-log.ts';
import { updateFrame, type Client } from './client.ts';
import { startRelay, until, type TestRelay } from './relay.ts';

let relay: TestRelay;
afterEach(() => relay.stop());

test('R5 when the commit fails the sockets close with 4503, the process goes on, and the edits come again', async () => {
  relay = await startRelay();
  const page = relay.page();
  const { token } = relay.person('editor');
  const ada = await relay.client(page, token);
  await until('Ada is synced', () => ada.synced);
  ada.type('kept ');
  await until('it is saved', () => ada.saved === ada.sent);
  const saved = ada.saved;
  // What PostgreSQL says when the disk is full.
  await sql`create function full_disk() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$`.execute(relay.database.db);
  await sql`create trigger full_disk before insert on document_updates execute function full_disk()`.execute(
    relay.database.db,
  );
  ada.type('lost? ');
  await until('Ada is closed', () => ada.closed !== null);
  expect(ada.closed).toMatchObject({ code: 4503, reason: expect.stringContaining('disk') });
  expect(ada.saved).toBe(saved);
  await sql`drop trigger full_disk on document_updates`.execute(relay.database.db);
  const again = await relay.client(page, token);
  await until('only what was saved is there', () => again.text() === 'kept ');
  again.send(updateFrame(Y.encodeStateAsUpdate(ada.doc)));
  await until('the rest is saved', () => again.saved === 2);
  const reader = await relay.client(page, relay.person('viewer').token);
  await until('a reader sees both', () => reader.text() === 'lost? kept ');
});

test('R5 two relays on one document: the one that comes second fails its room and loads anew', async () => {
  relay = await startRelay();
  const page = relay.page();
  const { personId, token } = relay.person('editor');
  const ada = await relay.client(page, token);
  await until('Ada is synced', () => ada.synced);
  ada.type('Ada ');
  await until('it is saved', () => ada.saved === ada.sent);
  // Someone else takes number 2.
  const doc = new Y.Doc();
  doc.getText('plain').insert(0, 'elsewhere ');
  await relay.database.transaction(async (tx) => {
    const log = createUpdateLog({ database: relay.database, clock: { now: () => new Date() } });
    const data = Y.encodeStateAsUpdate(doc);
    await log.appendIn(tx, [
      { documentId: page, seq: 2, data, personId, connectionId: null, clientIds: [], schemaVersion: null },
    ]);
  });
  ada.type('more ');
  await until('Ada is closed', () => ada.closed !== null);
  expect(ada.closed).toMatchObject({ code: 4503, reason: expect.stringContaining('elsewhere') });
  const back = await relay.client(page, token);
  back.send(updateFrame(Y.encodeStateAsUpdate(ada.doc)));
  await until('all three are there', () => ['Ada', 'elsewhere'].every((word) => back.text().includes(word)));
});

test('R8 a log with a gap is never answered from', async () => {
  relay = await startRelay();
  const page = relay.page();
  const { token } = relay.person('editor');
  const ada = await relay.client(page, token);
  await until('Ada is synced', () => ada.synced);
  for (const word of ['a', 'b', 'c']) ada.type(word);
  await until('it is saved', () => ada.saved === ada.sent);
  ada.close();
  await sql`delete from document_updates where document_id = ${page} and seq = 2`.execute(relay.database.db);
  await relay.restart();
  const ben = await relay.client(page, token);
  await until('Ben is closed', () => ben.closed !== null);
  expect(ben.closed!.code).toBe(4503);
  expect(ben.heard.filter(({ kind }) => kind !== 'awareness')).toEqual([]);
});

test('R20 text frames and garbage close with 4400', async () => {
  relay = await startRelay();
  const page = relay.page();
  for (const data of ['hello', randomBytes(50), Buffer.from([0, 2, 5, 1])]) {
    const client = await relay.client(page, relay.person('editor').token, { sync: false });
    client.socket.send(data);
    await until('it is closed', () => client.closed !== null);
    expect(client.closed!.code).toBe(4400);
  }
});

test('R21 a frame above the limit closes with 4413', async () => {
  relay = await startRelay();
  const client = await relay.client(relay.page(), relay.person('editor').token, { sync: false });
  client.socket.send(Buffer.alloc(16 * 1024 * 1024 + 1));
  await until('it is closed', () => client.closed !== null);
  expect(client.closed!.code).toBe(4413);
});

test('R21 a paste of megabytes goes through', async () => {
  relay = await startRelay();
  const page = relay.page();
  const ada = await relay.client(page, relay.person('editor').token);
  await until('Ada is synced', () => ada.synced);
  ada.type('words '.repeat(1_000_000));
  await until('it is saved', () => ada.saved === ada.sent, 30_000);
  const reader = await relay.client(page, relay.person('viewer').token);
  await until('a reader has it', () => reader.text().length === 6_000_000, 30_000);
});

test('R24 an idle socket hears something again and again, and one whose other end is dead closes', async () => {
  relay = await startRelay({ limits: { heartbeatMs: 100, deadMs: 3_000 } });
  const page = relay.page();
  const quiet = await relay.client(page, relay.person('viewer').token, { sync: false });
  await until('three heartbeats are heard', () => quiet.heard.filter(({ kind }) => kind === 'awareness').length >= 3);
  const dead = await relay.client(page, relay.person('viewer').token, { sync: false });
  dead.socket.pause();
  await until('only the living is left', async () => (await relay.metric('materi_relay_sockets')) === 1, 20_000);
  expect(quiet.closed).toBeNull();
});

test('R22 too many connections of one person are refused', async () => {
  relay = await startRelay({ limits: { socketsPerPerson: 2 } });
  const page = relay.page();
  const { token } = relay.person('editor');
  const clients: Client[] = [];
  for (let at = 0; at < 3; at++) clients.push(await relay.client(page, token));
  await until('one is closed', () => clients.some(({ closed }) => closed !== null));
  expect(clients.filter(({ closed }) => closed?.code === 4429)).toHaveLength(1);
});
