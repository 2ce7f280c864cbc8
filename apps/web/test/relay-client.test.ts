import { Awareness } from 'y-protocols/awareness';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createRelayConnection, type RelaySocket } from '@materi/client/relay';
import { SCHEMA_VERSION } from '@materi/editor';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server?.stop();
});

const eventually: typeof expect.poll = (read) => expect.poll(read, { timeout: 45_000 });

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function connect(documentId: string, token: string, schemaVersion = SCHEMA_VERSION) {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  let socket: RelaySocket | null = null;
  const connection = createRelayConnection({
    url: `${server.wsUrl}/collab`,
    documentId,
    doc,
    awareness,
    token: async () => token,
    schemaVersion,
    openSocket: (url) => {
      socket = new WebSocket(url) as RelaySocket;
      return socket;
    },
  });
  return {
    doc,
    connection,
    /** Loses the connection, whatever is on its way. */
    cut: () => socket?.close(),
    text: () => doc.getXmlFragment('default').toString(),
    words(): Y.XmlText {
      const [paragraph] = doc.getXmlFragment('default').toArray();
      const [text] = paragraph instanceof Y.XmlElement ? paragraph.toArray() : [];
      if (!(text instanceof Y.XmlText)) throw new Error('The paragraph has not come.');
      return text;
    },
    end() {
      connection.close();
      awareness.destroy();
    },
  };
}

async function newDocument(markdown: string): Promise<string> {
  const path = `/api/v1/workspaces/${server.owner.workspaceId}/documents`;
  const answer = await server.api<{ id: string }>(path, { body: { title: 'A page', markdown } });
  return answer.body.id;
}

test('what the relay acknowledged is exactly what it has, through lost connections', async () => {
  const seed = Date.now() % 1_000_000;
  const chance = chances(seed);
  const id = await newDocument('Start');
  const guest = await server.invite('editor');
  const people = [connect(id, server.owner.token), connect(id, guest.token)];
  try {
    for (const { connection } of people) await eventually(() => connection.state.phase).toBe('connected');
    for (let round = 0; round < 150; round += 1) {
      const person = people[chance() < 0.5 ? 0 : 1];
      if (person === undefined) throw new Error('Nobody is there.');
      const words = person.words();
      if (chance() < 0.8 || words.length < 3)
        words.insert(Math.floor(chance() * (words.length + 1)), String(round % 10));
      else words.delete(Math.floor(chance() * (words.length - 1)), 1);
      if (chance() < 0.06) person.cut();
      // Lets sockets and timers have their turn, some times longer than others.
      if (chance() < 0.3) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const { connection } of people) {
      await eventually(() => [connection.state.phase, connection.state.pendingChanges]).toEqual(['connected', 0]);
    }
    await eventually(() => people[0]?.text()).toBe(people[1]?.text());
    const content = await server.api<string>(`/api/v1/documents/${id}/content?format=text`);
    expect(content.body.trim(), `seed ${seed}`).toBe(people[0]?.words().toString().trim());
  } finally {
    for (const person of people) person.end();
  }
});

test('a reader’s edit is refused, is never called saved, and changes nothing', async () => {
  const id = await newDocument('Read only');
  const reader = await server.invite('viewer');
  const person = connect(id, reader.token);
  try {
    await eventually(() => person.connection.state.phase).toBe('connected');
    person.words().insert(0, 'x');
    await eventually(() => person.connection.state.readOnly).toBe(true);
    await eventually(() => person.connection.state.phase).toBe('connected');
    expect(person.connection.state.pendingChanges).toBe(1);
    const content = await server.api<string>(`/api/v1/documents/${id}/content?format=text`);
    expect(content.body.trim()).toBe('Read only');
  } finally {
    person.end();
  }
});

test.each([
  ['a page that is not there', '01900000-0000-7000-8000-000000000000', undefined, 'gone'],
  ['a token that nobody gave', null, 'nonsense', 'signed-out'],
] as const)('%s stops the connection with a reason', async (_what, documentId, token, reason) => {
  const person = connect(documentId ?? (await newDocument('x')), token ?? server.owner.token);
  try {
    await eventually(() => [person.connection.state.phase, person.connection.state.reason]).toEqual([
      'stopped',
      reason,
    ]);
    expect(person.connection.state.loaded).toBe(false);
  } finally {
    person.end();
  }
});
