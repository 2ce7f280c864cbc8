import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { encodeAwarenessUpdate, type Awareness } from 'y-protocols/awareness';
import { RELAY_MESSAGE, SYNC_MESSAGE } from '@materi/contract/relay';

/** What the server may send, read from one frame. */
export type RelayFrame =
  | { kind: 'step1'; stateVector: Uint8Array }
  | { kind: 'step2' | 'update'; update: Uint8Array }
  | { kind: 'awareness'; states: Uint8Array }
  | { kind: 'query-awareness' }
  | { kind: 'saved'; messages: number }
  | { kind: 'schema'; version: number }
  | { kind: 'unknown' };

/** @throws when the frame is cut short */
export function readFrame(bytes: Uint8Array): RelayFrame {
  const decoder = decoding.createDecoder(bytes);
  switch (decoding.readVarUint(decoder)) {
    case RELAY_MESSAGE.sync:
      switch (decoding.readVarUint(decoder)) {
        case SYNC_MESSAGE.step1:
          return { kind: 'step1', stateVector: decoding.readVarUint8Array(decoder) };
        case SYNC_MESSAGE.step2:
          return { kind: 'step2', update: decoding.readVarUint8Array(decoder) };
        case SYNC_MESSAGE.update:
          return { kind: 'update', update: decoding.readVarUint8Array(decoder) };
        default:
          return { kind: 'unknown' };
      }
    case RELAY_MESSAGE.awareness:
      return { kind: 'awareness', states: decoding.readVarUint8Array(decoder) };
    case RELAY_MESSAGE.queryAwareness:
      return { kind: 'query-awareness' };
    case RELAY_MESSAGE.saved:
      return { kind: 'saved', messages: decoding.readVarUint(decoder) };
    case RELAY_MESSAGE.schema:
      return { kind: 'schema', version: decoding.readVarUint(decoder) };
    default:
      return { kind: 'unknown' };
  }
}

/** A sync frame: step 1 carries a state vector, step 2 and update carry an update. */
export function syncFrame(message: keyof typeof SYNC_MESSAGE, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, RELAY_MESSAGE.sync);
  encoding.writeVarUint(encoder, SYNC_MESSAGE[message]);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder) as Uint8Array<ArrayBuffer>;
}

export function awarenessFrame(awareness: Awareness, clients: readonly number[]): Uint8Array<ArrayBuffer> {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, RELAY_MESSAGE.awareness);
  encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, [...clients]));
  return encoding.toUint8Array(encoder) as Uint8Array<ArrayBuffer>;
}
