import type { RelayCheck } from '@materi/contract';
import { RELAY_CHECK, RELAY_CHECK_EVENTS, RELAY_CHECK_GAP_MS } from '@materi/contract/relay';
import type { Cause } from './proxies.ts';

/** What is looked at, in this order. */
export const CHECKS = ['http', 'websocket', 'events', 'body', 'address', 'clock'] as const;
export type CheckName = (typeof CHECKS)[number];

/** What came of one check; `what` is the sentence for it. */
export interface Finding {
  readonly state: 'ok' | 'warning' | 'failed';
  readonly what: What;
  readonly cause?: Cause;
  /** What goes into the sentence: milliseconds, megabytes or seconds. */
  readonly amount?: number;
}
export type What =
  | 'http.ok'
  | 'http.unreachable'
  | 'http.foreign'
  | 'websocket.ok'
  | 'websocket.refused'
  | 'websocket.silent'
  | 'websocket.early'
  | 'websocket.foreign'
  | 'events.ok'
  | 'events.buffered'
  | 'events.silent'
  | 'body.ok'
  | 'body.limited'
  | 'body.failed'
  | 'address.ok'
  | 'address.insecure'
  | 'address.protocol'
  | 'address.unset'
  | 'address.other'
  | 'clock.ok'
  | 'clock.off'
  | 'idle.ok'
  | 'idle.cut';

/** The page and the network, as far as they are looked at. */
export interface Surroundings {
  readonly origin: string;
  readonly isSecure: boolean;
  fetch: typeof fetch;
  openSocket(url: string): WebSocket;
  now(): number;
}

const LIMIT_MS = 8_000;
const MEGABYTE = 1024 * 1024;
const BODY_SIZES = [MEGABYTE / 4, MEGABYTE, 2 * MEGABYTE, 8 * MEGABYTE];
const CLOCK_LIMIT_MS = 60_000;
/** How long nothing is said, to see whether something cuts the line. */
export const IDLE_SECONDS = 70;

/** Whether plain HTTP reaches the server, and how the request looks from there. */
export async function checkHttp(at: Surroundings): Promise<{ finding: Finding; seen: RelayCheck | null }> {
  const began = at.now();
  try {
    const answer = await at.fetch(`${at.origin}/collab/${RELAY_CHECK}`, {
      cache: 'no-store',
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const seen = (await answer.json().catch(() => null)) as RelayCheck | null;
    // Only this server knows what to say here.
    if (typeof seen?.time !== 'string' || typeof seen.trustsProxies !== 'boolean') {
      return { finding: { state: 'failed', what: 'http.foreign', amount: answer.status }, seen: null };
    }
    return { finding: { state: 'ok', what: 'http.ok', amount: Math.round(at.now() - began) }, seen };
  } catch {
    return { finding: { state: 'failed', what: 'http.unreachable' }, seen: null };
  }
}

/** The relay closes this socket with a code of its own, which nobody else on the way knows. */
export function checkWebSocket(at: Surroundings): Promise<Finding> {
  const blocked = (what: What): Finding => ({ state: 'failed', what, cause: 'upgrade' });
  const began = at.now();
  return new Promise((resolve) => {
    let opened = false;
    const timer = setTimeout(() => finish(blocked('websocket.silent')), LIMIT_MS);
    const socket = at.openSocket(`${at.origin.replace(/^http/, 'ws')}/collab/${RELAY_CHECK}`);
    const finish = (finding: Finding) => {
      clearTimeout(timer);
      resolve(finding);
      socket.close();
    };
    socket.addEventListener('open', () => (opened = true));
    socket.addEventListener('close', ({ code }) => {
      if (code === 4403) finish({ state: 'warning', what: 'websocket.foreign', cause: 'forwarded' });
      else if (code >= 4000) finish({ state: 'ok', what: 'websocket.ok', amount: Math.round(at.now() - began) });
      else finish(blocked(opened ? 'websocket.early' : 'websocket.refused'));
    });
  });
}

/** The server speaks at known moments; whatever holds that back makes it come at once. */
export async function checkEvents(at: Surroundings): Promise<Finding> {
  const silent: Finding = { state: 'failed', what: 'events.silent', cause: 'buffering' };
  const heardAt: number[] = [];
  try {
    for await (const _ of eventsOf(at, '', LIMIT_MS)) heardAt.push(at.now());
  } catch {
    // What came until then is judged.
  }
  const [first] = heardAt;
  const last = heardAt.at(-1);
  if (first === undefined || last === undefined || heardAt.length < RELAY_CHECK_EVENTS) return silent;
  const whole = (RELAY_CHECK_EVENTS - 1) * RELAY_CHECK_GAP_MS;
  return last - first < whole / 2
    ? { state: 'failed', what: 'events.buffered', cause: 'buffering' }
    : { state: 'ok', what: 'events.ok' };
}

/** How large a body may be on its way. */
export async function checkBody(at: Surroundings): Promise<Finding> {
  let largest = 0;
  for (const size of BODY_SIZES) {
    try {
      const answer = await at.fetch(`${at.origin}/collab/${RELAY_CHECK}/body`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: new Uint8Array(size),
        signal: AbortSignal.timeout(6 * LIMIT_MS),
      });
      if (!answer.ok) break;
    } catch {
      break;
    }
    largest = size;
  }
  if (largest === BODY_SIZES.at(-1)) return { state: 'ok', what: 'body.ok', amount: largest / MEGABYTE };
  return {
    state: largest === 0 ? 'failed' : 'warning',
    what: largest === 0 ? 'body.failed' : 'body.limited',
    cause: 'body',
    amount: largest / MEGABYTE,
  };
}

/** Whether the server knows under which address people see it. */
export function checkAddress(at: Surroundings, seen: RelayCheck): Finding {
  const isHttps = at.origin.startsWith('https:');
  if (isHttps && seen.protocol !== 'https' && seen.publicUrl === null) {
    return { state: 'warning', what: 'address.protocol', cause: 'forwarded' };
  }
  if (seen.publicUrl !== null && new URL(seen.publicUrl).origin !== at.origin) {
    return { state: 'warning', what: 'address.other', cause: 'forwarded' };
  }
  if (seen.forwarded && (seen.publicUrl === null || !seen.trustsProxies)) {
    return { state: 'warning', what: 'address.unset', cause: 'forwarded' };
  }
  return at.isSecure ? { state: 'ok', what: 'address.ok' } : { state: 'warning', what: 'address.insecure' };
}

/** @param now milliseconds since 1970 on this device */
export function checkClock(seen: RelayCheck, now: number): Finding {
  const difference = Math.abs(Date.parse(seen.time) - now);
  return difference > CLOCK_LIMIT_MS
    ? { state: 'warning', what: 'clock.off', amount: Math.round(difference / 1000) }
    : { state: 'ok', what: 'clock.ok' };
}

/** Whether a line on which nothing is said is cut; takes more than a minute. */
export async function checkIdle(at: Surroundings): Promise<Finding> {
  const began = at.now();
  let heard = 0;
  try {
    for await (const _ of eventsOf(at, `?quiet=${IDLE_SECONDS}`, (IDLE_SECONDS + 10) * 1000)) heard += 1;
  } catch {
    // A cut line.
  }
  return heard >= 2
    ? { state: 'ok', what: 'idle.ok', amount: IDLE_SECONDS }
    : { state: 'warning', what: 'idle.cut', cause: 'timeout', amount: Math.round((at.now() - began) / 1000) };
}

/** Yields once for each event, when it comes. */
async function* eventsOf(at: Surroundings, query: string, limitMs: number): AsyncGenerator<void> {
  const answer = await at.fetch(`${at.origin}/collab/${RELAY_CHECK}/events${query}`, {
    cache: 'no-store',
    signal: AbortSignal.timeout(limitMs),
  });
  if (!answer.ok || answer.body === null) return;
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const text = decoder.decode(value, { stream: true });
    for (let count = text.split('\n\n').length - 1; count > 0; count -= 1) yield;
  }
}
