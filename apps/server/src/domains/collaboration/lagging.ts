import type { RelayLimits } from './limits.ts';
import type { RelayMetrics } from './metrics.ts';
import type { Place } from './place.ts';

/** Delivers to those whose lines keep up, and later to the others what they missed. */
export interface Lagging {
  /** Sends an update that stands for so many edits, or presence (0), unless the line is full. */
  deliver(place: Place, frame: Uint8Array, edits: number): void;
}

export function createLagging(room: {
  readonly places: ReadonlySet<Place>;
  /** The number in the log up to which everything was sent to those who keep up. */
  toldSeq(): number;
  isReady(): boolean;
  send(place: Place, frame: Uint8Array): void;
  catchUp(place: Place, after: number): void;
  after(ms: number, run: () => void): void;
  readonly limits: Pick<RelayLimits, 'backlogSoftBytes' | 'catchUpMs'>;
  readonly metrics: Pick<RelayMetrics, 'lagging' | 'droppedPresence' | 'deliveries'>;
}): Lagging {
  const { places, limits, metrics } = room;
  let looking = false;

  /** Until nobody lags any more. */
  function lookForDrained(): void {
    if (looking) return;
    looking = true;
    room.after(limits.catchUpMs, () => {
      looking = false;
      if (!room.isReady()) return;
      let left = false;
      for (const place of places) {
        const { lagsAfter } = place;
        if (lagsAfter === null) continue;
        if (place.member.wire.backlog() > limits.backlogSoftBytes / 4) {
          left = true;
        } else {
          place.lagsAfter = null;
          room.catchUp(place, lagsAfter);
        }
      }
      if (left) lookForDrained();
    });
  }

  return {
    deliver(place, frame, edits) {
      if (place.lagsAfter === null && place.member.wire.backlog() > limits.backlogSoftBytes) {
        place.lagsAfter = room.toldSeq();
        metrics.lagging.inc();
        lookForDrained();
      }
      if (place.lagsAfter !== null) {
        if (edits === 0) metrics.droppedPresence.inc();
        return;
      }
      room.send(place, frame);
      metrics.deliveries.inc(edits);
    },
  };
}
