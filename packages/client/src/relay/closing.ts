import { RELAY_CLOSE } from '@materi/contract/relay';

/** Why a connection is not there, for people and programs to tell apart. */
export type RelayReason =
  | 'unreachable'
  | 'silent'
  | 'signed-out'
  | 'no-access'
  | 'gone'
  | 'too-large'
  | 'reload'
  | 'too-fast'
  | 'try-again'
  | 'malformed';

/** What to do after a socket closed. */
export type AfterClosing =
  | { action: 'retry'; reason: RelayReason; leastDelayMs: number }
  | { action: 'refresh-token' }
  | { action: 'read-only' }
  | { action: 'stop'; reason: RelayReason };

/** WebSocket close code of a peer or proxy that refuses a frame for its size (RFC 6455, section 7.4.1). */
const MESSAGE_TOO_BIG = 1009;

/** Reads a close code (interfaces.md, "Collaboration socket"). Codes that are not ours mean a lost connection. */
export function afterClosing(code: number): AfterClosing {
  switch (code) {
    case RELAY_CLOSE.notSignedIn:
      return { action: 'refresh-token' };
    case RELAY_CLOSE.noAccess:
      return { action: 'read-only' };
    case RELAY_CLOSE.notFound:
      return { action: 'stop', reason: 'gone' };
    case RELAY_CLOSE.tooLarge:
    case MESSAGE_TOO_BIG:
      return { action: 'stop', reason: 'too-large' };
    case RELAY_CLOSE.reload:
      return { action: 'stop', reason: 'reload' };
    case RELAY_CLOSE.tooFast:
      return { action: 'retry', reason: 'too-fast', leastDelayMs: 2_000 };
    case RELAY_CLOSE.tryAgain:
      return { action: 'retry', reason: 'try-again', leastDelayMs: 500 };
    case RELAY_CLOSE.malformed:
      return { action: 'retry', reason: 'malformed', leastDelayMs: 2_000 };
    case RELAY_CLOSE.idle:
      return { action: 'retry', reason: 'silent', leastDelayMs: 0 };
    default:
      return { action: 'retry', reason: 'unreachable', leastDelayMs: 0 };
  }
}

/**
 * How long to wait before the next try, in milliseconds: doubling from 250 ms to 30 s,
 * half of it by chance, so that a thousand clients do not come back in the same moment.
 * @param failures how many tries failed in a row, from 1
 * @param chance a number from 0 to 1
 */
export function backoffMs(failures: number, chance: number): number {
  const whole = Math.min(30_000, 250 * 2 ** Math.min(failures - 1, 10));
  return Math.round(whole / 2 + (whole / 2) * chance);
}
