import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import * as encoding from 'lib0/encoding';
import { Awareness } from 'y-protocols/awareness';
import { RELAY_CLOSE, RELAY_MESSAGE } from '@materi/contract/relay';
import { createRelayConnection, type RelayConnection } from './connection.ts';
import { awarenessFrame, readFrame, syncFrame } from './frames.ts';
import type { RelaySocket } from './socket.ts';
import { createRelayWays } from './ways.ts';

/** A server in one object: takes sync messages into `doc`, acknowledges only when told to. */
function scriptedServer() {
  const doc = new Y.Doc();
  const sockets: ReturnType<typeof accept>[] = [];

  function accept(url: string) {
    let counted = 0;
    const listeners = new Map<string, (event: unknown) => void>();
    const frames: ReturnType<typeof readFrame>[] = [];
    const socket: RelaySocket = {
      binaryType: 'blob',
      readyState: 1,
      addEventListener: (name, listener) => void listeners.set(name, listener as (event: unknown) => void),
      send(data) {
        const frame = readFrame(data);
        frames.push(frame);
        if (frame.kind === 'step2' || frame.kind === 'update') {
          counted += 1;
          Y.applyUpdate(doc, frame.update);
        }
        if (frame.kind === 'step1') deliver(syncFrame('step2', Y.encodeStateAsUpdate(doc, frame.stateVector)));
      },
      close() {},
    };
    const deliver = (frame: Uint8Array) => listeners.get('message')?.({ data: frame.slice().buffer });
    return {
      url,
      frames,
      deliver,
      get counted() {
        return counted;
      },
      /** The handshake passes and the server asks for what it lacks. */
      open() {
        listeners.get('open')?.({});
        deliver(syncFrame('step1', Y.encodeStateVector(doc)));
      },
      acknowledge(messages = counted) {
        const encoder = encoding.createEncoder();
        encoding.writeVarUint(encoder, RELAY_MESSAGE.saved);
        encoding.writeVarUint(encoder, messages);
        deliver(encoding.toUint8Array(encoder));
      },
      lose(code = 1006, reason = '') {
        listeners.get('close')?.({ code, reason });
      },
      socket,
    };
  }

  return {
    doc,
    sockets,
    openSocket(url: string) {
      const accepted = accept(url);
      sockets.push(accepted);
      return accepted.socket;
    },
    get newest() {
      const socket = sockets.at(-1);
      if (socket === undefined) throw new Error('No connection was tried.');
      return socket;
    },
  };
}

let connections: RelayConnection[] = [];

function client(
  options: {
    pendingChanges?: number;
    readOnly?: boolean;
    doc?: Y.Doc;
    token?: () => Promise<string>;
    /** Plain HTTP reaches the server. */
    reachable?: boolean;
  } = {},
) {
  const server = scriptedServer();
  const events = scriptedServer();
  const doc = options.doc ?? new Y.Doc();
  const awareness = new Awareness(doc);
  const token = vi.fn(options.token ?? (async () => 'a token'));
  const connection = createRelayConnection({
    url: 'ws://relay/collab',
    documentId: 'the-page',
    doc,
    awareness,
    token,
    schemaVersion: 3,
    openSocket: server.openSocket,
    openEvents: events.openSocket,
    ways: createRelayWays('ws://relay/collab', {
      fetch: () =>
        options.reachable === true
          ? Promise.resolve(Response.json({ status: 'ok' }))
          : Promise.reject(new Error('no network')),
    }),
    ...(options.pendingChanges === undefined ? {} : { pendingChanges: options.pendingChanges }),
    ...(options.readOnly === undefined ? {} : { readOnly: options.readOnly }),
  });
  connections.push(connection);
  const type = (words: string) => doc.getText('default').insert(doc.getText('default').length, words);
  return { server, events, doc, awareness, connection, token, type };
}

/** Lets promises and timers of the next `milliseconds` happen. */
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  for (const connection of connections) connection.close();
  connections = [];
  vi.useRealTimers();
});

test('it asks for acknowledgements and names its schema', async () => {
  const { server } = client();
  await pass(1);
  expect(server.newest.url).toBe('ws://relay/collab/the-page?token=a+token&ack=1&schema=3');
});

test('it is connected only when the state of the server has arrived', async () => {
  const { server, connection, doc } = client();
  server.doc.getText('default').insert(0, 'from the server');
  await pass(1);
  expect(connection.state.phase).toBe('connecting');
  expect(connection.state.loaded).toBe(false);
  server.newest.open();
  expect(connection.state.phase).toBe('connected');
  expect(connection.state.loaded).toBe(true);
  expect(doc.getText('default').toString()).toBe('from the server');
});

test('a document of a newer schema ends the connection before its blocks arrive, and keeps what was typed', async () => {
  const { server, connection, doc, type } = client();
  await pass(1);
  server.newest.open();
  type('kept');
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, RELAY_MESSAGE.schema);
  encoding.writeVarUint(encoder, 4);
  server.newest.deliver(encoding.toUint8Array(encoder));
  expect(connection.state).toMatchObject({ phase: 'stopped', reason: 'reload', pendingChanges: 1 });
  server.doc.getText('default').insert(0, 'a newer block');
  server.newest.deliver(syncFrame('update', Y.encodeStateAsUpdate(server.doc)));
  expect(doc.getText('default').toString()).toBe('kept');
});

test('a change is pending until the server says that its message is on disk', async () => {
  const { server, connection, type } = client();
  await pass(1);
  server.newest.open();
  type('a');
  expect(server.doc.getText('default').toString()).toBe('a');
  expect(connection.state.pendingChanges).toBe(1);
  server.newest.acknowledge(1);
  expect(connection.state.pendingChanges).toBe(1);
  server.newest.acknowledge(2);
  expect(connection.state.pendingChanges).toBe(0);
});

test('quick changes travel together and are counted one by one', async () => {
  const { server, connection, type } = client();
  await pass(1);
  server.newest.open();
  for (const letter of 'hello world') type(letter);
  expect(connection.state.pendingChanges).toBe(11);
  await pass(20);
  expect(server.doc.getText('default').toString()).toBe('hello world');
  // The step 2, the first letter at once, the other ten in one message.
  expect(server.newest.counted).toBe(3);
  server.newest.acknowledge();
  expect(connection.state.pendingChanges).toBe(0);
});

test('changes made before the connection and while it is lost arrive with step 2, and its acknowledgement saves them', async () => {
  const { server, connection, type } = client();
  type('before ');
  await pass(1);
  server.newest.open();
  server.newest.acknowledge();
  server.newest.lose();
  expect(connection.state).toMatchObject({ phase: 'waiting', reason: 'unreachable', pendingChanges: 0 });
  type('while ');
  type('away');
  expect(connection.state.pendingChanges).toBe(2);
  await pass(400);
  server.newest.open();
  expect(server.doc.getText('default').toString()).toBe('before while away');
  expect(connection.state.pendingChanges).toBe(2);
  server.newest.acknowledge(1);
  expect(connection.state.pendingChanges).toBe(0);
});

test('a message that was sent and not acknowledged is pending again on the next connection', async () => {
  const { server, connection, type } = client();
  await pass(1);
  server.newest.open();
  server.newest.acknowledge();
  type('sent');
  server.newest.lose();
  expect(connection.state.pendingChanges).toBe(1);
  await pass(400);
  server.newest.open();
  expect(connection.state.pendingChanges).toBe(1);
  const step2 = server.newest.frames.find((frame) => frame.kind === 'step2');
  const alone = new Y.Doc();
  if (step2?.kind === 'step2') Y.applyUpdate(alone, step2.update);
  // The server named it in its state vector, but never said that it is on disk: it is sent again.
  expect(alone.getText('default').toString()).toBe('sent');
  server.newest.acknowledge(1);
  expect(connection.state.pendingChanges).toBe(0);
});

test('an acknowledgement of an abandoned connection saves nothing', async () => {
  const { server, connection, type } = client();
  await pass(1);
  const first = server.newest;
  first.open();
  type('x');
  first.lose();
  first.acknowledge();
  expect(connection.state.pendingChanges).toBe(1);
});

test('changes kept on the device are pending until acknowledged', async () => {
  const earlier = new Y.Doc();
  earlier.getText('default').insert(0, 'kept');
  const { server, connection } = client({ doc: earlier, pendingChanges: 12 });
  await pass(1);
  server.newest.open();
  expect(connection.state.pendingChanges).toBe(12);
  server.newest.acknowledge();
  expect(connection.state.pendingChanges).toBe(0);
});

test('a document whose past is unknown is not called saved', async () => {
  const unknown = new Y.Doc();
  unknown.getText('default').insert(0, 'from somewhere');
  const { connection } = client({ doc: unknown });
  expect(connection.state.pendingChanges).toBe(1);
});

test('updates of the server are not sent back', async () => {
  const { server, connection } = client();
  await pass(1);
  server.newest.open();
  server.doc.on('update', (update: Uint8Array) => server.newest.deliver(syncFrame('update', update)));
  server.doc.getText('default').insert(0, 'theirs');
  await pass(50);
  expect(server.newest.counted).toBe(1);
  expect(connection.state.pendingChanges).toBe(0);
});

test('it comes back by itself, later and later, and at once when told to', async () => {
  const { server, connection } = client();
  await pass(1);
  for (let failure = 0; failure < 6; failure += 1) {
    server.newest.lose();
    await pass(30_000);
  }
  expect(server.sockets).toHaveLength(7);
  server.newest.lose();
  await pass(2_000);
  expect(server.sockets).toHaveLength(7);
  connection.retry();
  await pass(1);
  expect(server.sockets).toHaveLength(8);
});

test('a socket on which nothing is heard for 30 seconds is given up', async () => {
  const { server, connection } = client();
  await pass(1);
  server.newest.open();
  await pass(29_000);
  expect(connection.state.phase).toBe('connected');
  await pass(6_000);
  expect(server.sockets).toHaveLength(2);
  server.newest.open();
  expect(connection.state.phase).toBe('connected');
});

test('a refused token is refreshed, and repeated refusal stops', async () => {
  const { server, connection, token } = client();
  await pass(1);
  expect(token).toHaveBeenLastCalledWith(false);
  server.newest.lose(RELAY_CLOSE.notSignedIn);
  await pass(1_000);
  expect(token).toHaveBeenLastCalledWith(true);
  server.newest.lose(RELAY_CLOSE.notSignedIn);
  await pass(1_000);
  server.newest.lose(RELAY_CLOSE.notSignedIn);
  expect(connection.state).toMatchObject({ phase: 'stopped', reason: 'signed-out' });
});

test('a token that cannot be had is tried again', async () => {
  let working = false;
  const { server, connection } = client({
    token: async () => {
      if (!working) throw new Error('No network.');
      return 'late';
    },
  });
  await pass(1);
  expect(connection.state).toMatchObject({ phase: 'waiting', reason: 'unreachable' });
  working = true;
  await pass(1_000);
  server.newest.open();
  expect(connection.state.phase).toBe('connected');
});

test('a refused edit makes it a reader that sends no edit; refused again, it stops', async () => {
  const { server, connection, type } = client();
  await pass(1);
  server.newest.open();
  type('not allowed');
  server.newest.lose(RELAY_CLOSE.noAccess);
  expect(connection.state).toMatchObject({ readOnly: true, pendingChanges: 1 });
  await pass(1_000);
  const before = server.doc.getText('default').toString();
  server.newest.open();
  type(' more');
  await pass(100);
  expect(server.doc.getText('default').toString()).toBe(before);
  expect(server.newest.frames.filter((frame) => frame.kind === 'update')).toHaveLength(0);
  expect(connection.state.phase).toBe('connected');
  // The empty step 2 of a reader is acknowledged, too; that says nothing about the refused change.
  server.newest.acknowledge();
  expect(connection.state.pendingChanges).toBe(1);
  server.newest.lose(RELAY_CLOSE.noAccess);
  expect(connection.state).toMatchObject({ phase: 'stopped', reason: 'no-access' });
});

test('a reader sends a step 2 with nothing in it', async () => {
  const copy = new Y.Doc();
  copy.getText('default').insert(0, 'on the device only');
  const { server } = client({ doc: copy, pendingChanges: 0, readOnly: true });
  await pass(1);
  server.newest.open();
  expect(server.doc.getText('default').toString()).toBe('');
  expect(server.newest.counted).toBe(1);
});

test.each([
  [RELAY_CLOSE.notFound, 'gone'],
  [RELAY_CLOSE.tooLarge, 'too-large'],
  [RELAY_CLOSE.reload, 'reload'],
])('close code %i stops it as %s, and only retry() starts it again', async (code, reason) => {
  const { server, connection } = client();
  await pass(1);
  server.newest.lose(code, 'The server says why.');
  expect(connection.state).toMatchObject({ phase: 'stopped', reason, detail: 'The server says why.' });
  await pass(120_000);
  expect(server.sockets).toHaveLength(1);
  connection.retry();
  await pass(1);
  expect(server.sockets).toHaveLength(2);
});

test.each([
  [RELAY_CLOSE.tooFast, 'too-fast'],
  [RELAY_CLOSE.tryAgain, 'try-again'],
  [RELAY_CLOSE.malformed, 'malformed'],
  [RELAY_CLOSE.idle, 'silent'],
])('close code %i is tried again with the reason %s', async (code, reason) => {
  const { server, connection } = client();
  await pass(1);
  server.newest.lose(code, 'The server says why.');
  expect(connection.state).toMatchObject({ phase: 'waiting', reason, detail: 'The server says why.' });
  await pass(5_000);
  expect(server.sockets).toHaveLength(2);
});

test('a frame that is cut short ends the connection and claims nothing', async () => {
  const { server, connection, type } = client();
  await pass(1);
  server.newest.open();
  type('x');
  server.newest.deliver(new Uint8Array([0, 2, 200, 1, 5]));
  expect(connection.state).toMatchObject({ phase: 'waiting', reason: 'malformed', pendingChanges: 1 });
});

test('cursors of others vanish with the connection and ours is announced on the next', async () => {
  const { server, awareness } = client();
  awareness.setLocalState({ person: { name: 'Ada' } });
  await pass(1);
  server.newest.open();
  const other = new Awareness(new Y.Doc());
  other.setLocalState({ person: { name: 'Grace' } });
  server.newest.deliver(awarenessFrame(other, [other.clientID]));
  expect(awareness.getStates().size).toBe(2);
  server.newest.lose();
  expect([...awareness.getStates().keys()]).toEqual([awareness.clientID]);
  await pass(1_000);
  server.newest.open();
  expect(server.newest.frames.some((frame) => frame.kind === 'awareness')).toBe(true);
  other.destroy();
});

test('closing sends what was gathered', async () => {
  const { server, connection, type } = client();
  await pass(1);
  server.newest.open();
  type('a');
  type('b');
  connection.close();
  expect(server.doc.getText('default').toString()).toBe('ab');
});

test('when WebSockets are refused twice although the server can be reached, it goes on by events', async () => {
  const { server, events, connection, type } = client({ reachable: true });
  type('a word');
  await pass(1);
  server.newest.lose();
  await pass(600);
  server.newest.lose();
  expect(server.sockets).toHaveLength(2);
  await pass(1_200);
  expect(server.sockets).toHaveLength(2);
  events.newest.open();
  expect([connection.state.phase, connection.state.way]).toEqual(['connected', 'events']);
  expect(connection.state.pendingChanges).toBe(1);
  events.newest.acknowledge();
  expect(connection.state.pendingChanges).toBe(0);
  expect(events.doc.getText('default').toString()).toBe('a word');
});

test('a WebSocket that opens and says nothing is given up when the server can be reached, and waited for otherwise', async () => {
  const blocked = client({ reachable: true });
  const slow = client();
  await pass(25_000);
  expect(blocked.server.sockets).toHaveLength(2);
  expect(blocked.events.sockets.length).toBeGreaterThan(0);
  expect(slow.server.sockets).toHaveLength(1);
  slow.server.newest.open();
  expect([slow.connection.state.phase, slow.connection.state.way]).toEqual(['connected', 'websocket']);
});

test('a code of the server itself says that WebSockets get through', async () => {
  const { server, events, connection } = client({ reachable: true });
  for (let tries = 0; tries < 4; tries += 1) {
    await pass(5_000);
    server.newest.lose(RELAY_CLOSE.tryAgain, 'the server is stopping');
  }
  await pass(5_000);
  expect(events.sockets).toHaveLength(0);
  expect(connection.state.way).toBe('websocket');
});
