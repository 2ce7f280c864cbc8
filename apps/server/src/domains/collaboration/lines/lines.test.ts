import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { Arrival } from '../admission.ts';
import { RELAY_LIMITS } from '../limits.ts';
import { createRelayMetrics } from '../metrics.ts';
import { createLines } from './lines.ts';

const PAGE = 'page';

/** A line into a room that reads when the test says so. */
function open() {
  const registry = new Registry();
  const received: number[][] = [];
  const written: string[] = [];
  let left = false;
  let arrival: Arrival | undefined;
  let pauseAfter = Infinity;
  const lines = createLines({
    admission: {
      admit(given) {
        arrival = given;
        return {
          receive(frame) {
            received.push([...frame]);
            if (received.length >= pauseAfter) given.wire.pause();
          },
          end: (code, reason) => given.wire.close(code, reason),
          left: () => void (left = true),
        };
      },
      refused() {},
      recheck() {},
      tend() {},
      stop: async () => {},
    },
    now: () => performance.now(),
    limits: { ...RELAY_LIMITS, lineAnswerMs: 20 },
    metrics: createRelayMetrics(registry),
  });
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.write = (chunk: unknown) => {
    written.push(String(chunk));
    return true;
  };
  lines.open(PAGE, { url: '/', headers: {} }, response);
  const { connection, key } = JSON.parse(/data: (.*)/.exec(written[0]!)![1]!) as { connection: string; key: string };
  return {
    received,
    written,
    response,
    isLeft: () => left,
    counted: async () => (await registry.getSingleMetric('materi_relay_event_lines')!.get()).values[0]?.value,
    wire: arrival!.wire,
    take: (number: number, bytes: number[]) =>
      lines.take({ documentId: PAGE, connection, key }, number, Uint8Array.from(bytes)),
    pauseAfter: (frames: number) => void (pauseAfter = frames),
  };
}

const frame = (...bytes: number[]) => [0, 0, 0, bytes.length, ...bytes];

test('R33 a room that does not read is handed nothing more; the POST is refused for now and may be repeated', async () => {
  const line = open();
  line.pauseAfter(2);
  const piece = [...frame(1), ...frame(2), ...frame(3)];
  await expect(line.take(1, piece)).rejects.toMatchObject({ status: 429, retryAfterSeconds: 1 });
  await expect(line.take(1, piece)).rejects.toMatchObject({ status: 429 });
  await expect(line.take(2, frame(4))).rejects.toMatchObject({ status: 429 });
  expect(line.received).toEqual([[1], [2]]);
  line.pauseAfter(Infinity);
  line.wire.resume();
  await line.take(1, piece);
  await line.take(2, frame(4));
  expect(line.received).toEqual([[1], [2], [3], [4]]);
});

test('R32 with the stream its POSTs end', async () => {
  const line = open();
  expect(await line.counted()).toBe(1);
  line.wire.close(4401, 'you are signed out');
  expect(line.written.at(-1)).toBe('event: close\ndata: {"code":4401,"reason":"you are signed out"}\n\n');
  await expect(line.take(1, frame(1))).rejects.toMatchObject({ status: 410, code: 'relay.line_gone' });
  line.response.emit('close');
  expect(line.isLeft()).toBe(true);
  expect(await line.counted()).toBe(0);
  expect(line.received).toEqual([]);
});

test('R33 a POST that waits for a room is answered when the line ends', async () => {
  const line = open();
  line.pauseAfter(1);
  const taking = line.take(1, [...frame(1), ...frame(2)]);
  await Promise.resolve();
  line.wire.close(4503, 'the server is stopping');
  await expect(taking).rejects.toMatchObject({ status: 410 });
  expect(line.received).toEqual([[1]]);
});
