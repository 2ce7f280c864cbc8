import { SYNC_MESSAGE } from '@materi/contract/relay';
import { cursorEntry, readCursors } from './frames/cursors.ts';
import { readUpdate } from './frames/reading.ts';
import { nowUs } from './frames/stamps.ts';
import { createTyping, FIRST_CLIENT, type Typing } from './frames/typing.ts';
import type { Latencies } from './latencies.ts';
import { EMPTY_UPDATE, readMessage } from './protocol.ts';
import { openSocket, type RawSocket } from './socket.ts';
import type { Running } from './subjects/subject.ts';

/** What is counted; edits and cursors that were sent before `fromUs` are warm-up. */
export interface Gauge {
  fromUs: number;
  readonly delivery: Latencies;
  /** From an edit to its author's knowledge that the server has it. */
  readonly acknowledged: Latencies;
}

/** Somebody who has a document open, without a `Y.Doc`. */
export interface Person {
  readonly index: number;
  readonly typing: Typing;
  /** How far everybody's typing has arrived here, in clocks. */
  readonly clocks: Uint32Array;
  /** The newest presence of everybody that arrived here. */
  readonly cursors: Uint32Array;
  /** Edits that the server has not acknowledged. */
  readonly unacknowledged: number;
  /** Why the server ended the connection; `null` while it has not. */
  readonly ended: string | null;
  type(): void;
  /** Sends an update of another Yjs client, whose clock is `clock` after it; not mixed with typing. */
  send(update: Uint8Array, client: number, clock: number): void;
  moveCursor(clock: number): void;
  leave(): void;
}

/** How long a document may take to arrive. */
const PATIENCE_MS = 60_000;

/** Resolves when the document has arrived. @param people how many the document has in all */
export async function join(
  running: Running,
  document: string,
  { index, people, gauge, person = index }: { index: number; people: number; gauge: Gauge; person?: number },
): Promise<Person> {
  const { protocol } = running.subject;
  const typing = createTyping(index);
  const clocks = new Uint32Array(people);
  const cursors = new Uint32Array(people);
  /** When each message was sent that is not acknowledged; 0 for those that are no edit. */
  const sentAt: number[] = [];
  let firstSent = 0;
  let arrived = false;
  let ended: string | null = null;
  let ownClient = FIRST_CLIENT + index;
  let echoed = 0;
  let onArrived: () => void = () => {};
  let onFailed: (error: Error) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    onArrived = resolve;
    onFailed = reject;
  });
  // An end before anybody waits for it is told to whoever waits later.
  ready.catch(() => {});

  let us = 0;
  const heard = {
    self: index,
    clocks,
    onEdit(sentUs: number) {
      if (sentUs >= gauge.fromUs) gauge.delivery.record(us - sentUs);
    },
  };

  function acknowledge(count: number): void {
    while (firstSent < count && firstSent < sentAt.length) {
      const at = sentAt[firstSent++]!;
      if (at >= gauge.fromUs && at > 0) gauge.acknowledged.record(us - at);
    }
  }

  const listener = {
    onStep1() {
      sentAt.push(0);
      socket.send(protocol.sync(document, SYNC_MESSAGE.step2, EMPTY_UPDATE));
    },
    onUpdate(bytes: Buffer, at: number, _end: number, isStep2: boolean) {
      if (protocol.acknowledges === 'echo') readUpdate(bytes, at, heard, onOwn);
      else readUpdate(bytes, at, heard);
      if (isStep2 && !arrived) {
        arrived = true;
        onArrived();
      }
    },
    onPresence(bytes: Buffer, at: number) {
      readCursors(bytes, at, (who, clock, sentUs) => {
        if (who === index || who < 0 || who >= people || clock <= cursors[who]!) return;
        cursors[who] = clock;
        if (sentUs >= gauge.fromUs) gauge.delivery.record(us - sentUs);
      });
    },
    onAcknowledged(count: number | null) {
      acknowledge(count ?? firstSent + 1);
    },
  };

  /** An author's own edit that comes back; the empty step 2 is never answered there. */
  function onOwn(client: number, _from: number, to: number): void {
    if (client !== ownClient) return;
    echoed = Math.max(echoed, to);
    while (firstSent < sentAt.length && (ends[firstSent] ?? 0) <= echoed) acknowledge(firstSent + 1);
  }
  /** For servers that echo: the clock up to which each message reaches. */
  const ends: number[] = [];

  const socket: RawSocket = await openSocket(running.port, running.path(document, person), {
    onMessage(bytes, from, _to, at) {
      us = at;
      readMessage(protocol, bytes, from, listener);
    },
    onClose(code, reason) {
      ended = `${code} ${reason}`.trim();
      onFailed(new Error(`The server ended a connection: ${ended}`));
    },
  });
  for (const message of protocol.greeting(document)) socket.send(message);
  const late = setTimeout(() => onFailed(new Error('The document did not arrive in time.')), PATIENCE_MS);
  await ready.finally(() => clearTimeout(late));

  return {
    index,
    typing,
    clocks,
    cursors,
    get unacknowledged() {
      return sentAt.length - firstSent;
    },
    get ended() {
      return ended;
    },
    type() {
      const at = nowUs();
      const frame = protocol.sync(document, SYNC_MESSAGE.update, typing.next(at));
      ends[sentAt.length] = typing.clock;
      sentAt.push(at);
      socket.send(frame);
    },
    send(update, client, clock) {
      ownClient = client;
      ends[sentAt.length] = clock;
      sentAt.push(0);
      socket.send(protocol.sync(document, SYNC_MESSAGE.update, update));
    },
    moveCursor(clock) {
      socket.send(protocol.presence(document, cursorEntry(index, clock, nowUs())));
    },
    leave: () => socket.end(),
  };
}
