import { PassThrough, type Writable } from 'node:stream';
import { expect, test } from 'vitest';
import * as ws from 'ws';
import { socketFrame } from './socket-frame.ts';

// The reader of the library, which its types leave out.
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Writable };

/** What a WebSocket reads from these bytes. */
async function read(bytes: Buffer): Promise<Buffer[]> {
  const receiver = new Receiver({ isServer: false });
  const messages: Buffer[] = [];
  receiver.on('message', (data: Buffer) => void messages.push(data));
  const stream = new PassThrough();
  stream.pipe(receiver);
  stream.end(bytes);
  await new Promise((resolve) => {
    receiver.once('finish', resolve);
  });
  return messages;
}

test('a payload of any size is one frame that a WebSocket reads', async () => {
  for (const length of [0, 1, 125, 126, 127, 16_383, 16_384, 65_535, 65_536, 200_000]) {
    const payload = Uint8Array.from({ length }, (_, at) => at % 251);
    expect(await read(Buffer.concat(socketFrame(payload)))).toEqual([Buffer.from(payload)]);
  }
});

test('a large payload is written as it is, and not copied', () => {
  const payload = new Uint8Array(100_000);
  expect(socketFrame(payload)[1]).toBe(payload);
});

test('a payload that goes to many is framed once', () => {
  const payload = Uint8Array.of(1, 2, 3);
  expect(socketFrame(payload)).toBe(socketFrame(payload));
  expect(socketFrame(Uint8Array.of(1, 2, 3))).not.toBe(socketFrame(payload));
});
