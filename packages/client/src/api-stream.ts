import type { StreamEvent } from '@materi/contract';
import { ApiError } from './api-error.ts';
import type { Transport } from './api-transport.ts';

export interface StreamListener {
  onEvent(event: StreamEvent): void;
  /** Called with each change between connected and not. */
  onState?(state: 'connected' | 'lost'): void;
}

export interface Stream {
  /** Stops waiting and connects now, for example when the device is online again. */
  retryNow(): void;
  close(): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
// The server sends a comment at least every 15 s; silence for longer means a dead connection.
const SILENCE_MS = 45_000;

/**
 * Listens to `GET /api/v1/stream` (server-sent events) and connects again, ever more slowly,
 * when the connection is lost. Stops for good when nobody is signed in any more.
 */
export function openStream(transport: Transport, listener: StreamListener): Stream {
  let closed = false;
  let abort = new AbortController();
  let wake: (() => void) | null = null;
  let wait = FIRST_WAIT_MS;

  async function connect(): Promise<void> {
    abort = new AbortController();
    const response = await transport.send('GET', '/api/v1/stream', {
      headers: { accept: 'text/event-stream' },
      signal: abort.signal,
      timeout: null,
    });
    if (response.body === null) return;
    wait = FIRST_WAIT_MS;
    listener.onState?.('connected');
    const reader = response.body.getReader();
    const text = new TextDecoder();
    const parse = createEventParser((data) => {
      const event = readEvent(data);
      if (event !== null) listener.onEvent(event);
    });
    let silence: ReturnType<typeof setTimeout> | undefined;
    try {
      for (;;) {
        clearTimeout(silence);
        silence = setTimeout(() => abort.abort(), SILENCE_MS);
        const { done, value } = await reader.read();
        if (done) return;
        parse(text.decode(value, { stream: true }));
      }
    } finally {
      clearTimeout(silence);
    }
  }

  async function run(): Promise<void> {
    while (!closed) {
      try {
        await connect();
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) closed = true;
      }
      if (closed) return;
      listener.onState?.('lost');
      // Half of the wait is chance, so that a restarted server is not met by everybody at once.
      const pause = wait * (0.5 + Math.random() / 2);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      wake = null;
    }
  }

  void run();

  return {
    retryNow() {
      wait = FIRST_WAIT_MS;
      wake?.();
    },
    close() {
      closed = true;
      abort.abort();
      wake?.();
    },
  };
}

/**
 * Splits a text/event-stream into the data of its events (HTML standard, section 9.2.6).
 * Feed it pieces as they come; comments, names and ids are left out.
 */
export function createEventParser(onData: (data: string) => void): (piece: string) => void {
  let rest = '';
  let data: string[] = [];
  return (piece) => {
    rest += piece;
    // A carriage return at the very end may be the first half of CRLF: wait for the next piece.
    const end = rest.endsWith('\r') ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, end).split(/\r\n|\r|\n/);
    rest = (lines.pop() ?? '') + rest.slice(end);
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) onData(data.join('\n'));
        data = [];
      } else if (line.startsWith('data:')) {
        data.push(line.slice(line.charAt(5) === ' ' ? 6 : 5));
      }
    }
  };
}

/** An event that is not JSON, or that only a newer server knows, is ignored by whoever switches on its type. */
function readEvent(data: string): StreamEvent | null {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null && 'type' in value ? (value as StreamEvent) : null;
  } catch {
    return null;
  }
}
