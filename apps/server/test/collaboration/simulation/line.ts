import type { SeededRandom } from '../../support/seeded-random.ts';
import type { VirtualTime } from './virtual-time.ts';

type Parcel = { readonly frame: Uint8Array } | { readonly closeCode: number };

/** What one end hears. */
export interface LineEnd {
  frame(bytes: Uint8Array): void;
  closed(code: number): void;
}

/** One TCP connection: each direction in order, neither in step with the other. */
export interface Line {
  toServer(frame: Uint8Array): void;
  toClient(frame: Uint8Array): void;
  closeFromClient(): void;
  closeFromServer(code: number): void;
  /** Bytes on their way to the client. */
  backlog(): number;
  pause(): void;
  resume(): void;
  /** Nothing passes for so long; nothing is lost. */
  freeze(ms: number): void;
  /** Torn: what is on its way is lost, and each end notices in its own time. */
  tear(): void;
  /** The server's process is gone: what it had handed to its kernel may still arrive. */
  serverDied(): void;
  /** Something is on its way, if only the news that it is torn. */
  readonly busy: boolean;
}

const ABNORMAL = 1006;

interface Direction {
  readonly parcels: { readonly parcel: Parcel; readonly dueAt: number }[];
  lastDueAt: number;
  bytes: number;
}

export function createLine(needs: {
  time: VirtualTime;
  chance: SeededRandom;
  latencyMs: number;
  client: LineEnd;
  server: LineEnd;
}): Line {
  const { time, chance } = needs;
  const ends = { up: needs.server, down: needs.client };
  const ways: Record<'up' | 'down', Direction> = {
    up: { parcels: [], lastDueAt: 0, bytes: 0 },
    down: { parcels: [], lastDueAt: 0, bytes: 0 },
  };
  /** Who has heard or said that it is over. */
  const over = { up: false, down: false };
  let torn = false;
  let paused = false;
  let frozenUntil = 0;

  function send(to: 'up' | 'down', parcel: Parcel): void {
    if (torn) return;
    const way = ways[to];
    const dueAt = Math.max(way.lastDueAt, time.now() + 1 + chance.below(needs.latencyMs));
    way.lastDueAt = dueAt;
    way.parcels.push({ parcel, dueAt });
    if ('frame' in parcel) way.bytes += parcel.frame.length;
    time.after(dueAt - time.now(), () => pump(to));
  }

  function pump(to: 'up' | 'down'): void {
    const way = ways[to];
    while (way.parcels.length > 0 && way.parcels[0]!.dueAt <= time.now() && frozenUntil <= time.now()) {
      if (to === 'up' && paused) return;
      const { parcel } = way.parcels.shift()!;
      if ('closeCode' in parcel) notice(to, parcel.closeCode);
      else {
        way.bytes -= parcel.frame.length;
        if (!over[to]) ends[to].frame(parcel.frame);
      }
    }
  }

  function notice(at: 'up' | 'down', code: number): void {
    if (over[at]) return;
    over[at] = true;
    ends[at].closed(code);
  }

  function lose(): void {
    torn = true;
    for (const way of Object.values(ways)) {
      way.parcels.length = 0;
      way.bytes = 0;
    }
  }

  return {
    toServer(frame) {
      if (!over.down) send('up', { frame });
    },
    toClient(frame) {
      if (!over.up) send('down', { frame });
    },
    closeFromClient() {
      if (over.down) return;
      over.down = true;
      send('up', { closeCode: ABNORMAL });
    },
    closeFromServer(code) {
      if (over.up) return;
      over.up = true;
      send('down', { closeCode: code });
    },
    backlog: () => ways.down.bytes,
    pause() {
      paused = true;
    },
    resume() {
      if (!paused) return;
      paused = false;
      time.after(0, () => pump('up'));
    },
    freeze(ms) {
      frozenUntil = Math.max(frozenUntil, time.now() + ms);
      time.after(frozenUntil - time.now(), () => {
        pump('up');
        pump('down');
      });
    },
    tear() {
      if (torn) return;
      lose();
      time.after(chance.below(2_000), () => notice('up', ABNORMAL));
      time.after(chance.below(500), () => notice('down', ABNORMAL));
    },
    serverDied() {
      over.up = true;
      if (chance.below(2) === 0) {
        lose();
        time.after(chance.below(300), () => notice('down', ABNORMAL));
      } else {
        send('down', { closeCode: ABNORMAL });
      }
    },
    get busy() {
      return torn || ways.up.parcels.length > 0 || ways.down.parcels.length > 0;
    },
  };
}
