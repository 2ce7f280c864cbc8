import type { ServerResponse } from 'node:http';
import { RELAY_LINE_EVENT, type RelayLineClose, type RelayLineOpen } from '@materi/contract/relay';
import type { LiveWire } from '../wire.ts';

/** How long the last event may take to leave. */
const GOODBYE_MS = 5_000;
/** Programs between here and the page hold back the first bytes of an answer; this fills what they hold. */
const FILLING = `:${' '.repeat(2_047)}\n`;

/** A line whose way out is an endless answer of server-sent events; what comes in is told to it by `heard`. */
export interface EventWire extends LiveWire {
  greet(opened: RelayLineOpen): void;
  /** A sign of life. */
  heard(): void;
  /** Resolves when it may be read, or is closing. */
  readable(): Promise<void>;
}

export function createEventWire(response: ServerResponse, now: () => number): EventWire {
  let aliveAt = now();
  let closing = false;
  let paused = false;
  const waiting: (() => void)[] = [];
  const write = (text: string) => {
    if (!closing && !response.destroyed && !response.writableEnded) response.write(text);
  };
  const wake = () => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  // Errors of one answer end that one only; 'close' follows.
  response.on('error', () => {});
  response.on('close', () => {
    closing = true;
    wake();
  });

  return {
    get aliveAt() {
      return aliveAt;
    },
    get closing() {
      return closing;
    },
    get paused() {
      return paused;
    },
    greet: (opened) => write(`${FILLING}event: ${RELAY_LINE_EVENT.open}\ndata: ${JSON.stringify(opened)}\n\n`),
    heard() {
      aliveAt = now();
    },
    readable() {
      if (!paused || closing) return Promise.resolve();
      return new Promise((resolve) => {
        waiting.push(resolve);
      });
    },
    send: (frame) => write(eventOf(frame)),
    close(code, reason) {
      if (closing) return;
      const last: RelayLineClose = { code, reason };
      write(`event: ${RELAY_LINE_EVENT.close}\ndata: ${JSON.stringify(last)}\n\n`);
      closing = true;
      response.end();
      const timer = setTimeout(() => response.destroy(), GOODBYE_MS);
      timer.unref();
      response.once('close', () => clearTimeout(timer));
      wake();
    },
    backlog: () => response.writableLength,
    pause() {
      paused = true;
    },
    resume() {
      // What waits is a sign of life that was not looked at.
      aliveAt = now();
      paused = false;
      wake();
    },
    ping: () => write(`event: ${RELAY_LINE_EVENT.ping}\ndata:\n\n`),
    terminate: () => void response.destroy(),
  };
}

let last: { frame: Uint8Array; event: string } | undefined;

/** A frame as an event. The last one is kept: a frame that goes to a whole room is written once. */
function eventOf(frame: Uint8Array): string {
  if (last?.frame === frame) return last.event;
  const { buffer, byteOffset, length } = frame;
  const event = `data: ${Buffer.from(buffer, byteOffset, length).toString('base64')}\n\n`;
  // What is large is not kept in memory for the sake of a repetition.
  last = length <= 65_536 ? { frame, event } : undefined;
  return event;
}
