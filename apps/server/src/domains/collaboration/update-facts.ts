import { isAscii, isUtf8 } from 'node:buffer';

/** Clocks `from` (included) to `to` (excluded) of one Yjs client. */
export interface Span {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/** What an update talks about, without its content. */
export interface UpdateFacts {
  /** Content that it carries (skipped clocks are left out), adjoining spans joined. */
  readonly structs: readonly Span[];
  readonly deletes: readonly Span[];
}

/** The bytes are no update; the message says what was found. */
export class MalformedUpdate extends Error {}

const bad = (what: string): never => {
  throw new MalformedUpdate(what);
};

/** A position in bytes that nothing may read beyond. */
interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** Reads a variable-length unsigned integer (lib0 encoding: 7 bits a byte, low bits first), at most 2^53 − 1. */
export function readUint(cursor: Cursor): number {
  const { bytes } = cursor;
  let value = 0;
  let factor = 1;
  for (;;) {
    if (cursor.at >= bytes.length) bad('it ends in the middle of a number');
    const byte = bytes[cursor.at++]!;
    value += (byte & 127) * factor;
    if (value > Number.MAX_SAFE_INTEGER) bad('a number is too large');
    if (byte < 128) return value;
    factor *= 128;
  }
}

/** Reads a length and that many bytes (a view, not a copy). */
export function readBytes(cursor: Cursor): Uint8Array {
  const length = readUint(cursor);
  const end = cursor.at + length;
  if (end > cursor.bytes.length) bad('it ends in the middle of a field');
  const view = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return view;
}

function skipBytes(cursor: Cursor, length: number): void {
  cursor.at += length;
  if (cursor.at > cursor.bytes.length) bad('it ends in the middle of a field');
}

function readText(cursor: Cursor): Uint8Array {
  const text = readBytes(cursor);
  if (!isUtf8(text)) bad('a text is not UTF-8');
  return text;
}

/** Longer texts are looked at by native code; for shorter ones the view that it needs costs more than looking. */
const SHORT_TEXT = 48;

/** Skips a text and returns its length in UTF-16 units, which is what Yjs counts. */
function skipText(cursor: Cursor): number {
  const { bytes, at: start } = cursor;
  const length = readUint(cursor);
  const end = cursor.at + length;
  if (length <= SHORT_TEXT && end <= bytes.length) {
    let at = cursor.at;
    while (at < end && bytes[at]! < 128) at++;
    if (at === end) {
      cursor.at = end;
      return length;
    }
  }
  cursor.at = start;
  const text = readText(cursor);
  return isAscii(text) ? length : Buffer.from(text.buffer, text.byteOffset, length).toString('utf8').length;
}

function skipJson(cursor: Cursor, undefinedAllowed: boolean): void {
  const text = Buffer.from(readText(cursor)).toString('utf8');
  if (undefinedAllowed && text === 'undefined') return;
  try {
    JSON.parse(text);
  } catch {
    bad('a value is not JSON');
  }
}

/** Values nest at most this deep, so that no reader runs out of stack. */
const DEEPEST_VALUE = 100;

/** One value of lib0's `any` encoding (types 116–127). */
function skipAny(cursor: Cursor, depth: number): void {
  if (depth > DEEPEST_VALUE) bad('a value is nested too deeply');
  if (cursor.at >= cursor.bytes.length) bad('it ends before a value');
  switch (cursor.bytes[cursor.at++]!) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return;
    case 125: {
      // integer: six bits and a sign in the first byte, seven in the others
      let byte = 128;
      for (let length = 0; byte >= 128; length++) {
        if (cursor.at >= cursor.bytes.length || length > 8) bad('an integer has no end');
        byte = cursor.bytes[cursor.at++]!;
      }
      return;
    }
    case 124: // float32
      return skipBytes(cursor, 4);
    case 123: // float64
    case 122: // bigint64
      return skipBytes(cursor, 8);
    case 119:
      skipText(cursor);
      return;
    case 118:
      for (let left = readUint(cursor); left > 0; left--) {
        // A key of this name would change the object that Yjs builds, and not be a key.
        if (Buffer.from(readText(cursor)).toString('latin1') === '__proto__') bad('a key has a forbidden name');
        skipAny(cursor, depth + 1);
      }
      return;
    case 117:
      for (let left = readUint(cursor); left > 0; left--) skipAny(cursor, depth + 1);
      return;
    case 116:
      readBytes(cursor);
      return;
    default:
      bad('a value has an unknown type');
  }
}

/** The id of a neighbour or parent. Yjs fails on one that its client has not made yet. */
function skipReference(cursor: Cursor, client: number, clock: number): void {
  const itsClient = readUint(cursor);
  if (readUint(cursor) >= clock && itsClient === client) bad('its content refers to what comes later');
}

/** Skips the content of an item and returns its length in clocks (Yjs `contentRefs`). */
function skipContent(cursor: Cursor, kind: number): number {
  switch (kind) {
    case 1: // deleted
      return readUint(cursor);
    case 2: {
      // JSON values
      const count = readUint(cursor);
      for (let left = count; left > 0; left--) skipJson(cursor, true);
      return count;
    }
    case 3: // binary
      readBytes(cursor);
      return 1;
    case 4: // text
      return skipText(cursor);
    case 5: // embed
      skipJson(cursor, false);
      return 1;
    case 6: // format
      skipText(cursor);
      skipJson(cursor, false);
      return 1;
    case 7: {
      // a shared type: array, map, text, XML element (3), XML fragment, XML hook (5), XML text
      const type = readUint(cursor);
      if (type > 6) bad('a shared type is unknown');
      if (type === 3 || type === 5) skipText(cursor);
      return 1;
    }
    case 8: {
      // any values
      const count = readUint(cursor);
      for (let left = count; left > 0; left--) skipAny(cursor, 0);
      return count;
    }
    default:
      // 9 is a document inside the document: nothing in Materi makes one, and reading one constructs whatever it asks for.
      return bad('its content is of an unknown kind');
  }
}

/** A span while it grows. */
type Mutable<Kind> = { -readonly [Key in keyof Kind]: Kind[Key] };

function add(spans: Mutable<Span>[], client: number, from: number, to: number): void {
  const last = spans.length === 0 ? undefined : spans[spans.length - 1];
  if (last !== undefined && last.client === client && last.to === from) {
    last.to = to;
  } else if (to > from) {
    spans.push({ client, from, to });
  }
}

/**
 * Reads a Yjs update (version 1) without building anything, so that the hot path
 * costs little and bytes from outside can do no harm. Everything that passes here
 * also passes `Y.decodeUpdate`; it is stricter in what Yjs never writes: trailing
 * bytes, clients out of order (Yjs merges rely on it), structs of no length, subdocuments.
 *
 * @throws MalformedUpdate
 */
export function readUpdate(bytes: Uint8Array): UpdateFacts {
  const cursor: Cursor = { bytes, at: 0 };
  const structs: Mutable<Span>[] = [];
  const deletes: Mutable<Span>[] = [];
  let clientBefore = Number.POSITIVE_INFINITY;
  for (let clients = readUint(cursor); clients > 0; clients--) {
    const count = readUint(cursor);
    const client = readUint(cursor);
    if (client >= clientBefore) bad('its clients are not in order');
    clientBefore = client;
    let clock = readUint(cursor);
    for (let left = count; left > 0; left--) {
      if (cursor.at >= bytes.length) bad('it ends before all content was read');
      const info = bytes[cursor.at++]!;
      const kind = info & 31;
      let length: number;
      if (info === 10) {
        length = readUint(cursor);
        if (clock + length > Number.MAX_SAFE_INTEGER) bad('a clock is too large');
        clock += length;
        continue;
      }
      if (kind === 0) {
        length = readUint(cursor);
      } else {
        if ((info & 128) !== 0) skipReference(cursor, client, clock);
        if ((info & 64) !== 0) skipReference(cursor, client, clock);
        if ((info & 192) === 0) {
          if (readUint(cursor) === 1) {
            skipText(cursor);
          } else {
            skipReference(cursor, client, clock);
          }
          if ((info & 32) !== 0) skipText(cursor);
        }
        length = skipContent(cursor, kind);
      }
      if (length === 0) bad('a piece of content has no length');
      if (clock + length > Number.MAX_SAFE_INTEGER) bad('a clock is too large');
      add(structs, client, clock, clock + length);
      clock += length;
    }
  }
  for (let clients = readUint(cursor); clients > 0; clients--) {
    const client = readUint(cursor);
    for (let left = readUint(cursor); left > 0; left--) {
      const from = readUint(cursor);
      const length = readUint(cursor);
      if (length === 0) bad('a deletion has no length');
      if (from + length > Number.MAX_SAFE_INTEGER) bad('a clock is too large');
      add(deletes, client, from, from + length);
    }
  }
  if (cursor.at !== bytes.length) bad('there are bytes after its end');
  return { structs, deletes };
}

/** Reads a state vector: how far the peer knows each client. @throws MalformedUpdate */
export function readStateVector(bytes: Uint8Array): ReadonlyMap<number, number> {
  const cursor: Cursor = { bytes, at: 0 };
  const clocks = new Map<number, number>();
  for (let left = readUint(cursor); left > 0; left--) {
    const client = readUint(cursor);
    clocks.set(client, readUint(cursor));
  }
  if (cursor.at !== bytes.length) bad('there are bytes after the end of the state vector');
  return clocks;
}
