import { reader } from './bytes.ts';
import { FIRST_CLIENT, EDIT_LENGTH } from './typing.ts';
import { readStamp } from './stamps.ts';

/** What somebody has heard of a document. */
export interface Heard {
  /** Which of the document's people listens; what comes back of their own counts for nothing. -1: nobody of them. */
  readonly self: number;
  /** How far each person's typing has arrived, in clocks without a gap. */
  readonly clocks: Uint32Array;
  /** Called for each edit that arrived for the first time, with the microsecond in which it was sent. */
  onEdit(sentUs: number): void;
}

/** Where another client's content goes: its id and how far it reaches. */
type Other = (client: number, from: number, to: number) => void;

/**
 * Reads a Yjs update (version 1) of edits as `createTyping` and `makeRandomInserts` write them, merged or not,
 * without building anything. What Yjs may add by itself is passed by.
 */
export function readUpdate(bytes: Buffer, at: number, heard: Heard, other?: Other): void {
  reader.on(bytes, at);
  for (let clients = reader.uint(); clients > 0; clients -= 1) {
    let structs = reader.uint();
    const client = reader.uint();
    let clock = reader.uint();
    const start = clock;
    const index = client - FIRST_CLIENT;
    const isTyping = index >= 0 && index < heard.clocks.length && index !== heard.self;
    let known = isTyping ? heard.clocks[index]! : 0;
    for (; structs > 0; structs -= 1) {
      const info = bytes[reader.at++]!;
      const kind = info & 31;
      if (kind === 10) {
        clock += reader.uint();
        continue;
      }
      if (kind !== 0) skipPlace(info);
      if (kind === 4) {
        const length = reader.uint();
        if (isTyping && clock <= known && clock + length > known) {
          for (let edit = 0; edit + EDIT_LENGTH <= length; edit += EDIT_LENGTH) {
            if (clock + edit >= known) heard.onEdit(readStamp(bytes, reader.at + edit + 1));
          }
        }
        reader.at += length;
        clock += length;
      } else {
        clock += skipContent(kind);
      }
      if (isTyping && clock > known && start <= known) known = clock;
    }
    if (isTyping) heard.clocks[index] = known;
    else other?.(client, start, clock);
  }
}

/** Neighbours, and where there are none the parent. */
function skipPlace(info: number): void {
  if ((info & 128) !== 0) skipId();
  if ((info & 64) !== 0) skipId();
  if ((info & 192) !== 0) return;
  if (reader.uint() === 1) reader.skip();
  else skipId();
  if ((info & 32) !== 0) reader.skip();
}

function skipId(): void {
  reader.uint();
  reader.uint();
}

/** @returns clocks that the content takes */
function skipContent(kind: number): number {
  switch (kind) {
    case 0:
    case 1:
      return reader.uint();
    case 5:
      reader.skip();
      return 1;
    case 6:
      reader.skip();
      reader.skip();
      return 1;
    case 7: {
      const type = reader.uint();
      if (type === 3 || type === 5) reader.skip();
      return 1;
    }
    case 8: {
      const count = reader.uint();
      for (let left = count; left > 0; left -= 1) {
        if (reader.bytes[reader.at++] !== 119) throw new Error('A value came that nobody wrote.');
        reader.skip();
      }
      return count;
    }
    default:
      throw new Error(`Content of kind ${kind} came that nobody wrote.`);
  }
}
