import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RelaySocket } from './socket.ts';
import { createRelayWays, RECONSIDER_MS } from './ways.ts';

const alive = async () => Response.json({ status: 'ok' });
const unreachable = () => Promise.reject(new Error('no network'));

/** A socket that closes at once with this code. */
function closing(code: number): RelaySocket {
  return {
    binaryType: 'arraybuffer',
    readyState: 0,
    addEventListener: (name, listener) => {
      if (name === 'close') queueMicrotask(() => (listener as (event: object) => void)({ code }));
    },
    send: () => {},
    close: () => {},
  };
}

function waysWith(given: { fetch?: () => Promise<Response>; code?: () => number } = {}) {
  const asked: string[] = [];
  const ways = createRelayWays('wss://materi.example/collab', {
    fetch: async (url) => {
      asked.push(String(url));
      return (given.fetch ?? alive)();
    },
    openSocket: (url) => {
      asked.push(url);
      return closing(given.code?.() ?? 1006);
    },
  });
  return { ways, asked };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the other way is taken when WebSockets were deaf twice in a row and plain HTTP works', async () => {
  const { ways, asked } = waysWith();
  await ways.deaf('websocket', Date.now());
  expect(ways.current).toBe('websocket');
  await ways.deaf('websocket', Date.now());
  expect(ways.current).toBe('events');
  expect(asked).toEqual(['https://materi.example/health/live', 'https://materi.example/health/live']);
});

test('a server that cannot be reached says nothing about the way, nor does the page of a hotel', async () => {
  for (const fetch of [unreachable, async () => new Response('<h1>Welcome</h1>'), async () => Response.json({})]) {
    const { ways } = waysWith({ fetch });
    for (let tries = 0; tries < 5; tries += 1) await ways.deaf('websocket', Date.now());
    expect(ways.current).toBe('websocket');
  }
});

test('many pages that lose their tries at once count as one', async () => {
  const { ways } = waysWith();
  const startedAt = Date.now();
  vi.advanceTimersByTime(50);
  await Promise.all([1, 2, 3].map(() => ways.deaf('websocket', startedAt)));
  expect(ways.current).toBe('websocket');
  await ways.deaf('websocket', Date.now());
  expect(ways.current).toBe('events');
});

test('a word in between begins the count anew', async () => {
  const { ways } = waysWith();
  for (let tries = 0; tries < 4; tries += 1) {
    await ways.deaf('websocket', Date.now());
    ways.heard('websocket');
  }
  expect(ways.current).toBe('websocket');
});

test('when the other way is deaf too, it is the turn of WebSockets again', async () => {
  const { ways } = waysWith();
  for (let tries = 0; tries < 4; tries += 1) await ways.deaf(ways.current, Date.now());
  expect(ways.current).toBe('websocket');
});

test('every ten minutes it looks whether WebSockets get through, and only a code of the relay proves it', async () => {
  let code = 1006;
  const { ways, asked } = waysWith({ code: () => code });
  expect(await ways.reconsider()).toBe(false);
  await ways.deaf('websocket', Date.now());
  await ways.deaf('websocket', Date.now());
  asked.length = 0;
  expect(await ways.reconsider()).toBe(false);
  expect(asked).toEqual([]);
  vi.advanceTimersByTime(RECONSIDER_MS);
  expect(await ways.reconsider()).toBe(false);
  expect(asked).toEqual(['wss://materi.example/collab/check']);
  expect(ways.current).toBe('events');
  code = 4401;
  vi.advanceTimersByTime(RECONSIDER_MS);
  expect(await ways.reconsider()).toBe(true);
  expect(ways.current).toBe('websocket');
});
