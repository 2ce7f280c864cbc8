import { connect, type Socket } from 'node:net';
import { nowUs } from './frames/stamps.ts';

/** A WebSocket client that does only what this load needs, so that thousands of them cost little. */
export interface RawSocket {
  /** Sends one binary message. */
  send(message: Uint8Array): void;
  /** Bytes that wait to be sent. */
  readonly backlog: number;
  readonly open: boolean;
  end(): void;
}

export interface SocketEvents {
  /** A whole binary message: `bytes` from `from` to `to`, valid only during the call; `us` is when it arrived. */
  onMessage(bytes: Buffer, from: number, to: number, us: number): void;
  /** The other side ended it: the close code, or 0 when there was none. */
  onClose(code: number, reason: string): void;
}

const BINARY = 0x82;
const CLOSE = 8;
const PING = 9;
const PONG = 0x8a;
const MASK = Buffer.from([0x5a, 0xc3, 0x17, 0x8e]);
// Node reads into it and calls back before it reads again, so all sockets may share it.
const incoming = Buffer.allocUnsafeSlow(256 * 1024);
const NOTHING = Buffer.alloc(0);

/** Client frames have to be masked (RFC 6455, section 5.3). */
function frameOf(first: number, message: Uint8Array): Buffer {
  const { length } = message;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + 4 + length);
  frame[0] = first;
  if (head === 2) frame[1] = 128 | length;
  else if (head === 4) {
    frame[1] = 128 | 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 128 | 127;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  MASK.copy(frame, head);
  const start = head + 4;
  for (let at = 0; at < length; at += 1) frame[start + at] = message[at]! ^ MASK[at & 3]!;
  return frame;
}

/** Resolves when the handshake is over. */
export function openSocket(port: number, path: string, events: SocketEvents): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    let open = false;
    let ended = false;
    // The beginning of a frame that has not arrived whole, and how much of it has.
    let carry: Buffer = NOTHING;
    let carried = 0;
    let code = 0;
    let reason = '';

    const tcp: Socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: incoming,
        callback(length: number) {
          const us = nowUs();
          if (open) arrive(0, length, us);
          else answer(length, us);
          return true;
        },
      },
    });

    function answer(length: number, us: number): void {
      const text = incoming.toString('latin1', 0, length);
      const end = text.indexOf('\r\n\r\n');
      if (!text.startsWith('HTTP/1.1 101') || end < 0) {
        tcp.destroy();
        reject(new Error(`The handshake was answered with: ${text.slice(0, 100)}`));
        return;
      }
      open = true;
      resolve(socket);
      // What follows in the same packet is for whoever asked, who runs after this.
      if (end + 4 < length) {
        const rest = Buffer.from(incoming.subarray(end + 4, length));
        queueMicrotask(() => queueMicrotask(() => take(rest, 0, rest.length, us)));
      }
    }

    function arrive(from: number, to: number, us: number): void {
      let at = from;
      while (carried > 0 && at < to) {
        const wanted = wholeLength(carry, 0, carried);
        if (wanted === 0) {
          // Not even the header is there.
          const more = Math.min(14 - carried, to - at);
          if (carry.length < 14) carry = Buffer.concat([carry.subarray(0, carried)], 14);
          incoming.copy(carry, carried, at, at + more);
          const before = carried;
          carried += more;
          const known = wholeLength(carry, 0, carried);
          if (known === 0) return;
          // Take only what belongs to this frame.
          at += Math.min(more, Math.max(0, known - before));
          carried = Math.min(carried, known);
          if (carried === known) {
            const frame = carry;
            carried = 0;
            handle(frame, 0, known, us);
          }
          continue;
        }
        if (carry.length < wanted) {
          const larger = Buffer.allocUnsafeSlow(wanted);
          carry.copy(larger, 0, 0, carried);
          carry = larger;
        }
        const more = Math.min(wanted - carried, to - at);
        incoming.copy(carry, carried, at, at + more);
        carried += more;
        at += more;
        if (carried < wanted) return;
        const frame = carry;
        carry = NOTHING;
        carried = 0;
        handle(frame, 0, wanted, us);
      }
      take(incoming, at, to, us);
    }

    function take(bytes: Buffer, from: number, to: number, us: number): void {
      let at = from;
      while (at < to) {
        const length = wholeLength(bytes, at, to - at);
        if (length === 0 || at + length > to) {
          carried = to - at;
          carry = Buffer.allocUnsafeSlow(Math.max(length, 14));
          bytes.copy(carry, 0, at, to);
          return;
        }
        handle(bytes, at, at + length, us);
        at += length;
      }
    }

    function handle(bytes: Buffer, at: number, end: number, us: number): void {
      const short = bytes[at + 1]!;
      const start = at + (short < 126 ? 2 : short === 126 ? 4 : 10);
      const first = bytes[at]!;
      if (first === BINARY) {
        events.onMessage(bytes, start, end, us);
        return;
      }
      const kind = first & 15;
      if ((first & 128) === 0 || kind < CLOSE) throw new Error(`A frame of kind ${first} came.`);
      if (kind === PING) tcp.write(frameOf(PONG, bytes.subarray(start, end)));
      if (kind === CLOSE && end - start >= 2) {
        code = bytes.readUInt16BE(start);
        reason = bytes.toString('utf8', start + 2, end);
        tcp.end(frameOf(128 | CLOSE, bytes.subarray(start, start + 2)));
      }
    }

    const socket: RawSocket = {
      send: (message) => void tcp.write(frameOf(BINARY, message)),
      get backlog() {
        return tcp.writableLength;
      },
      get open() {
        return open && !ended;
      },
      end() {
        ended = true;
        if (!tcp.destroyed) tcp.end(frameOf(128 | CLOSE, Buffer.from([3, 232])), () => tcp.destroy());
      },
    };

    tcp.on('connect', () =>
      tcp.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
      ),
    );
    tcp.on('error', (error) => reject(error));
    tcp.on('close', () => {
      reject(new Error('The connection was closed before the handshake was over.'));
      if (!ended) events.onClose(code, reason);
      ended = true;
    });
  });
}

/** Bytes of the frame that begins at `at`, header included; 0 when `have` bytes do not tell. */
function wholeLength(bytes: Buffer, at: number, have: number): number {
  if (have < 2) return 0;
  const short = bytes[at + 1]!;
  if (short < 126) return 2 + short;
  if (short === 126) return have < 4 ? 0 : 4 + bytes.readUInt16BE(at + 2);
  return have < 10 ? 0 : 10 + bytes.readUInt32BE(at + 2) * 4_294_967_296 + bytes.readUInt32BE(at + 6);
}
