import { RELAY_CLOSE, RELAY_LINE_EVENT, type RelayLineClose, type RelayLineOpen } from '@materi/contract/relay';
import { createEventReader, type ServerEvent } from './event-stream.ts';
import { createOutgoing, type Outgoing } from './outgoing.ts';
import { ABNORMAL_CLOSURE, SOCKET_STATE, type RelaySocket } from './socket.ts';

/** How long what was written last may take after `close()`. */
const LINGER_MS = 5_000;

/**
 * The relay over server-sent events and POSTs (contract, `RELAY_LINE_EVENT`), with the face of a WebSocket.
 *
 * @param address as of the WebSocket: `ws(s)://HOST/collab/{documentId}?…`; the token goes into a header
 */
export function openEventSocket(address: string, ask: typeof fetch = (...given) => fetch(...given)): RelaySocket {
  const url = new URL(address);
  url.protocol = url.protocol.replace(/^ws/, 'http');
  const token = url.searchParams.get('token');
  url.searchParams.delete('token');
  const folder = `${url.origin}${url.pathname}`;

  const listeners = new Map<string, ((event: never) => void)[]>();
  const stopped = new AbortController();
  let state: number = SOCKET_STATE.connecting;
  let outgoing: Outgoing | null = null;

  function tell(name: string, event: object): void {
    for (const listener of listeners.get(name) ?? []) listener(event as never);
  }

  function end(code: number, reason: string): void {
    if (state === SOCKET_STATE.closed) return;
    state = SOCKET_STATE.closed;
    outgoing?.stop();
    stopped.abort();
    tell('close', { code, reason });
  }

  function onEvent({ name, data }: ServerEvent): void {
    if (state === SOCKET_STATE.closed) return;
    switch (name) {
      case RELAY_LINE_EVENT.open: {
        const { connection, key } = JSON.parse(data) as RelayLineOpen;
        outgoing = createOutgoing({
          url: `${folder}/messages?connection=${encodeURIComponent(connection)}`,
          key,
          fetch: ask,
          onLost: end,
        });
        state = SOCKET_STATE.open;
        tell('open', {});
        return;
      }
      case RELAY_LINE_EVENT.ping:
        outgoing?.answerPing();
        return;
      case RELAY_LINE_EVENT.close: {
        const { code, reason } = JSON.parse(data) as RelayLineClose;
        end(code, reason);
        return;
      }
      case '':
        tell('message', { data: bytesOf(data).buffer });
        return;
      default:
    }
  }

  async function listen(): Promise<void> {
    const answer = await ask(`${folder}/events${url.search}`, {
      headers: {
        accept: 'text/event-stream',
        'x-materi-request': '1',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      cache: 'no-store',
      signal: stopped.signal,
    });
    const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
    if (!answer.ok || !isStream || answer.body === null) {
      void answer.body?.cancel();
      end(codeOf(answer.status), `the server answered ${answer.status}`);
      return;
    }
    const read = createEventReader(onEvent);
    const decoder = new TextDecoder();
    const reader = answer.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      read(decoder.decode(value, { stream: true }));
    }
    end(ABNORMAL_CLOSURE, '');
  }

  // As with a WebSocket, nothing is told before whoever opened it can listen.
  queueMicrotask(() => {
    listen().catch((error: unknown) => end(ABNORMAL_CLOSURE, error instanceof Error ? error.message : ''));
  });

  return {
    binaryType: 'arraybuffer',
    get readyState() {
      return state;
    },
    addEventListener(name, listener) {
      listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    },
    send(data) {
      if (state === SOCKET_STATE.open) outgoing?.send(data);
    },
    close() {
      if (state >= SOCKET_STATE.closing) return;
      state = SOCKET_STATE.closing;
      // The server forgets the connection with its events: what was written must arrive before.
      const timer = setTimeout(() => end(ABNORMAL_CLOSURE, ''), LINGER_MS);
      void (outgoing?.drained() ?? Promise.resolve()).then(() => {
        clearTimeout(timer);
        end(ABNORMAL_CLOSURE, '');
      });
    },
  };
}

/** What an answer that is no stream says; a proxy may say it as well as the server. */
function codeOf(status: number): number {
  if (status === 401) return RELAY_CLOSE.notSignedIn;
  if (status === 429) return RELAY_CLOSE.tooFast;
  return ABNORMAL_CLOSURE;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}
