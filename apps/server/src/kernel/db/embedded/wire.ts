/**
 * As much of PostgreSQL's wire protocol, version 3, as lies between a client
 * and a back end that does the rest.
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */

const head = 5;

const message = (type: string, body: Buffer): Buffer => {
  const bytes = Buffer.allocUnsafe(head + body.length);
  bytes.write(type, 0, 'latin1');
  bytes.writeInt32BE(body.length + 4, 1);
  body.copy(bytes, head);
  return bytes;
};

const texts = (...values: string[]): Buffer => Buffer.from(values.map((value) => `${value}\0`).join(''));

export const simpleQuery = (sql: string): Uint8Array => message('Q', texts(sql));

const readyForQuery = message('Z', Buffer.from('I'));

/** The answer to `begin`: from here on the client is in a transaction. */
export const begun = (): Uint8Array => Buffer.concat([message('C', texts('BEGIN')), message('Z', Buffer.from('T'))]);

/** What a client hears when its session begins; nobody is asked for a password inside a process. */
export const welcome = (version: string): Uint8Array =>
  Buffer.concat([
    message('R', Buffer.from([0, 0, 0, 0])),
    ...Object.entries({
      client_encoding: 'UTF8',
      DateStyle: 'ISO, MDY',
      integer_datetimes: 'on',
      IntervalStyle: 'postgres',
      server_encoding: 'UTF8',
      server_version: version,
      standard_conforming_strings: 'on',
      TimeZone: 'UTC',
    }).map(([name, value]) => message('S', texts(name, value))),
    message('K', Buffer.alloc(8)),
    readyForQuery,
  ]);

/** An ErrorResponse; `code` is an SQLSTATE. */
export const fault = (severity: 'ERROR' | 'FATAL', code: string, sentence: string): Uint8Array =>
  message('E', Buffer.concat([texts(`S${severity}`, `V${severity}`, `C${code}`, `M${sentence}`), Buffer.from([0])]));

/** One after the other, in memory that nobody else uses, so that it can be handed to another thread. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1 && parts[0]!.byteLength === parts[0]!.buffer.byteLength) return parts[0]!;
  const all = new Uint8Array(parts.reduce((length, part) => length + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}

/** The messages of an answer: where each begins and ends. */
function* messagesOf(answer: Uint8Array): Generator<{ type: number; at: number; next: number }> {
  const view = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
  for (let at = 0; at + head <= view.length;) {
    const next = at + 1 + view.readInt32BE(at + 1);
    yield { type: view[at]!, at, next };
    at = next;
  }
}

/** Takes asynchronous notifications (`A`) out of an answer: they belong to whoever listens, not to whoever asked. */
export function splitNotifications(chunks: readonly Uint8Array[]): { reply: Uint8Array; notifications: Uint8Array[] } {
  const all = joined(chunks);
  const notifications: Uint8Array[] = [];
  const kept: Uint8Array[] = [];
  let from = 0;
  for (const { type, at, next } of messagesOf(all)) {
    if (type !== 0x41) continue;
    notifications.push(all.slice(at, next));
    kept.push(all.subarray(from, at));
    from = next;
  }
  if (notifications.length === 0) return { reply: all, notifications };
  return { reply: joined([...kept, all.subarray(from)]), notifications };
}

/** The first value of the first row of an answer, as text. */
export function firstValue(answer: Uint8Array): string | undefined {
  for (const { type, at } of messagesOf(answer)) {
    if (type !== 0x44) continue;
    const view = Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength);
    const start = at + head + 2;
    const length = view.readInt32BE(start);
    return length < 0 ? undefined : view.toString('utf8', start + 4, start + 4 + length);
  }
  return undefined;
}

export interface Unit {
  readonly bytes: Uint8Array;
  /** `Q`, `S`, `H` or `X`: the message that ends it. */
  readonly end: string;
}

/**
 * Cuts what a client sends into units that are answered in one go: a simple
 * query, or extended messages up to their Sync or Flush. Only whole units reach
 * the back end, so that "after an error skip to the Sync" never touches the
 * messages of another session.
 */
export function createUnitReader(): (bytes: Uint8Array) => { started: boolean; units: Unit[] } {
  let buffer: Buffer = Buffer.alloc(0);
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  // How many bytes must be there before looking again makes sense; large values arrive in many pieces.
  let needed = 4;
  let started = false;
  /** Where the search goes on: the messages before it are whole but end no unit. */
  let at = 0;

  return (bytes) => {
    waiting.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    waitingBytes += bytes.byteLength;
    const units: Unit[] = [];
    let startedNow = false;
    if (buffer.length + waitingBytes < needed) return { started: startedNow, units };
    buffer = Buffer.concat([buffer, ...waiting]);
    waiting = [];
    waitingBytes = 0;
    if (!started) {
      const length = buffer.readInt32BE(0);
      if (buffer.length < length) {
        needed = length;
        return { started: startedNow, units };
      }
      buffer = buffer.subarray(length);
      started = true;
      startedNow = true;
    }
    needed = at + head;
    while (at + head <= buffer.length) {
      const next = at + 1 + buffer.readInt32BE(at + 1);
      if (next > buffer.length) {
        needed = next;
        break;
      }
      const type = String.fromCharCode(buffer[at]!);
      at = next;
      if ('QSHX'.includes(type)) {
        units.push({ bytes: new Uint8Array(buffer.subarray(0, at)), end: type });
        buffer = buffer.subarray(at);
        at = 0;
      }
      needed = at + head;
    }
    return { started: startedNow, units };
  };
}

/** Whether a unit is a plain `begin` and nothing else. */
export function begins({ bytes, end }: Unit): boolean {
  return (
    end === 'Q' && bytes.byteLength <= 12 && /^\s*begin\s*;?\s*\0$/i.test(Buffer.from(bytes).toString('latin1', head))
  );
}

/**
 * Whether a unit begins a COPY from the client, which would wait for messages
 * that can only come after it. Looks at the statement only, never at values.
 */
export function copiesIn(unit: Unit): boolean {
  const bytes = Buffer.from(unit.bytes.buffer, unit.bytes.byteOffset, unit.bytes.byteLength);
  const type = String.fromCharCode(bytes[0]!);
  if (type !== 'Q' && type !== 'P') return false;
  // Parse has a name before its statement.
  const from = type === 'Q' ? head : bytes.indexOf(0, head) + 1;
  const statement = bytes.toString('latin1', from, bytes.indexOf(0, from));
  return /(^|;)\s*copy\b[^;]*\bfrom\s+stdin\b/i.test(statement);
}
