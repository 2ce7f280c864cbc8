import type { Duplex } from 'node:stream';
import { WebSocket, type RawData } from 'ws';
import { RELAY_CLOSE, type RelayCloseCode } from '@materi/contract/relay';
import type { Wire } from './seat.ts';
import { socketFrame } from './socket-frame.ts';

/** WebSocket close codes (RFC 6455, section 7.4.1) that the library uses for broken frames. */
const PROTOCOL_ERRORS = new Set([1002, 1003, 1007]);
const TOO_BIG = 1009;

/** A WebSocket that ends with our codes also where the library ends it by itself. */
export class RelayWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    if (code === TOO_BIG) super.close(RELAY_CLOSE.tooLarge, 'the frame is too large');
    else if (code !== undefined && PROTOCOL_ERRORS.has(code)) super.close(RELAY_CLOSE.malformed, 'malformed frame');
    else super.close(code, reason);
  }
}

/** How long a closing socket may take to say goodbye. */
const GOODBYE_MS = 5_000;
/** The most that a close frame can carry (RFC 6455, section 5.5), less the code. */
const REASON_BYTES = 123;

/** A line with the pulse that tells whether the other end still lives. */
export interface LiveWire extends Wire {
  /** Milliseconds of the last sign of life. */
  readonly aliveAt: number;
  readonly closing: boolean;
  /** Whether it is not read at the moment; then no sign of life can be seen. */
  readonly paused: boolean;
  ping(): void;
  /** Ends it without a goodbye. */
  terminate(): void;
}

/**
 * A line over a WebSocket.
 * @param line The stream below the WebSocket. Frames are written to it as they are, so that one frame serves a whole
 *   room; nothing is compressed, so that the WebSocket itself never holds anything back.
 */
export function createSocketWire(socket: WebSocket, line: Duplex, now: () => number): LiveWire {
  let aliveAt = now();
  let closing = false;
  const alive = () => {
    aliveAt = now();
  };
  socket.on('pong', alive);
  socket.on('ping', alive);
  socket.on('message', alive);
  // Errors of one socket end that socket only; 'close' follows.
  socket.on('error', () => {});
  const isOpen = () => socket.readyState === WebSocket.OPEN && !closing;

  return {
    get aliveAt() {
      return aliveAt;
    },
    get closing() {
      return closing;
    },
    get paused() {
      return socket.isPaused;
    },
    send(frame) {
      if (!isOpen() || !line.writable) return;
      const parts = socketFrame(frame);
      if (parts.length === 1) {
        line.write(parts[0]!);
        return;
      }
      line.cork();
      for (const part of parts) line.write(part);
      line.uncork();
    },
    close(code: RelayCloseCode, reason: string) {
      if (closing) return;
      closing = true;
      // A paused socket would never see the other end's goodbye.
      if (socket.isPaused) socket.resume();
      socket.close(code, shortened(reason));
      const timer = setTimeout(() => socket.terminate(), GOODBYE_MS);
      timer.unref();
      socket.once('close', () => clearTimeout(timer));
    },
    backlog: () => line.writableLength,
    pause() {
      if (isOpen()) socket.pause();
    },
    resume() {
      // What waits here is a sign of life that could not be read.
      alive();
      if (socket.isPaused) socket.resume();
    },
    ping() {
      if (isOpen()) socket.ping();
    },
    terminate: () => socket.terminate(),
  };
}

function shortened(reason: string): string {
  let text = reason;
  while (Buffer.byteLength(text) > REASON_BYTES) text = text.slice(0, -1);
  return text;
}

/** The bytes of a message, whatever form the library gives them. */
export function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
