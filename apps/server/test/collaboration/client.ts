import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { RELAY_MESSAGE, SYNC_MESSAGE } from '@materi/contract/relay';

export interface ClientOptions {
  readonly url: string;
  readonly documentId: string;
  readonly token: string;
  /** More query parameters; `ack=1` is the default. */
  readonly parameters: Record<string, string>;
  /** Syncs `doc` by itself as a provider does. Default true. */
  readonly sync: boolean;
}

/** What the server sent, read. */
export type Heard =
  | { kind: 'step1'; stateVector: Uint8Array }
  | { kind: 'step2' | 'update'; update: Uint8Array }
  | { kind: 'awareness'; entries: { client: number; clock: number; state: string }[] }
  | { kind: 'saved' | 'schema'; value: number };

/** A bare WebSocket with a document, for tests that need to see and send single frames. */
export interface Client {
  readonly doc: Y.Doc;
  readonly heard: Heard[];
  /** The newest count of saved edits. */
  readonly saved: number;
  /** Step 2 and update messages sent. */
  readonly sent: number;
  readonly synced: boolean;
  readonly closed: { code: number; reason: string } | null;
  readonly socket: WebSocket;
  /** What Yjs threw on updates from the server. */
  readonly stumbles: readonly unknown[];
  send(frame: Uint8Array): void;
  /** Sends an update frame that is made by hand. */
  update(update: Uint8Array): void;
  /** Changes the document; what it yields is sent. */
  type(text: string, at?: number): void;
  text(): string;
  close(): void;
  terminate(): void;
}

export const frame = (message: number, ...parts: (number | Uint8Array)[]): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, message);
  for (const part of parts) {
    if (typeof part === 'number') encoding.writeVarUint(encoder, part);
    else encoding.writeVarUint8Array(encoder, part);
  }
  return encoding.toUint8Array(encoder);
};
export const step1 = (stateVector: Uint8Array) => frame(RELAY_MESSAGE.sync, SYNC_MESSAGE.step1, stateVector);
export const step2 = (update: Uint8Array) => frame(RELAY_MESSAGE.sync, SYNC_MESSAGE.step2, update);
export const updateFrame = (update: Uint8Array) => frame(RELAY_MESSAGE.sync, SYNC_MESSAGE.update, update);

export function awareness(entries: { client: number; clock: number; state: string }[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const { client, clock, state } of entries) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state);
  }
  return frame(RELAY_MESSAGE.awareness, encoding.toUint8Array(encoder));
}

export function read(bytes: Uint8Array): Heard {
  const decoder = decoding.createDecoder(bytes);
  const message = decoding.readVarUint(decoder);
  switch (message) {
    case RELAY_MESSAGE.sync: {
      const kind = (['step1', 'step2', 'update'] as const)[decoding.readVarUint(decoder)]!;
      const payload = decoding.readVarUint8Array(decoder);
      return kind === 'step1' ? { kind, stateVector: payload } : { kind, update: payload };
    }
    case RELAY_MESSAGE.awareness: {
      const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder));
      const entries = [];
      for (let left = decoding.readVarUint(inner); left > 0; left--) {
        const client = decoding.readVarUint(inner);
        const clock = decoding.readVarUint(inner);
        entries.push({ client, clock, state: decoding.readVarString(inner) });
      }
      return { kind: 'awareness', entries };
    }
    case RELAY_MESSAGE.saved:
      return { kind: 'saved', value: decoding.readVarUint(decoder) };
    case RELAY_MESSAGE.schema:
      return { kind: 'schema', value: decoding.readVarUint(decoder) };
    default:
      throw new Error(`The server sent an unknown message ${message}.`);
  }
}

/** Resolves when the socket is open (it may be closed again by then: look at `closed`). */
export async function connect({
  url,
  documentId,
  token,
  parameters = { ack: '1' },
  sync = true,
}: Omit<ClientOptions, 'parameters' | 'sync'> & Partial<ClientOptions>): Promise<Client> {
  const doc = new Y.Doc();
  const heard: Heard[] = [];
  const stumbles: unknown[] = [];
  const query = new URLSearchParams({ token, ...parameters });
  const socket = new WebSocket(`${url}/${documentId}?${query}`, { perMessageDeflate: false });
  let saved = 0;
  let sent = 0;
  let synced = false;
  let closed: Client['closed'] = null;
  const send = (bytes: Uint8Array) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
  };
  const client: Client = {
    doc,
    heard,
    get saved() {
      return saved;
    },
    get sent() {
      return sent;
    },
    get synced() {
      return synced;
    },
    get closed() {
      return closed;
    },
    socket,
    stumbles,
    send,
    update(update) {
      sent += 1;
      send(updateFrame(update));
    },
    type: (text, at = 0) => doc.getText('plain').insert(at, text),
    text: () => doc.getText('plain').toString(),
    close: () => socket.close(),
    terminate: () => socket.terminate(),
  };
  if (sync) {
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== client) client.update(update);
    });
  }
  socket.on('message', (data: Buffer) => {
    const message = read(new Uint8Array(data));
    heard.push(message);
    if (message.kind === 'saved') saved = message.value;
    if (!sync) return;
    if (message.kind === 'step1') {
      sent += 1;
      send(step2(Y.encodeStateAsUpdate(doc, message.stateVector)));
    }
    if (message.kind === 'step2' || message.kind === 'update') {
      try {
        Y.applyUpdate(doc, message.update, client);
      } catch (error) {
        // Well-formed nonsense of a fuzzer can make Yjs itself stumble.
        stumbles.push(error);
      }
    }
    if (message.kind === 'step2') synced = true;
  });
  socket.on('close', (code, reason) => {
    closed = { code, reason: reason.toString() };
  });
  socket.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  if (sync) send(step1(Y.encodeStateVector(doc)));
  return client;
}
