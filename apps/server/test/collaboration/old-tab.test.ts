import { createRelayConnection, type RelayConnection } from '@materi/client/relay';
import { readBody, SCHEMA_VERSION, type BlockNode } from '@materi/editor';
import { documentSchema, openReplica, schemaV1, type Replica } from '@materi/editor/testing';
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { startRelay, until, type TestRelay } from './relay.ts';

/** A tab: the real editor state and the real connection of one version of the program. */
interface Tab {
  readonly doc: Y.Doc;
  readonly connection: RelayConnection;
  readonly replica: Replica;
  close(): void;
}

let relay: TestRelay;
let page: string;
const open: { close(): void }[] = [];
beforeEach(async () => {
  relay = await startRelay({ limits: { settleMs: 20 } });
  page = relay.page();
});
afterEach(async () => {
  for (const each of open.splice(0)) each.close();
  await relay.stop();
});

async function openTab(version: number, doc = new Y.Doc(), pendingChanges = 0): Promise<Tab> {
  const { token } = relay.person('editor');
  const awareness = new Awareness(doc);
  const connection = createRelayConnection({
    url: relay.url,
    documentId: page,
    doc,
    awareness,
    token: async () => token,
    schemaVersion: version,
    pendingChanges,
  });
  await until('the page is there or refused', () => connection.state.loaded || connection.state.phase === 'stopped');
  // As in the app: the editor opens when the content is known.
  const replica = openReplica(doc, { schema: version === 1 ? schemaV1 : documentSchema });
  const tab = {
    doc,
    connection,
    replica,
    close() {
      connection.close();
      replica.close();
      awareness.destroy();
    },
  };
  open.push(tab);
  return tab;
}

const saved = (tab: Tab) => until('everything is saved', () => tab.connection.state.pendingChanges === 0);

const NEW_BLOCKS: BlockNode[] = [
  {
    type: 'callout',
    attrs: { kind: 'warning' },
    content: [
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'mind ' },
          { type: 'text', text: 'this', marks: [{ type: 'highlight', attrs: { colour: 'green' } }] },
          { type: 'mention', attrs: { personId: 'p1', label: 'Ann' } },
        ],
      },
    ],
  },
  {
    type: 'columnList',
    content: ['left', 'right'].map((text) => ({
      type: 'column',
      content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
    })),
  },
  { type: 'bookmark', attrs: { url: 'https://a.example/', title: 'A page' } },
];

function addNewBlocks({ replica }: Tab): void {
  const { tr, doc, schema } = replica.state;
  replica.dispatch(
    tr.insert(
      doc.content.size,
      NEW_BLOCKS.map((block) => schema.nodeFromJSON(block)),
    ),
  );
}

function type({ replica }: Tab, text: string): void {
  replica.dispatch(replica.state.tr.insertText(text, 1));
}

/** What the server has, as somebody reads it who comes now. */
async function kept(): Promise<BlockNode> {
  const reader = await openTab(SCHEMA_VERSION);
  const body = readBody(reader.doc);
  reader.close();
  return body;
}

const types = (body: BlockNode) => body.content?.map((block) => block.type);

test('tabs of the old version edit a page as long as no newer one has edited it', async () => {
  const old = await openTab(1);
  type(old, 'old');
  await saved(old);
  const newer = await openTab(SCHEMA_VERSION);
  expect(newer.replica.state.doc.textContent).toBe('old');
  type(old, 'still ');
  await saved(old);
  await until('the newer tab shows it', () => newer.replica.state.doc.textContent === 'still old');
  expect(old.connection.state.reason).toBeNull();
});

test('an old tab that is open when new blocks come is told to reload and destroys none of them', async () => {
  const old = await openTab(1);
  type(old, 'words');
  await saved(old);
  const newer = await openTab(SCHEMA_VERSION);
  addNewBlocks(newer);
  await saved(newer);
  const body = readBody(newer.doc);
  expect(types(body)).toEqual(['paragraph', 'callout', 'columnList', 'bookmark']);
  await until('the old tab is told', () => old.connection.state.reason === 'reload');
  // What it does not know never reached it, so its editor could not take it away.
  expect(types(readBody(old.doc))).toEqual(['paragraph']);
  type(old, 'more ');
  expect(old.connection.state.phase).toBe('stopped');
  expect(await kept()).toEqual(body);
  expect(relay.logged).toEqual([]);
});

test('an old tab that was offline comes back to new blocks: nothing is lost on either side', async () => {
  const old = await openTab(1);
  type(old, 'words');
  await saved(old);
  old.connection.close();
  type(old, 'offline ');

  const newer = await openTab(SCHEMA_VERSION);
  addNewBlocks(newer);
  await saved(newer);
  const body = readBody(newer.doc);

  const back = await openTab(1, old.doc, 1);
  await until('it is told to reload', () => back.connection.state.reason === 'reload');
  expect(await kept()).toEqual(body);

  // The reloaded tab opens what the old one kept on the device.
  const device = Y.encodeStateAsUpdate(old.doc);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, device);
  const reloaded = await openTab(SCHEMA_VERSION, doc, 1);
  await saved(reloaded);
  const both = await kept();
  expect(types(both)).toEqual(types(body));
  expect(JSON.stringify(both)).toContain('offline words');
  expect(JSON.stringify(both.content?.slice(1))).toBe(JSON.stringify(body.content?.slice(1)));
});

test('an old program that does not listen deletes what it does not know for itself only', async () => {
  const newer = await openTab(SCHEMA_VERSION);
  type(newer, 'words');
  await saved(newer);
  const closes: number[] = [];
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(relay.url, page, doc, {
    params: { token: relay.person('editor').token, schema: '1' },
    WebSocketPolyfill: WebSocket as never,
    disableBc: true,
  });
  open.push({ close: () => provider.destroy() });
  provider.on('connection-close', (event) => {
    if (event !== null) closes.push(event.code);
  });
  await until('it has the page', () => provider.synced);
  const replica = openReplica(doc, { schema: schemaV1 });
  open.push(replica);
  addNewBlocks(newer);
  await saved(newer);
  const body = readBody(newer.doc);
  await until('its deletions are refused', () => closes.includes(4426));
  expect(types(readBody(doc))).not.toContain('callout');
  expect(await kept()).toEqual(body);
  expect(readBody(newer.doc)).toEqual(body);
});
