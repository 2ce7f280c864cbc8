import { createBucket, type Bucket } from './bucket.ts';
import type { RelayLimits } from './limits.ts';
import type { Member, Seat } from './seat.ts';

/** What a room knows of a member. */
export interface Place extends Seat {
  readonly member: Member;
  mayEdit: boolean;
  gone: boolean;
  /** Reasons not to handle what it sends. */
  blocks: number;
  /** What it sent meanwhile. */
  readonly waiting: Uint8Array[];
  waitingBytes: number;
  /** What it should have heard meanwhile; `null` when it may hear. */
  held: Uint8Array[] | null;
  paused: boolean;
  /** It lags and hears nothing: the number in the log after which it misses edits. `null` when it keeps up. */
  lagsAfter: number | null;
  /** Edits whose effect is on disk. */
  saved: number;
  /** For each further edit: the update in the log that must be on disk first. */
  unsaved: number[];
  readonly requests: Bucket;
  readonly presence: Bucket;
  readonly judgements: Bucket;
  heardAt: number;
}

export function createPlace(
  member: Member,
  room: {
    readonly limits: Pick<RelayLimits, 'requests' | 'presence' | 'judgements'>;
    now(): number;
    receive(place: Place, frame: Uint8Array): void;
    leave(place: Place): void;
    send(place: Place, frame: Uint8Array): void;
    /** Handles what waits, when nothing is in the way any more. */
    drain(place: Place): void;
  },
): Place {
  const { limits, now } = room;
  const place: Place = {
    member,
    mayEdit: member.mayEdit,
    gone: false,
    blocks: 0,
    waiting: [],
    waitingBytes: 0,
    held: null,
    paused: false,
    lagsAfter: null,
    saved: 0,
    unsaved: [],
    requests: createBucket(limits.requests, now),
    presence: createBucket(limits.presence, now),
    judgements: createBucket(limits.judgements, now),
    heardAt: now(),
    receive: (frame) => room.receive(place, frame),
    leave: () => room.leave(place),
    end(code, reason) {
      if (place.gone) return;
      room.leave(place);
      member.wire.close(code, reason);
    },
    hold() {
      if (place.held !== null) return;
      place.held = [];
      place.blocks += 1;
    },
    release(mayEdit) {
      const { held } = place;
      if (held === null || place.gone) return;
      place.held = null;
      place.mayEdit = mayEdit;
      place.blocks -= 1;
      for (const frame of held) room.send(place, frame);
      room.drain(place);
    },
  };
  return place;
}
