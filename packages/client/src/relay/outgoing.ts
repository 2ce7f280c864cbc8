import { RELAY_LINE_KEY_HEADER } from '@materi/contract/relay';
import { ABNORMAL_CLOSURE } from './socket.ts';

const HEAD_BYTES = 4;
/** Many proxies take bodies of 1 MB at most when nobody told them otherwise. */
const PIECE_BYTES = 512 * 1024;
const LEAST_PIECE_BYTES = 4 * 1024;
/** An answer that takes longer is not waited for; the piece is sent again. */
const ANSWER_LIMIT_MS = 30_000;
/** After so many tries of one piece the connection is taken for lost. */
const MOST_TRIES = 6;
const REPEAT_MS = 250;
const LONGEST_REPEAT_MS = 4_000;
/** Browsers let a page that is being left send 64 KiB in all (Fetch, "keepalive"); several documents share them. */
const KEEPALIVE_BYTES = 16 * 1024;

/** Sends frames by numbered POSTs, one at a time, each until it is known to have arrived. */
export interface Outgoing {
  send(frame: Uint8Array): void;
  /** Any word to the server, which wants to know whether somebody is here. */
  answerPing(): void;
  /** Resolves when nothing is left to send, or nothing can be sent. */
  drained(): Promise<void>;
  stop(): void;
}

/**
 * @param url `…/messages?connection=…` of an open connection
 * @param onLost called at most once, with a close code, when the connection is of no more use
 */
export function createOutgoing(needs: {
  url: string;
  key: string;
  fetch: typeof fetch;
  onLost(code: number, reason: string): void;
}): Outgoing {
  let queue: Uint8Array[] = [];
  let pingDue = false;
  let number = 0;
  let pieceBytes = PIECE_BYTES;
  let running: Promise<void> | null = null;
  const stopped = new AbortController();

  /** The first bytes of the queue, as many as go into one piece. */
  function nextPiece(): Uint8Array<ArrayBuffer> {
    let total = 0;
    for (const part of queue) total += part.length;
    const piece = new Uint8Array(Math.min(total, pieceBytes));
    let filled = 0;
    while (filled < piece.length) {
      const [first] = queue;
      if (first === undefined) break;
      const part = first.subarray(0, piece.length - filled);
      piece.set(part, filled);
      filled += part.length;
      if (part.length === first.length) queue.shift();
      else queue[0] = first.subarray(part.length);
    }
    return piece;
  }

  function lose(code: number, reason: string): void {
    if (stopped.signal.aborted) return;
    stopped.abort();
    needs.onLost(code, reason);
  }

  /** Sends one piece until the server has it. Answers false when it cannot be sent as large as it is. */
  async function deliver(piece: Uint8Array<ArrayBuffer>): Promise<boolean> {
    let unsure = false;
    for (let tries = 1; !stopped.signal.aborted; tries += 1) {
      let wait = Math.min(LONGEST_REPEAT_MS, REPEAT_MS * 2 ** (tries - 1));
      const patience = new AbortController();
      const giveUp = () => patience.abort();
      const timer = setTimeout(giveUp, ANSWER_LIMIT_MS);
      stopped.signal.addEventListener('abort', giveUp);
      try {
        const answer = await needs.fetch(`${needs.url}&number=${number}`, {
          method: 'POST',
          headers: { 'content-type': 'application/octet-stream', [RELAY_LINE_KEY_HEADER]: needs.key },
          body: piece,
          cache: 'no-store',
          keepalive: piece.length <= KEEPALIVE_BYTES,
          signal: patience.signal,
        });
        if (answer.ok) return true;
        if (answer.status === 413) {
          // Refused as a whole. When the server may have it from an earlier try, it must not be cut anew.
          if (!unsure && piece.length > LEAST_PIECE_BYTES) return false;
          lose(ABNORMAL_CLOSURE, 'something on the way to the server refuses what is sent for its size');
          return true;
        }
        const retryAfter = Number(answer.headers.get('retry-after'));
        if (retryAfter > 0) wait = Math.min(retryAfter * 1_000, 10_000);
        if (answer.status !== 429 && answer.status < 500)
          lose(ABNORMAL_CLOSURE, `the server answered ${answer.status}`);
      } catch {
        // Nobody knows whether it arrived: the same number again.
      } finally {
        clearTimeout(timer);
        stopped.signal.removeEventListener('abort', giveUp);
      }
      unsure = true;
      if (tries >= MOST_TRIES) lose(ABNORMAL_CLOSURE, 'nothing can be sent');
      if (!stopped.signal.aborted) await pause(wait);
    }
    return true;
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        stopped.signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      stopped.signal.addEventListener('abort', end);
    });
  }

  async function run(): Promise<void> {
    // What is said in the same moment goes together.
    await Promise.resolve();
    while (!stopped.signal.aborted && (queue.length > 0 || pingDue)) {
      pingDue = false;
      const piece = nextPiece();
      number += 1;
      if (!(await deliver(piece))) {
        number -= 1;
        queue = [piece, ...queue];
        pieceBytes = Math.max(LEAST_PIECE_BYTES, Math.floor(piece.length / 2));
      }
    }
  }

  function pump(): void {
    running ??= run().finally(() => {
      running = null;
      if (queue.length > 0 && !stopped.signal.aborted) pump();
    });
  }

  return {
    send(frame) {
      const head = new Uint8Array(HEAD_BYTES);
      new DataView(head.buffer).setUint32(0, frame.length);
      queue.push(head, frame);
      pump();
    },
    answerPing() {
      pingDue = true;
      pump();
    },
    async drained() {
      while (running !== null) await running;
    },
    stop: () => stopped.abort(),
  };
}
