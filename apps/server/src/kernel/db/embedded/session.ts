import type { MessagePort } from 'node:worker_threads';
import type { Backend } from './backend.ts';
import type { Deadlines } from './messages.ts';
import type { Turns } from './turns.ts';
import { begins, begun, copiesIn, createUnitReader, fault, simpleQuery, welcome, type Unit } from './wire.ts';

interface Needs {
  readonly backend: Backend;
  readonly turns: Turns;
  /** Whether its turns come before those of the others. */
  readonly urgent: boolean;
  /** PostgreSQL's, as `server_version` says it. */
  readonly version: string;
  readonly deadlines: Deadlines;
  /** Called once, when the port has closed and its transaction is rolled back. */
  readonly onEnd: () => void;
}

/** Fails inside the back end, so that a transaction ends up failed as after any other fault. */
const noCopy = simpleQuery(
  `do $$ begin raise feature_not_supported using message = 'The embedded database has no COPY FROM STDIN; use INSERT.'; end $$`,
);

const seconds = (ms: number) => `${ms / 1_000} s`;

/** Serves one client at the other end of `port`: PostgreSQL's wire protocol, in pieces of any size. */
export function serveSession(port: MessagePort, { backend, turns, urgent, version, deadlines, onEnd }: Needs): void {
  const read = createUnitReader();
  const units: Unit[] = [];
  let working = false;
  let ended = false;
  /** Passes the turn on; there is one from the beginning of a transaction to its end. */
  let release: (() => void) | undefined;
  /** It was told that its transaction has begun, which will be true with its first statement: until then nobody waits for it. */
  let beginsNext = false;
  let transactionEndsBy = 0;
  let deadline: NodeJS.Timeout | undefined;

  function send(bytes: Uint8Array) {
    // Handed over, not copied; which is possible when the memory holds nothing else.
    const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.prototype.slice.call(bytes);
    port.postMessage(own, [own.buffer as ArrayBuffer]);
  }

  function end() {
    if (ended) return;
    ended = true;
    clearTimeout(deadline);
    units.length = 0;
    if (release) {
      // The Sync ends a unit that was left open by a Flush.
      backend.execute(new Uint8Array([0x53, 0, 0, 0, 4]));
      if (backend.inTransaction()) backend.perform('rollback');
      release();
      release = undefined;
    }
    port.close();
    onEnd();
  }

  function expire(sentence: string) {
    send(fault('FATAL', '25P03', sentence));
    end();
  }

  function answer(unit: Unit) {
    send(backend.execute(copiesIn(unit) ? noCopy : unit.bytes));
    if (unit.end !== 'H' && !backend.inTransaction()) {
      release?.();
      release = undefined;
      return;
    }
    const now = Date.now();
    transactionEndsBy ||= now + deadlines.transactionMs;
    const left = transactionEndsBy - now;
    deadline =
      left < deadlines.idleTransactionMs
        ? setTimeout(
            () => expire(`A transaction took longer than ${seconds(deadlines.transactionMs)} and was rolled back.`),
            Math.max(left, 0),
          )
        : setTimeout(
            () =>
              expire(
                `A transaction said nothing for ${seconds(deadlines.idleTransactionMs)} and was rolled back; it must not wait for another connection.`,
              ),
            deadlines.idleTransactionMs,
          );
  }

  async function work() {
    if (working) return;
    working = true;
    for (let unit = units.shift(); unit && !ended; unit = units.shift()) {
      if (unit.end === 'X') {
        end();
        break;
      }
      if (!release) {
        if (!beginsNext && begins(unit)) {
          beginsNext = true;
          send(begun());
          continue;
        }
        const taken = await turns.take(urgent ? 'urgent' : 'ordinary');
        if (ended) {
          // It left while it waited.
          taken();
          break;
        }
        release = taken;
        transactionEndsBy = 0;
      }
      clearTimeout(deadline);
      if (beginsNext) backend.perform('begin');
      beginsNext = false;
      answer(unit);
    }
    working = false;
  }

  port.on('message', (bytes: Uint8Array) => {
    if (ended) return;
    const { started, units: whole } = read(bytes);
    if (started) send(welcome(version));
    units.push(...whole);
    void work();
  });
  port.on('close', end);
}
