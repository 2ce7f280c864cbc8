import { RELAY_MESSAGE, SYNC_MESSAGE } from '@materi/contract/relay';
import { createByteWriter, reader } from './frames/bytes.ts';

/** How a server lets an author know that it has an edit. */
type Acknowledges = 'saved' | 'status' | 'echo';

/** The messages of one server: y-protocols, in front of them the document's name where the server wants it. */
export interface Protocol {
  readonly acknowledges: Acknowledges;
  /** What a client sends first. */
  greeting(document: string): Buffer[];
  sync(document: string, step: number, payload: Uint8Array): Buffer;
  presence(document: string, entries: Uint8Array): Buffer;
}

/** Hocuspocus: message numbers of its own (@hocuspocus/server types.ts). */
const HOCUSPOCUS = { auth: 2, syncReply: 4, syncStatus: 8 } as const;
const EMPTY_STATE_VECTOR = Buffer.from([0]);
/** An update without content (Yjs, version 1). */
export const EMPTY_UPDATE = Buffer.from([0, 0]);

const writer = createByteWriter();

function protocol(acknowledges: Acknowledges, named: boolean): Protocol {
  const name = (document: string) => {
    if (named) writer.text(document);
  };
  function sync(document: string, step: number, payload: Uint8Array): Buffer {
    name(document);
    writer.uint(RELAY_MESSAGE.sync);
    writer.uint(step);
    writer.bytes(payload);
    return writer.take();
  }
  function login(document: string): Buffer {
    name(document);
    writer.uint(HOCUSPOCUS.auth);
    writer.uint(0);
    writer.text('');
    return writer.take();
  }
  return {
    acknowledges,
    greeting: (document) => [
      ...(named ? [login(document)] : []),
      sync(document, SYNC_MESSAGE.step1, EMPTY_STATE_VECTOR),
    ],
    sync,
    presence(document, entries) {
      name(document);
      writer.uint(RELAY_MESSAGE.awareness);
      writer.bytes(entries);
      return writer.take();
    },
  };
}

export const MATERI_PROTOCOL = protocol('saved', false);
export const HOCUSPOCUS_PROTOCOL = protocol('status', true);
export const Y_WEBSOCKET_PROTOCOL = protocol('echo', false);

/** What a server may say; `at` is where the payload begins. */
export interface Listener {
  onStep1(): void;
  onUpdate(bytes: Buffer, at: number, end: number, isStep2: boolean): void;
  onPresence(bytes: Buffer, at: number): void;
  /** With a count: so many messages are on disk. Without: one more was taken. */
  onAcknowledged(count: number | null): void;
}

export function readMessage(protocol: Protocol, bytes: Buffer, from: number, listener: Listener): void {
  reader.on(bytes, from);
  if (protocol === HOCUSPOCUS_PROTOCOL) reader.skip();
  const message = reader.uint();
  switch (message) {
    case RELAY_MESSAGE.sync:
    case HOCUSPOCUS.syncReply: {
      const step = reader.uint();
      const length = reader.uint();
      if (step === SYNC_MESSAGE.step1) listener.onStep1();
      else listener.onUpdate(bytes, reader.at, reader.at + length, step === SYNC_MESSAGE.step2);
      return;
    }
    case RELAY_MESSAGE.awareness:
      reader.uint();
      listener.onPresence(bytes, reader.at);
      return;
    case RELAY_MESSAGE.saved:
      listener.onAcknowledged(reader.uint());
      return;
    case HOCUSPOCUS.syncStatus:
      if (reader.uint() === 1) listener.onAcknowledged(null);
      return;
    case HOCUSPOCUS.auth:
      if (reader.uint() === 1) throw new Error('The server refused the sign-in.');
      return;
    default:
  }
}
