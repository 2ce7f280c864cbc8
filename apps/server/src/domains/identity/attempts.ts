import { isIPv6 } from 'node:net';
import type { Clock } from '../../kernel/clock.ts';
import { tooManyAttempts } from './errors.ts';

/** Who tries: the account they name (it need not exist) and the network address they come from. */
interface Attempt {
  readonly account: string;
  readonly address: string;
}

/** Slows down the guessing of passwords. Kept in memory: a restart forgives, which costs an attacker more than us. */
export interface Attempts {
  /**
   * Counts the attempt as failed until `succeeded` says otherwise, so that many
   * at once cannot slip through before the first one fails.
   * @throws AppError `auth.too_many_attempts` (429)
   */
  begin(attempt: Attempt): void;
  succeeded(attempt: Attempt): void;
}

interface Limit {
  /** Failures that cost nothing; each later one doubles the wait, from one second on. */
  readonly free: number;
  readonly maxWaitSeconds: number;
}

// One person at one place is slowed soon and for long. The account alone is slowed later and for a
// minute at most, since otherwise anyone could lock anyone out. One address may be a whole office.
const PAIR: Limit = { free: 5, maxWaitSeconds: 15 * 60 };
const ACCOUNT: Limit = { free: 20, maxWaitSeconds: 60 };
const ADDRESS: Limit = { free: 60, maxWaitSeconds: 15 * 60 };
const FORGET_MS = 60 * 60 * 1000;
const CAPACITY = 20_000;

interface Count {
  failures: number;
  blockedUntil: number;
  lastAt: number;
}

export function createAttempts({ clock }: { clock: Clock }): Attempts {
  const counts = new Map<string, Count>();

  function read(key: string, now: number): Count {
    const count = counts.get(key);
    if (count && now - count.lastAt < FORGET_MS) return count;
    return { failures: 0, blockedUntil: 0, lastAt: now };
  }

  function fail(key: string, limit: Limit, now: number): void {
    const count = read(key, now);
    count.failures += 1;
    count.lastAt = now;
    const beyond = count.failures - limit.free;
    if (beyond >= 0) count.blockedUntil = now + Math.min(2 ** beyond, limit.maxWaitSeconds) * 1000;
    // Set anew, so that the map is ordered by last use and the oldest can go.
    counts.delete(key);
    counts.set(key, count);
    for (const oldest of counts.keys()) {
      if (counts.size <= CAPACITY) break;
      counts.delete(oldest);
    }
  }

  return {
    begin(attempt) {
      const now = clock.now().getTime();
      const limits = keysOf(attempt);
      const wait = Math.max(...limits.map(([key]) => read(key, now).blockedUntil)) - now;
      if (wait > 0) throw tooManyAttempts(Math.ceil(wait / 1000));
      for (const [key, limit] of limits) fail(key, limit, now);
    },
    succeeded(attempt) {
      const [pair, account, address] = keysOf(attempt);
      counts.delete(pair[0]);
      counts.delete(account[0]);
      // Only this attempt is taken back: one's own account must not wipe out one's guesses at others.
      const count = counts.get(address[0]);
      if (count) {
        count.failures -= 1;
        count.blockedUntil = 0;
      }
    },
  };
}

function keysOf({ account, address }: Attempt): [[string, Limit], [string, Limit], [string, Limit]] {
  const network = networkOf(address);
  return [
    [`pair ${network} ${account}`, PAIR],
    [`account ${account}`, ACCOUNT],
    [`address ${network}`, ADDRESS],
  ];
}

/** One household gets a whole /64 of IPv6, so that is what counts as one address. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail.split(':').filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
