import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { createRelayConnection, createRelayWays, openEventSocket, type RelaySocket } from '@materi/client/relay';
import { SCHEMA_VERSION } from '@materi/editor';
import { registerLineRoutes } from '../../src/domains/collaboration/index.ts';
import { createHttpServer } from '../../src/kernel/http/server.ts';
import { createLogger } from '../../src/kernel/telemetry/logger.ts';
import { createMetrics } from '../../src/kernel/telemetry/metrics.ts';
import { startProxy } from '../support/proxy.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { read, step1, step2, updateFrame, type Heard } from './client.ts';
import { startRelay, until } from './relay.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server?.stop();
});

const eventually: typeof expect.poll = (look) => expect.poll(look, { timeout: 20_000 });

async function newPage(): Promise<string> {
  const path = `/api/v1/workspaces/${server.owner.workspaceId}/documents`;
  return (await server.api<{ id: string }>(path, { body: { title: 'A page' } })).body.id;
}

/** How many updates of this page are on disk. */
async function stored(documentId: string): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) from document_updates where document_id = ${documentId} and connection_id is not null`.execute(
    server.materi.database.db,
  );
  return Number(rows[0]!.count);
}

/** The way that is taken, without finding out. */
const taking = (way: 'websocket' | 'events') => ({ ...createRelayWays('ws://nowhere'), current: way });

function person(documentId: string, token: string, base = server.wsUrl, way?: 'websocket' | 'events') {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const connection = createRelayConnection({
    url: `${base}/collab`,
    documentId,
    doc,
    awareness,
    token: async () => token,
    schemaVersion: SCHEMA_VERSION,
    ways: way === undefined ? createRelayWays(`${base}/collab`) : taking(way),
  });
  return {
    doc,
    awareness,
    connection,
    text: () => doc.getText('words').toString(),
    type: (words: string) => doc.getText('words').insert(0, words),
    end() {
      connection.close();
      awareness.destroy();
    },
  };
}

/** A line that answers nothing by itself. */
async function bareLine(documentId: string, token: string | null, parameters = 'ack=1') {
  const heard: Heard[] = [];
  let closed: { code: number; reason: string } | null = null;
  const query = token === null ? parameters : `token=${token}&${parameters}`;
  const socket: RelaySocket = openEventSocket(`${server.wsUrl}/collab/${documentId}?${query}`);
  socket.addEventListener('message', (event: { data: ArrayBuffer }) => heard.push(read(new Uint8Array(event.data))));
  socket.addEventListener('close', (event: { code: number; reason: string }) => (closed = event));
  await until('the line is open or closed', () => socket.readyState !== 0);
  return {
    heard,
    socket,
    closed: () => closed,
    closedWith: () => closed?.code,
    send: (frame: Uint8Array) => socket.send(frame as Uint8Array<ArrayBuffer>),
  };
}

/** The events of a page as they come, and the address of its POSTs. */
async function rawLine(
  documentId: string,
  headers: Record<string, string> = { authorization: `Bearer ${server.owner.token}` },
) {
  const leaving = new AbortController();
  const answer = await fetch(`${server.url}/collab/${documentId}/events?ack=1`, { headers, signal: leaving.signal });
  let text = '';
  void (async () => {
    const decoder = new TextDecoder();
    for await (const part of answer.body!) text += decoder.decode(part as Uint8Array, { stream: true });
  })().catch(() => {});
  const opened = await (async () => {
    await until('the line says who it is', () => /event: (open|close)\ndata: .*\n/.test(text));
    return JSON.parse(/event: (?:open|close)\ndata: (.*)\n/.exec(text)![1]!) as Record<string, string>;
  })();
  const post = (number: number, body: Uint8Array, key = opened['key']!) =>
    fetch(`${server.url}/collab/${documentId}/messages?connection=${opened['connection']}&number=${number}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', 'x-materi-line-key': key },
      body: body as Uint8Array<ArrayBuffer>,
    });
  return { answer, opened, post, text: () => text, leave: () => leaving.abort() };
}

function framed(...frames: Uint8Array[]): Uint8Array {
  return Buffer.concat(
    frames.flatMap((frame) => {
      const head = Buffer.alloc(4);
      head.writeUInt32BE(frame.length);
      return [head, frame];
    }),
  );
}

function edit(words: string): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('words').insert(0, words);
  return updateFrame(Y.encodeStateAsUpdate(doc));
}

test('R30 people on a WebSocket and on events see each other, and what they wrote is saved', async () => {
  const page = await newPage();
  const guest = await server.invite('editor');
  const ada = person(page, server.owner.token, server.wsUrl, 'websocket');
  const ben = person(page, guest.token, server.wsUrl, 'events');
  try {
    ada.awareness.setLocalState({ name: 'Ada' });
    ben.awareness.setLocalState({ name: 'Ben' });
    await eventually(() => ben.connection.state.phase).toBe('connected');
    await eventually(() => ada.connection.state.phase).toBe('connected');
    expect(ben.connection.state.way).toBe('events');
    for (let round = 0; round < 30; round += 1) {
      ada.type('a');
      ben.type('b');
    }
    ben.doc.getText('words').insert(0, 'x'.repeat(1_500_000));
    await eventually(() => [ada.text().length, ada.connection.state.pendingChanges]).toEqual([1_500_060, 0]);
    await eventually(() => [ben.text() === ada.text(), ben.connection.state.pendingChanges]).toEqual([true, 0]);
    await eventually(() => ada.awareness.getStates().get(ben.doc.clientID)).toEqual({ name: 'Ben' });
    await eventually(() => ben.awareness.getStates().get(ada.doc.clientID)).toEqual({ name: 'Ada' });
    ben.type('the last words ');
    ben.connection.close();
    await eventually(() => ada.text().startsWith('the last words ')).toBe(true);
    await eventually(() => ada.awareness.getStates().has(ben.doc.clientID)).toBe(false);
  } finally {
    ada.end();
    ben.end();
  }
});

test('R30 nothing on the way is asked to keep or to pack the events', async () => {
  const { answer, leave } = await rawLine(await newPage());
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(answer.headers.get('cache-control')).toBe('no-store, no-transform');
  expect(answer.headers.get('x-accel-buffering')).toBe('no');
  leave();
});

test('R31 a number that was taken changes nothing, and one out of order is refused', async () => {
  const page = await newPage();
  const line = await rawLine(page);
  const whole = framed(step2(Uint8Array.of(0, 0)), edit('once'));
  const cut = whole.length - 5;
  expect((await line.post(1, whole.subarray(0, cut))).status).toBe(204);
  expect((await line.post(1, whole.subarray(0, cut))).status).toBe(204);
  expect((await line.post(3, whole)).status).toBe(409);
  // The same number twice at the same moment.
  const both = await Promise.all([line.post(2, whole.subarray(cut)), line.post(2, whole.subarray(cut))]);
  expect(both.map(({ status }) => status)).toEqual([204, 204]);
  await eventually(() => stored(page)).toBe(1);
  expect((await line.post(1, whole)).status).toBe(204);
  expect((await line.post(3, framed(edit(' more')))).status).toBe(204);
  await eventually(() => stored(page)).toBe(2);
  line.leave();
  await eventually(async () => (await line.post(4, whole)).status).toBe(410);
});

test('R31 answers that get lost on the way cost time, and neither lose nor double an edit', async () => {
  const page = await newPage();
  let posts = 0;
  const proxy = await startProxy(server.url, { losesAnswer: () => posts++ % 3 === 1, bodyLimit: 100_000 });
  const ada = person(page, server.owner.token, server.wsUrl, 'websocket');
  const ben = person(page, server.owner.token, proxy.wsUrl, 'events');
  try {
    await eventually(() => ben.connection.state.phase).toBe('connected');
    for (let round = 0; round < 12; round += 1) {
      ben.type(`${round} `);
      await eventually(() => ben.connection.state.pendingChanges).toBe(0);
    }
    // More than the proxy takes in one body.
    ben.doc.getText('words').insert(0, '!'.repeat(300_000));
    await eventually(() => ben.connection.state.pendingChanges).toBe(0);
    await eventually(() => ada.text()).toBe(ben.text());
    expect(posts).toBeGreaterThan(12);
    expect(ben.connection.state.phase).toBe('connected');
  } finally {
    ada.end();
    ben.end();
    await proxy.stop();
  }
});

test('R33 an acknowledgement comes only after the commit', async () => {
  const page = await newPage();
  const line = await bareLine(page, server.owner.token);
  line.send(step1(Y.encodeStateVector(new Y.Doc())));
  for (let count = 1; count <= 10; count += 1) {
    line.send(edit(`${count}`));
    await until('it is acknowledged', () => line.heard.some((one) => one.kind === 'saved' && one.value === count));
    expect(await stored(page)).toBe(count);
  }
  line.socket.close();
});

test('R32 who may not, is told by the same codes as on a socket', async () => {
  const page = await newPage();
  const viewer = await server.invite('viewer');
  await eventually((await bareLine(page, null)).closedWith).toBe(4401);
  await eventually((await bareLine(page, 'nonsense')).closedWith).toBe(4401);
  await eventually((await bareLine('no-page', server.owner.token)).closedWith).toBe(4404);

  const reader = await bareLine(page, viewer.token);
  reader.send(step2(Uint8Array.of(0, 0)));
  await until('an empty step 2 counts', () => reader.heard.some(({ kind }) => kind === 'saved'));
  reader.send(edit('graffiti'));
  await eventually(reader.closedWith).toBe(4403);
  expect(await stored(page)).toBe(0);

  const babbler = await bareLine(page, server.owner.token);
  babbler.send(Uint8Array.of(9, 9, 9));
  await eventually(babbler.closedWith).toBe(4400);
  const line = await rawLine(page);
  await line.post(1, Uint8Array.of(0xff, 0, 0, 0));
  await eventually(line.text).toContain('"code":4413');
});

test('R32 access and sessions that end are heard of at once', async () => {
  const page = await newPage();
  const guest = await server.invite('editor');
  const line = await bareLine(page, guest.token);
  await until('the room greets', () => line.heard.length > 0);
  const member = `/api/v1/workspaces/${server.owner.workspaceId}/members/${guest.personId}`;
  expect((await server.api(member, { method: 'DELETE' })).status).toBe(204);
  await eventually(line.closedWith).toBe(4403);

  const other = await server.invite('editor');
  const theirs = await bareLine(page, other.token);
  await until('the room greets', () => theirs.heard.length > 0);
  await server.api('/api/v1/auth/sign-out', { method: 'POST', token: other.token });
  await eventually(theirs.closedWith).toBe(4401);
});

test('R32 a cookie opens the events only for a page of ours, and a POST needs the key of the stream', async () => {
  const page = await newPage();
  const signedIn = await fetch(`${server.url}/api/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: server.owner.email, password: server.owner.password }),
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const marked = { cookie, 'x-materi-request': '1' };
  expect((await rawLine(page, { cookie })).opened['code']).toBe(4403);
  const foreign = await rawLine(page, { ...marked, origin: 'https://elsewhere.example' });
  await eventually(foreign.text).toContain('"code":4403');
  const line = await rawLine(page, { ...marked, origin: server.url });
  expect((await line.post(1, framed(edit('mine')), 'k'.repeat(32))).status).toBe(410);
  expect((await line.post(1, framed(edit('mine')))).status).toBe(204);
  await eventually(() => stored(page)).toBe(1);
  line.leave();
});

test('R34 behind a proxy that refuses the upgrade a person goes on by events, and says so', async () => {
  const page = await newPage();
  const proxy = await startProxy(server.url, { upgrades: 'refuse' });
  const ada = person(page, server.owner.token);
  const ben = person(page, server.owner.token, proxy.wsUrl);
  try {
    await eventually(() => ben.connection.state.phase).toBe('connected');
    expect([ada.connection.state.way, ben.connection.state.way]).toEqual(['websocket', 'events']);
    ben.type('through the keyhole');
    await eventually(() => ben.connection.state.pendingChanges).toBe(0);
    await eventually(ada.text).toBe('through the keyhole');
  } finally {
    ada.end();
    ben.end();
    await proxy.stop();
  }
});

test('R34 a proxy that holds events back does no harm to a WebSocket, and nothing is called saved without one', async () => {
  const page = await newPage();
  const passing = await startProxy(server.url, { buffers: true });
  const blocking = await startProxy(server.url, { buffers: true, upgrades: 'refuse' });
  const ada = person(page, server.owner.token, passing.wsUrl);
  const ben = person(page, server.owner.token, blocking.wsUrl);
  try {
    ben.type('kept');
    await eventually(() => ada.connection.state.phase).toBe('connected');
    expect(ada.connection.state.way).toBe('websocket');
    await eventually(() => ben.connection.state.way).toBe('events');
    expect([ben.connection.state.loaded, ben.connection.state.pendingChanges]).toEqual([false, 1]);
  } finally {
    ada.end();
    ben.end();
    await Promise.all([passing.stop(), blocking.stop()]);
  }
});

test('the check shows how a request looks from here, and takes bytes and says words for finding out about the way', async () => {
  const proxy = await startProxy(server.url, { bodyLimit: 1_000 });
  const check = `${proxy.url}/collab/check`;
  try {
    const seen = (await (await fetch(check, { headers: { 'x-forwarded-proto': 'https' } })).json()) as object;
    expect(seen).toMatchObject({ protocol: 'http', forwardedProtocol: 'https', trustsProxies: false, publicUrl: null });
    expect(await (await fetch(`${check}/events`)).text()).toBe('data: 1\n\ndata: 2\n\ndata: 3\n\ndata: 4\n\n');
    expect(await (await fetch(`${check}/events?quiet=0`)).text()).toBe('data: 1\n\ndata: 2\n\n');
    const send = async (bytes: number) =>
      fetch(`${check}/body`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: new Uint8Array(bytes),
      });
    expect(await (await send(1_000)).json()).toEqual({ bytes: 1_000 });
    expect((await send(1_001)).status).toBe(413);
  } finally {
    await proxy.stop();
  }
});

test('R24 R33 who answers pings stays, and a line that says nothing closes with 4408', async () => {
  const relay = await startRelay({ limits: { heartbeatMs: 100, deadMs: 1_500 } });
  const app = await createHttpServer({
    config: { publicUrl: null, rateLimit: 0, trustedProxies: null },
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics(),
    version: '0',
    parts: () => [],
  });
  registerLineRoutes(app, relay.collaboration.lines);
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  const [page, { token }] = [relay.page(), relay.person('editor')];
  const socket = openEventSocket(`${base.replace(/^http/, 'ws')}/collab/${page}?ack=1`, (url, init) =>
    fetch(`${String(url)}&token=${token}`, init),
  );
  const silent = await fetch(`${base}/collab/${page}/events?token=${token}`);
  try {
    expect(await silent.text()).toContain('"code":4408');
    expect(socket.readyState).toBe(1);
  } finally {
    socket.close();
    await relay.stop();
    app.server.closeAllConnections();
    await app.close();
  }
});
