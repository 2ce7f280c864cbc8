import { RELAY_MESSAGE, SYNC_MESSAGE } from '@materi/contract/relay';
import { MalformedUpdate, readBytes, readUint } from './update-facts.ts';

/** A frame that a client may send; the bytes are views into it. */
export type ClientFrame =
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'step2' | 'update'; readonly update: Uint8Array }
  | { readonly kind: 'awareness'; readonly entries: Uint8Array }
  | { readonly kind: 'queryAwareness' };

/** @throws MalformedUpdate when the frame is not exactly one message of the protocol */
export function readFrame(bytes: Uint8Array): ClientFrame {
  const cursor = { bytes, at: 0 };
  const frame = readMessage(cursor);
  if (cursor.at !== bytes.length) throw new MalformedUpdate('there are bytes after the end of the message');
  return frame;
}

function readMessage(cursor: { readonly bytes: Uint8Array; at: number }): ClientFrame {
  const message = readUint(cursor);
  switch (message) {
    case RELAY_MESSAGE.sync: {
      const step = readUint(cursor);
      switch (step) {
        case SYNC_MESSAGE.step1:
          return { kind: 'step1', stateVector: readBytes(cursor) };
        case SYNC_MESSAGE.step2:
          return { kind: 'step2', update: readBytes(cursor) };
        case SYNC_MESSAGE.update:
          return { kind: 'update', update: readBytes(cursor) };
        default:
          throw new MalformedUpdate('the sync message is unknown');
      }
    }
    case RELAY_MESSAGE.awareness:
      return { kind: 'awareness', entries: readBytes(cursor) };
    case RELAY_MESSAGE.queryAwareness:
      return { kind: 'queryAwareness' };
    default:
      throw new MalformedUpdate('the message is unknown');
  }
}

/** Bytes of a number in lib0's variable-length encoding. */
function sizeOf(value: number): number {
  let size = 1;
  for (let left = value; left >= 128; left = Math.floor(left / 128)) size += 1;
  return size;
}

/** Some numbers and, when there is one, a piece of bytes with its length before it; one allocation, one copy. */
function message(numbers: readonly number[], payload?: Uint8Array): Uint8Array {
  const all = payload === undefined ? numbers : [...numbers, payload.length];
  const head = all.reduce((size, value) => size + sizeOf(value), 0);
  const bytes = Buffer.allocUnsafe(head + (payload?.length ?? 0));
  let at = 0;
  for (const value of all) {
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) bytes[at++] = (left % 128) | 128;
    bytes[at++] = left;
  }
  if (payload !== undefined) bytes.set(payload, at);
  return bytes;
}

export const step1Frame = (stateVector: Uint8Array) => message([RELAY_MESSAGE.sync, SYNC_MESSAGE.step1], stateVector);
export const step2Frame = (update: Uint8Array) => message([RELAY_MESSAGE.sync, SYNC_MESSAGE.step2], update);
export const updateFrame = (update: Uint8Array) => message([RELAY_MESSAGE.sync, SYNC_MESSAGE.update], update);
export const awarenessFrame = (entries: Uint8Array) => message([RELAY_MESSAGE.awareness], entries);

/** How many of the connection's edits are on disk. */
export const savedFrame = (count: number) => message([RELAY_MESSAGE.saved, count]);

/** The document needs a newer client than the one that asks. */
export const schemaFrame = (version: number) => message([RELAY_MESSAGE.schema, version]);

/** Awareness without anybody in it: changes nothing and keeps the line from looking dead. */
export const HEARTBEAT_FRAME: Uint8Array = awarenessFrame(Uint8Array.of(0));
