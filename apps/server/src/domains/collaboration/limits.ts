import { RELAY_FRAME_LIMIT_BYTES } from '@materi/contract/relay';

/** Every bound of the relay in one place; bytes and milliseconds. */
export interface RelayLimits {
  /** The largest frame that is taken (4413). */
  readonly frameBytes: number;
  /** How long edits are gathered before they are committed together. */
  readonly groupMs: number;
  /** The most rows in one insert. */
  readonly groupRows: number;
  /** Edits of a room that are not on disk yet; above either its writers are made to wait. */
  readonly unsavedBytes: number;
  readonly unsavedUpdates: number;
  /** What one socket may have sent while it waits for the load or for a decision; above this it is closed (4503). */
  readonly waitingBytes: number;
  /** Sending backlog of a socket above which it gets no presence any more. */
  readonly backlogSoftBytes: number;
  /** Sending backlog of a socket above which it is closed (4503). */
  readonly backlogHardBytes: number;
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
  heartbeatMs: 10_000,
  deadMs: 45_000,
  requests: { burst: 60, perSecond: 5 },
  presence: { burst: 200, perSecond: 50 },
  refusals: { burst: 5, perSecond: 0.1 },
  refusalWaitMs: 30_000,
  judgements: { burst: 10, perSecond: 0.5 },
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
