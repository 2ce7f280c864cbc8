import { RELAY_FRAME_LIMIT_BYTES } from '@materi/contract/relay';
import { ConfigError, numbersByName } from '../../kernel/config.ts';

/** Every bound of the relay in one place; bytes and milliseconds. */
export interface RelayLimits {
  /** The largest frame that is taken (4413). */
  readonly frameBytes: number;
  /** How long edits that follow a commit are gathered before they are committed together. */
  readonly groupMs: number;
  /** The most rows in one insert. */
  readonly groupRows: number;
  /** Edits of a room that are not on disk yet; above either its writers are made to wait. */
  readonly unsavedBytes: number;
  readonly unsavedUpdates: number;
  /** What one socket may have sent while it waits for the load or for a decision; above this it is closed (4503). */
  readonly waitingBytes: number;
  /** Sending backlog of a socket above which it hears nothing until it has drained; then what it missed, in one. */
  readonly backlogSoftBytes: number;
  /** Sending backlog of a socket above which it is closed (4503). */
  readonly backlogHardBytes: number;
  /** Edits that follow each other faster leave together. */
  readonly fanOutMs: number;
  /** Presence that follows each other faster leaves together … */
  readonly presenceMs: number;
  /** … and in a crowd more seldom: so long for each socket in the room. */
  readonly presenceMsPerSocket: number;
  /** How often it is looked whether a socket that lagged can hear what it missed. */
  readonly catchUpMs: number;
  /** A socket that heard nothing for this long hears a heartbeat. */
  readonly heartbeatMs: number;
  /** A socket that said nothing, not even a pong, for this long is dead (4408). */
  readonly deadMs: number;
  /** Requests for the state (step 1) or for presence of one socket: this many at once, and this many a second after that (4429). */
  readonly requests: { readonly burst: number; readonly perSecond: number };
  /** Presence of one socket that is passed on; more is kept but not told until the next. */
  readonly presence: { readonly burst: number; readonly perSecond: number };
  /** Refused edits of one person: this many at once, and this many a second after that; then they wait (4429) … */
  readonly refusals: { readonly burst: number; readonly perSecond: number };
  /** … this long. */
  readonly refusalWaitMs: number;
  /** Edits without right that only delete, which have to be looked at closely: per socket. */
  readonly judgements: { readonly burst: number; readonly perSecond: number };
  /** A POST of a line by events is answered within this, before a proxy gives up on it; what waits longer is to be sent again. */
  readonly lineAnswerMs: number;
  /** How often it is asked whether the session or key of a socket still lives. */
  readonly verifyMs: number;
  readonly awarenessIdsPerSocket: number;
  readonly awarenessStateBytes: number;
  /** Sockets of one person on this process (4429). */
  readonly socketsPerPerson: number;
  /** How long a room stays after its last socket left. */
  readonly unloadMs: number;
  /** A snapshot is made after this many updates … */
  readonly compactUpdates: number;
  /** … or this many bytes of them, and at least half of the snapshot's own size. */
  readonly compactBytes: number;
  /** When a room closes, fewer are enough. */
  readonly compactUpdatesOnClose: number;
  /** Links and blobs are derived when edits rest for this long … */
  readonly settleMs: number;
  /** … and at the latest after this long. */
  readonly settleAtMostMs: number;
}

export const RELAY_LIMITS: RelayLimits = {
  frameBytes: RELAY_FRAME_LIMIT_BYTES,
  groupMs: 3,
  groupRows: 1_000,
  unsavedBytes: 8 * 1024 * 1024,
  unsavedUpdates: 5_000,
  waitingBytes: 2 * RELAY_FRAME_LIMIT_BYTES,
  backlogSoftBytes: 1024 * 1024,
  backlogHardBytes: 64 * 1024 * 1024,
  fanOutMs: 4,
  presenceMs: 30,
  presenceMsPerSocket: 0.3,
  catchUpMs: 50,
  heartbeatMs: 10_000,
  deadMs: 45_000,
  requests: { burst: 60, perSecond: 5 },
  presence: { burst: 200, perSecond: 50 },
  refusals: { burst: 5, perSecond: 0.1 },
  refusalWaitMs: 30_000,
  judgements: { burst: 10, perSecond: 0.5 },
  lineAnswerMs: 15_000,
  verifyMs: 60_000,
  awarenessIdsPerSocket: 16,
  awarenessStateBytes: 16 * 1024,
  socketsPerPerson: 1_000,
  unloadMs: 30_000,
  compactUpdates: 5_000,
  compactBytes: 1024 * 1024,
  compactUpdatesOnClose: 200,
  settleMs: 1_000,
  settleAtMostMs: 10_000,
};

/**
 * The limits with those that an operator chose (`MATERI_RELAY_LIMITS`, names and numbers).
 * @throws ConfigError when a name is none of the limits that are one number
 */
export function chosenRelayLimits(text: string | null): Partial<RelayLimits> {
  const chosen = numbersByName(text);
  const settable = Object.entries(RELAY_LIMITS).flatMap(([name, value]) => (typeof value === 'number' ? [name] : []));
  const unknown = [...chosen.keys()].find((name) => !settable.includes(name));
  if (unknown !== undefined) {
    throw new ConfigError(
      `MATERI_RELAY_LIMITS: there is no limit named ${unknown}. There are: ${settable.join(', ')}.`,
    );
  }
  return Object.fromEntries(chosen);
}
