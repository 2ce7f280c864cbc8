import * as encoding from 'lib0/encoding';
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

function syncFrame(step: number, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, RELAY_MESSAGE.sync);
  encoding.writeVarUint(encoder, step);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
}

export const step1Frame = (stateVector: Uint8Array) => syncFrame(SYNC_MESSAGE.step1, stateVector);
export const step2Frame = (update: Uint8Array) => syncFrame(SYNC_MESSAGE.step2, update);
export const updateFrame = (update: Uint8Array) => syncFrame(SYNC_MESSAGE.update, update);

export function awarenessFrame(entries: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, RELAY_MESSAGE.awareness);
  encoding.writeVarUint8Array(encoder, entries);
  return encoding.toUint8Array(encoder);
}

function numberFrame(message: number, value: number): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, message);
  encoding.writeVarUint(encoder, value);
  return encoding.toUint8Array(encoder);
}

/** How many of the connection's edits are on disk. */
export const savedFrame = (count: number) => numberFrame(RELAY_MESSAGE.saved, count);

/** The document needs a newer client than the one that asks. */
export const schemaFrame = (version: number) => numberFrame(RELAY_MESSAGE.schema, version);

/** Awareness without anybody in it: changes nothing and keeps the line from looking dead. */
export const HEARTBEAT_FRAME: Uint8Array = awarenessFrame(Uint8Array.of(0));
