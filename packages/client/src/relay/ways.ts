import { RELAY_CHECK } from '@materi/contract/relay';
import type { RelaySocket } from './socket.ts';

/** How the relay is reached: by WebSocket, or by server-sent events and POSTs where no WebSocket gets through. */
export type RelayWay = 'websocket' | 'events';

/** What all connections of a page to one server know of the ways there. */
export interface RelayWays {
  /** The way to take now. */
  readonly current: RelayWay;
  /** Something was heard on this way. */
  heard(way: RelayWay): void;
  /**
   * A connection ended, or is given up, without a word heard. Resolves when it is known whether the server can be
   * reached at all: only then does it count against the way. Tries that were under way at the same time count once.
   */
  deaf(way: RelayWay, startedAt: number): Promise<void>;
  /** Whether plain HTTP reaches the server. */
  reachable(): Promise<boolean>;
  /** On the second way, now and then: resolves to true when WebSockets get through again. */
  reconsider(): Promise<boolean>;
}

/** So often in a row must a way be deaf, while the server can be reached, before the other one is taken. */
const DEAF_LIMIT = 2;
/** How often it is looked whether WebSockets get through meanwhile. */
export const RECONSIDER_MS = 10 * 60_000;
const ASK_LIMIT_MS = 5_000;

interface Surroundings {
  fetch: typeof fetch;
  openSocket(url: string): RelaySocket;
}

/** @param url address of the relay, for example `wss://materi.example/collab` */
export function createRelayWays(url: string, given?: Partial<Surroundings>): RelayWays {
  const ask = given?.fetch ?? ((...asked: Parameters<typeof fetch>) => fetch(...asked));
  const openSocket = given?.openSocket ?? ((address) => new WebSocket(address) as RelaySocket);
  let current: RelayWay = 'websocket';
  let deafInARow = 0;
  let countedAt = 0;
  let consideredAt = 0;

  async function reachable(): Promise<boolean> {
    try {
      const answer = await ask(`${new URL(url).origin.replace(/^ws/, 'http')}/health/live`, {
        cache: 'no-store',
        signal: AbortSignal.timeout(ASK_LIMIT_MS),
      });
      // The page of a hotel's network says 200 too.
      return answer.ok && ((await answer.json()) as { status?: unknown }).status === 'ok';
    } catch {
      return false;
    }
  }

  function take(way: RelayWay): void {
    current = way;
    deafInARow = 0;
    consideredAt = Date.now();
  }

  return {
    get current() {
      return current;
    },
    heard(way) {
      if (way === current) deafInARow = 0;
    },
    async deaf(way, startedAt) {
      if (way !== current || !(await reachable()) || way !== current || startedAt < countedAt) return;
      countedAt = Date.now();
      deafInARow += 1;
      if (deafInARow >= DEAF_LIMIT) take(way === 'websocket' ? 'events' : 'websocket');
    },
    reachable,
    async reconsider() {
      if (current !== 'events' || Date.now() - consideredAt < RECONSIDER_MS) return false;
      consideredAt = Date.now();
      if (!(await socketsPass(`${url}/${RELAY_CHECK}`, openSocket))) return false;
      take('websocket');
      return true;
    },
  };
}

/** Whether a WebSocket reaches the relay: it closes this one with a code of its own, which no proxy knows. */
function socketsPass(address: string, openSocket: Surroundings['openSocket']): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(false), 2 * ASK_LIMIT_MS);
    let socket: RelaySocket | null = null;
    const finish = (passed: boolean) => {
      clearTimeout(timer);
      resolve(passed);
      socket?.close();
    };
    try {
      socket = openSocket(address);
      socket.addEventListener('close', ({ code }: { code: number }) => finish(code >= 4_000));
      socket.addEventListener('error', () => {});
    } catch {
      finish(false);
    }
  });
}

const known = new Map<string, RelayWays>();

/** The ways to one server, remembered for the life of the page. */
export function relayWaysTo(url: string): RelayWays {
  let ways = known.get(url);
  if (ways === undefined) known.set(url, (ways = createRelayWays(url)));
  return ways;
}
