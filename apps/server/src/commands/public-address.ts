import { WebSocket } from 'ws';
import { RELAY_CHECK } from '@materi/contract/relay';

/** What became of a visit to the server by its public address. */
export interface AddressFinding {
  readonly state: 'ok' | 'warning' | 'failed';
  readonly detail: string;
}

const LIMIT_MS = 8_000;

/**
 * Visits the server by its public address, through whatever proxy stands there: plain HTTP, then a WebSocket, which the
 * relay closes with a code of its own.
 */
export async function visitPublicAddress(publicUrl: string): Promise<AddressFinding> {
  const check = `${publicUrl.replace(/\/+$/, '')}/collab/${RELAY_CHECK}`;
  let isOurs: boolean;
  try {
    const answer = await fetch(check, { signal: AbortSignal.timeout(LIMIT_MS) });
    const seen = (await answer.json().catch(() => null)) as { trustsProxies?: unknown } | null;
    isOurs = typeof seen?.trustsProxies === 'boolean';
  } catch (error) {
    const cause = (error as Error).cause;
    const why = cause instanceof Error ? cause.message : (error as Error).message;
    return { state: 'warning', detail: `${publicUrl} does not answer from here (${why}); is the server running?` };
  }
  if (!isOurs) {
    return { state: 'failed', detail: `${publicUrl}: something else answers; the proxy must pass /collab/ to Materi` };
  }
  const fault = await webSocketFault(check.replace(/^http/, 'ws'));
  return fault === null
    ? { state: 'ok', detail: `${publicUrl}, also by WebSocket` }
    : {
        state: 'failed',
        detail: `${publicUrl}: no WebSocket gets through (${fault}); let the proxy pass Upgrade and Connection on for /collab/, see ${publicUrl.replace(/\/+$/, '')}/diagnosis`,
      };
}

/** What is wrong with WebSockets there; `null` when they reach the relay. */
function webSocketFault(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(address, { handshakeTimeout: LIMIT_MS });
    const timer = setTimeout(() => finish('nothing is heard'), LIMIT_MS);
    const finish = (fault: string | null) => {
      clearTimeout(timer);
      resolve(fault);
      socket.terminate();
    };
    socket.on('unexpected-response', (_request, answer) => finish(`the answer is ${answer.statusCode}`));
    socket.on('close', (code) => finish(code >= 4_000 ? null : 'it is cut'));
    socket.on('error', (error) => finish(error.message));
  });
}
