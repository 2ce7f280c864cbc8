import { hash, verify } from '@node-rs/argon2';
import { tooBusy } from './errors.ts';

/** Argon2id, the second choice of the OWASP Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane. */
const PARAMETERS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

// Hashing takes 19 MiB and a thread of libuv's four; files and name look-ups need the others.
const AT_ONCE = 2;
const WAITING_LIMIT = 100;

export interface Passwords {
  /** @throws AppError `auth.busy` (503) when too many wait already */
  hash(password: string): Promise<string>;
  /**
   * Whether the password belongs to the hash. Without a hash (no such person) it
   * takes the same time and answers false, so that nobody learns who has an account.
   */
  verify(password: string, passwordHash: string | undefined): Promise<boolean>;
}

export function createPasswords(): Passwords {
  const waiting: (() => void)[] = [];
  let running = 0;
  let dummy: Promise<string> | undefined;

  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (running >= AT_ONCE) {
      if (waiting.length >= WAITING_LIMIT) throw tooBusy();
      // Whoever finishes hands their place on, so `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    hash: (password) => inTurn(() => hash(normal(password), PARAMETERS)),
    async verify(password, passwordHash) {
      dummy ??= inTurn(() => hash('no such person', PARAMETERS)).catch((error: unknown) => {
        dummy = undefined;
        throw error;
      });
      const decoy = await dummy;
      const fits = await inTurn(() => verify(passwordHash ?? decoy, normal(password)));
      return fits && passwordHash !== undefined;
    },
  };
}

/** The same text can be typed in several Unicode forms (NIST SP 800-63B, section 5.1.1.2). */
const normal = (password: string) => password.normalize('NFKC');
