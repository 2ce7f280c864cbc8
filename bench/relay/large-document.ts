import * as Y from 'yjs';
import { SYNC_MESSAGE } from '@materi/contract/relay';
import { textOf } from './frames/check.ts';
import { INSERTS_CLIENT, makeRandomInserts, type RandomInserts } from './frames/random-inserts.ts';
import { readUpdate } from './frames/reading.ts';
import { createGauge } from './crowd.ts';
import { join } from './person.ts';
import { EMPTY_UPDATE, readMessage } from './protocol.ts';
import { openSocket, type RawSocket } from './socket.ts';
import type { Running } from './subjects/subject.ts';
import { pause, until } from './waiting.ts';

const made = new Map<number, RandomInserts>();

/** The same document every time; 100,000 inserts are about 1 MB. */
export function insertsOf(count: number): RandomInserts {
  const known = made.get(count) ?? makeRandomInserts(count);
  made.set(count, known);
  return known;
}

/** Writes it into a new document, message by message as people would have, and waits until the server has it all. */
export async function upload(running: Running, inserts: RandomInserts): Promise<string> {
  const document = await running.newDocument();
  const person = await join(running, document, { index: 0, people: 1, gauge: createGauge() });
  for (const [number, update] of inserts.updates.entries()) {
    person.send(update, INSERTS_CLIENT, inserts.clocks[number]!);
    // oxlint-disable-next-line no-await-in-loop -- no faster than a server takes it in
    if (number % 50 === 49) await until(() => person.unacknowledged < 100 || person.ended !== null, 30_000);
  }
  // The step 2 of the greeting is not acknowledged by everyone; the last edit decides.
  await until(() => person.unacknowledged <= 1 || person.ended !== null, 60_000);
  if (person.ended !== null) throw new Error(`A connection was ended while a document was written: ${person.ended}`);
  const [whole] = await fetchWhole(running, document, inserts);
  whole!.leave();
  person.leave();
  return document;
}

/** A join of a large document. */
interface Arrival {
  /** From opening the connection until every byte was here, in milliseconds. */
  readonly ms: number;
  /** Whether everything was in it; looked at after the clock has stopped. */
  readonly complete: boolean;
  /** The document as it arrived; only when asked for. */
  readonly text?: string;
  leave(): void;
}

/** Share of the bytes that have to be here before it is looked at closely; servers may write less than was sent. */
const NEARLY = 0.9;
const PATIENCE_MS = 120_000;
const MORE_PATIENCE_MS = 2_000;

/** So many people open it at the same moment. The server is done with somebody when all content has arrived. */
export async function fetchWhole(
  running: Running,
  document: string,
  inserts: RandomInserts,
  { people = 1, withText = false }: { people?: number; withText?: boolean } = {},
): Promise<Arrival[]> {
  const start = performance.now();
  const visits = await Promise.all(
    Array.from({ length: people }, (_, person) => visit(running, document, person, inserts.bytes * NEARLY)),
  );
  // Looked at only now: reading millions of inserts while others still wait would be measured with them.
  const isWhole = ({ updates }: Visit) => reach(updates) === inserts.clock;
  await until(() => visits.every((each) => isWhole(each) || each.ended), MORE_PATIENCE_MS);
  return visits.map((each) => ({
    ms: each.arrivedAt - start,
    complete: !each.ended && isWhole(each),
    ...(withText ? { text: textFrom(each.updates) } : {}),
    leave: each.leave,
  }));
}

interface Visit {
  readonly updates: readonly Buffer[];
  /** When the newest of them was here. */
  readonly arrivedAt: number;
  readonly ended: boolean;
  leave(): void;
}

/** Opens it and waits for so many bytes. */
async function visit(running: Running, document: string, person: number, bytes: number): Promise<Visit> {
  const { protocol } = running.subject;
  const updates: Buffer[] = [];
  let bytesHere = 0;
  let arrivedAt = 0;
  let ended = false;
  const listener = {
    onStep1: () => socket.send(protocol.sync(document, SYNC_MESSAGE.step2, EMPTY_UPDATE)),
    onUpdate(message: Buffer, at: number, end: number) {
      // A copy; even of a large one it costs less than a millisecond.
      updates.push(Buffer.from(message.subarray(at, end)));
      bytesHere += end - at;
      arrivedAt = performance.now();
    },
    onPresence: () => {},
    onAcknowledged: () => {},
  };
  const socket: RawSocket = await openSocket(running.port, running.path(document, person), {
    onMessage: (message, from) => readMessage(protocol, message, from, listener),
    onClose() {
      ended = true;
    },
  });
  for (const message of protocol.greeting(document)) socket.send(message);
  await until(() => bytesHere >= bytes || ended, PATIENCE_MS);
  return {
    updates,
    get arrivedAt() {
      return arrivedAt;
    },
    get ended() {
      return ended;
    },
    leave: () => socket.end(),
  };
}

/** How far the writer's content is here without a gap, in clocks. */
function reach(updates: readonly Buffer[]): number {
  const nobody = { self: -1, clocks: new Uint32Array(0), onEdit: () => {} };
  const spans: [from: number, to: number][] = [];
  for (const update of updates) {
    readUpdate(update, 0, nobody, (client, from, to) => {
      if (client === INSERTS_CLIENT) spans.push([from, to]);
    });
  }
  let reached = 0;
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) if (from <= reached) reached = Math.max(reached, to);
  return reached;
}

function textFrom(updates: readonly Buffer[]): string {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return textOf(doc);
}

/** Long enough for every server to have written and tidied up what it holds: Hocuspocus stores after at most 10 s. */
export const rest = (quick: boolean): Promise<void> => pause(quick ? 3_000 : 12_000);
