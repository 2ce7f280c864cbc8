import { expect, test } from 'vitest';
import type { RelayCheck } from '@materi/contract';
import {
  checkAddress,
  checkBody,
  checkClock,
  checkEvents,
  checkHttp,
  checkWebSocket,
  type Surroundings,
} from './checks.ts';
import { LINES, PROXIES } from './proxies.ts';
import { causesOf, verdictOf } from './verdict.ts';

const seen: RelayCheck = {
  time: '2026-11-20T12:00:00.000Z',
  protocol: 'https',
  host: 'materi.example',
  forwarded: true,
  forwardedProtocol: 'https',
  trustsProxies: true,
  publicUrl: 'https://materi.example',
};

/** A network in which each event takes as long as the test says. */
function at(given: {
  answer?: (url: string, init?: RequestInit) => Promise<Response>;
  closes?: number;
  opens?: boolean;
}) {
  let time = 0;
  const surroundings: Surroundings & { pass(ms: number): void } = {
    origin: 'https://materi.example',
    isSecure: true,
    fetch: (url, init) => (given.answer ?? (() => Promise.reject(new Error('no network'))))(String(url), init),
    openSocket: () => {
      const socket = new EventTarget();
      queueMicrotask(() => {
        if (given.opens === true) socket.dispatchEvent(new Event('open'));
        socket.dispatchEvent(Object.assign(new Event('close'), { code: given.closes ?? 1006 }));
      });
      return Object.assign(socket, { close: () => {} }) as unknown as WebSocket;
    },
    now: () => time,
    pass: (ms) => void (time += ms),
  };
  return surroundings;
}

test('the server is told from a page of the network that answers in its place', async () => {
  const away = await checkHttp(at({}));
  expect(away.finding.what).toBe('http.unreachable');
  const hotel = await checkHttp(at({ answer: async () => new Response('<h1>Welcome</h1>') }));
  expect(hotel.finding).toEqual({ state: 'failed', what: 'http.foreign', amount: 200 });
  const here = await checkHttp(at({ answer: async () => Response.json(seen) }));
  expect([here.finding.what, here.seen]).toEqual(['http.ok', seen]);
});

test('only a code of the relay itself says that WebSockets get through', async () => {
  expect((await checkWebSocket(at({ closes: 4401, opens: true }))).what).toBe('websocket.ok');
  expect((await checkWebSocket(at({ closes: 4403, opens: true }))).what).toBe('websocket.foreign');
  expect((await checkWebSocket(at({ closes: 1006 }))).what).toBe('websocket.refused');
  expect((await checkWebSocket(at({ closes: 1006, opens: true }))).what).toBe('websocket.early');
});

test('events that come all at once were held back', async () => {
  const streamed = (gapMs: number) => {
    const network = at({
      answer: async () => {
        let number = 0;
        return new Response(
          new ReadableStream(
            {
              pull(controller) {
                number += 1;
                if (number > 4) return controller.close();
                network.pass(gapMs);
                controller.enqueue(new TextEncoder().encode(`data: ${number}\n\n`));
              },
            },
            { highWaterMark: 0 },
          ),
        );
      },
    });
    return checkEvents(network);
  };
  expect((await streamed(300)).what).toBe('events.ok');
  expect((await streamed(1)).what).toBe('events.buffered');
  expect((await checkEvents(at({}))).what).toBe('events.silent');
});

test('the size that a proxy refuses is found', async () => {
  const limited = (bytes: number) =>
    checkBody(
      at({
        answer: async (_url, init) =>
          ((init?.body as Uint8Array | undefined)?.length ?? 0) > bytes
            ? new Response(null, { status: 413 })
            : Response.json({}),
      }),
    );
  expect(await limited(1024 * 1024)).toMatchObject({
    state: 'warning',
    what: 'body.limited',
    amount: 1,
    cause: 'body',
  });
  expect((await limited(Infinity)).what).toBe('body.ok');
  expect((await limited(10)).what).toBe('body.failed');
});

test('a server that does not know its address is told of it', () => {
  const network = at({});
  const what = (changes: Partial<RelayCheck>) => checkAddress(network, { ...seen, ...changes }).what;
  expect(what({})).toBe('address.ok');
  expect(what({ protocol: 'http', publicUrl: null, trustsProxies: false })).toBe('address.protocol');
  expect(what({ publicUrl: 'https://other.example' })).toBe('address.other');
  expect(what({ trustsProxies: false })).toBe('address.unset');
  expect(checkAddress({ ...network, isSecure: false }, seen).what).toBe('address.insecure');
});

test('clocks may differ by a minute', () => {
  const time = Date.parse(seen.time);
  expect(checkClock(seen, time + 30_000).what).toBe('clock.ok');
  expect(checkClock(seen, time - 90_000)).toMatchObject({ what: 'clock.off', amount: 90 });
});

test('the verdict is the gravest of what was found, and each cause is named once', () => {
  const ok = { state: 'ok', what: 'http.ok' } as const;
  const refused = { state: 'failed', what: 'websocket.refused', cause: 'upgrade' } as const;
  const silent = { state: 'failed', what: 'events.silent', cause: 'buffering' } as const;
  const small = { state: 'warning', what: 'body.limited', cause: 'body' } as const;
  expect(verdictOf({ http: ok }, false)).toBe('looking');
  expect(verdictOf({ http: ok, websocket: ok, events: ok }, true)).toBe('well');
  expect(verdictOf({ http: ok, websocket: refused, events: ok }, true)).toBe('slower');
  expect(verdictOf({ http: ok, websocket: refused, events: silent }, true)).toBe('blocked');
  expect(verdictOf({ http: ok, websocket: ok, events: ok, body: small }, true)).toBe('warned');
  expect(verdictOf({ http: { state: 'failed', what: 'http.unreachable' } }, true)).toBe('away');
  expect(causesOf({ body: small, events: silent, websocket: refused })).toEqual(['buffering', 'upgrade', 'body']);
});

test('every proxy has lines for every cause', () => {
  for (const proxy of PROXIES) for (const lines of Object.values(LINES[proxy])) expect(lines).not.toBe('');
});
