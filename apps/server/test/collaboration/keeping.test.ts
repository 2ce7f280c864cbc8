import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from 'kysely';
import * as Y from 'yjs';
import { newId } from '../../src/kernel/ids.ts';
import { startRelay, until, type TestRelay } from './relay.ts';

let relay: TestRelay;
beforeEach(async () => {
  relay = await startRelay({ limits: { settleMs: 20, compactUpdates: 100 } });
});
afterEach(() => relay.stop());

const numbers = async (page: string) => {
  const { rows } = await sql<{ updates: number; snapshots: number; up_to: string | null }>`
    select (select count(*)::int from document_updates where document_id = ${page}) as updates,
      (select count(*)::int from document_snapshots where document_id = ${page}) as snapshots,
      (select max(up_to_seq) from document_snapshots where document_id = ${page}) as up_to`.execute(relay.database.db);
  return { updates: rows[0]!.updates, snapshots: rows[0]!.snapshots, upTo: Number(rows[0]!.up_to) };
};

test('R25 a snapshot is made while people type; the history stays and the document is the same', async () => {
  const page = relay.page();
  const ada = await relay.client(page, relay.person('editor').token);
  await until('Ada is synced', () => ada.synced);
  for (let at = 0; at < 250; at++) {
    ada.type(`${at} `, at % 3 === 0 ? 0 : ada.text().length);
    if (at % 4 === 0) ada.doc.getText('plain').delete(0, 1);
  }
  await until('it is saved', () => ada.saved === ada.sent);
  await until('a snapshot is there', async () => (await numbers(page)).snapshots === 1, 20_000);
  ada.type('after ');
  await until('it is saved', () => ada.saved === ada.sent);
  const { updates } = await numbers(page);
  const upTo = await relay.collaboration.compact(page);
  expect(upTo).toBe(updates);
  expect(await numbers(page)).toEqual({ updates, snapshots: 1, upTo: updates });
  const live = await relay.client(page, relay.person('viewer').token);
  await until('a reader of the open room sees it', () => live.text() === ada.text());
  const text = ada.text();
  await relay.restart();
  const cold = await relay.client(page, relay.person('viewer').token);
  await until('a reader after a restart sees it', () => cold.text() === text);
  expect(relay.logged).toEqual([]);
});

test('R25 what Yjs cannot place yet is in the snapshot too', async () => {
  const page = relay.page();
  const ada = await relay.client(page, relay.person('editor').token, { sync: false });
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  for (const word of ['one ', 'two ', 'three ']) doc.getText('plain').insert(0, word);
  doc.getText('plain').delete(0, 6);
  // The second never arrives before the snapshot.
  for (const at of [0, 2, 3]) ada.update(updates[at]!);
  await until('it is saved', () => ada.saved === 3);
  await relay.collaboration.compact(page);
  await relay.restart();
  const back = await relay.client(page, relay.person('editor').token, { sync: false });
  back.update(updates[1]!);
  await until('it is saved', () => back.saved === 1);
  const reader = await relay.client(page, relay.person('viewer').token);
  await until('all is there', () => reader.text() === 'two one ');
});

test('R26 links and blobs are announced a moment after edits settle, once', async () => {
  const page = relay.page();
  const [linked, blob] = [newId(), newId()];
  const ada = await relay.client(page, relay.person('editor').token);
  await until('Ada is synced', () => ada.synced);
  ada.doc.transact(() => {
    const paragraph = new Y.XmlElement('paragraph');
    const image = new Y.XmlElement('image');
    const text = new Y.XmlText();
    ada.doc.getXmlFragment('default').insert(0, [paragraph, image]);
    image.setAttribute('src', `/api/v1/blobs/${blob}`);
    paragraph.insert(0, [text]);
    text.insert(0, 'a page', { link: { href: `/d/${linked}` } });
  });
  await until('it is announced', () => relay.events.length > 0);
  expect(relay.events).toEqual([
    {
      type: 'collaboration.content_derived',
      aggregateId: page,
      workspaceId: relay.workspaceId,
      actorId: null,
      data: { documentId: page, links: [linked], mentions: [], blobs: [blob], editedAt: expect.any(String) as string },
    },
  ]);
  const { rows } = await sql<{ created_at: Date }>`select max(created_at) as created_at from document_updates
    where document_id = ${page}`.execute(relay.database.db);
  expect(relay.events[0]!.data['editedAt']).toBe(rows[0]!.created_at.toISOString());
  await relay.restart();
  const other = relay.page();
  await relay.collaboration.edit(other, { personId: newId() }, (doc) => doc.getText('plain').insert(0, 'x'));
  await until('the other page is announced', () => relay.events.length > 1);
  expect(relay.events.map(({ aggregateId }) => aggregateId)).toEqual([page, other]);
});

test('R26 a document that was left behind is derived at the next start', async () => {
  await relay.stop();
  relay = await startRelay({ limits: { settleMs: 600_000, settleAtMostMs: 600_000 } });
  const page = relay.page();
  await relay.collaboration.edit(page, { personId: newId() }, (doc) => doc.getText('plain').insert(0, 'x'));
  expect(relay.events).toEqual([]);
  await relay.restart();
  await until('it is announced', () => relay.events.some(({ aggregateId }) => aggregateId === page));
});

test('R27 the first body is stored in the transaction that makes the page, or not at all', async () => {
  const [kept, dropped] = [relay.page(), relay.page()];
  const doc = new Y.Doc();
  doc.getText('plain').insert(0, 'first');
  const content = { update: Y.encodeStateAsUpdate(doc), schemaVersion: 3 };
  const actor = { personId: newId() };
  await relay.database.transaction((tx) => relay.collaboration.writeInitial(tx, kept, actor, content));
  await expect(
    relay.database.transaction(async (tx) => {
      await relay.collaboration.writeInitial(tx, dropped, actor, content);
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  expect((await numbers(dropped)).updates).toBe(0);
  const reader = await relay.client(kept, relay.person('viewer').token, { parameters: { ack: '1', schema: '2' } });
  await until('a reader sees it', () => reader.text() === 'first');
  expect(reader.heard).toContainEqual({ kind: 'schema', value: 3 });
});

test('R28 destroying a document closes its sockets with 4404 and leaves no row', async () => {
  const page = relay.page();
  const ada = await relay.client(page, relay.person('editor').token);
  await until('Ada is synced', () => ada.synced);
  ada.type('text');
  await until('it is saved', () => ada.saved === ada.sent);
  await relay.collaboration.compact(page);
  ada.type('on its way ');
  relay.remove(page);
  await relay.deliver({
    type: 'documents.destroyed',
    aggregateId: page,
    workspaceId: relay.workspaceId,
    actorId: null,
    data: { documentIds: [page] },
  });
  await until('Ada is closed', () => ada.closed !== null);
  expect(ada.closed!.code).toBe(4404);
  await until('no row is left', async () => {
    const { updates, snapshots } = await numbers(page);
    return updates === 0 && snapshots === 0;
  });
});
