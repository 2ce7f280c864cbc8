import { RELAY_CLOSE, type RelayCloseCode } from '@materi/contract/relay';
import type { Appender, AppendListener } from './appender.ts';
import type { RelayLimits } from './limits.ts';
import type { RelayMetrics } from './metrics.ts';
import { createRoom, type Room, type RoomNeeds } from './room.ts';
import type { UpdateLog } from './update-log.ts';

/** The rooms of this process: at most one for a document. */
export interface Rooms {
  /** The room of the document, opened when it is not. */
  open(documentId: string): Room;
  find(documentId: string): Room | undefined;
  /** Every document with an open room. */
  ids(): string[];
  close(documentId: string, code: RelayCloseCode, reason: string): void;
  closeAll(reason: string): void;
  /** Call about once a second: heartbeats, compaction of what has grown, unloading of what nobody uses. */
  tend(): void;
}

export function createRooms(needs: {
  log: Pick<UpdateLog, 'load'>;
  appender: Appender;
  judge: RoomNeeds['judge'];
  refused(personId: string): void;
  /** Edits of the document reached the disk. */
  edited(documentId: string): void;
  /** Asks for a snapshot. */
  compact(documentId: string): void;
  now(): number;
  after: RoomNeeds['after'];
  limits: RelayLimits;
  logger: RoomNeeds['log'];
  metrics: RelayMetrics;
}): Rooms {
  const { limits, now, metrics } = needs;
  interface Open {
    readonly room: Room;
    usedAt: number;
  }
  const open = new Map<string, Open>();

  function create(documentId: string): Open {
    const listener: AppendListener = {
      durable(seq) {
        room.durable(seq);
        needs.edited(documentId);
      },
      fail: (reason, error) => room.fail(reason, error),
    };
    const room = createRoom({
      documentId,
      load: () => needs.log.load(documentId),
      append: (update) => needs.appender.append({ documentId, ...update }, listener),
      judge: needs.judge,
      refused: needs.refused,
      now,
      after: needs.after,
      onClosed() {
        if (open.get(documentId)?.room === room) open.delete(documentId);
        needs.appender.forget(documentId);
        metrics.rooms.set(open.size);
      },
      limits,
      log: needs.logger,
      metrics,
    });
    const opened = { room, usedAt: now() };
    open.set(documentId, opened);
    metrics.rooms.set(open.size);
    return opened;
  }

  function tendOne(documentId: string, opened: Open): void {
    const { room } = opened;
    room.beat();
    if (room.state !== 'ready') return;
    if (room.members > 0 || !room.settled) opened.usedAt = now();
    const { tailUpdates, tailBytes, snapshotBytes } = room.size();
    const grown = tailUpdates >= limits.compactUpdates || tailBytes >= Math.max(limits.compactBytes, snapshotBytes / 2);
    if (grown) needs.compact(documentId);
    if (now() - opened.usedAt < limits.unloadMs) return;
    // The snapshot is made from the log, so that the room need not stay for it.
    if (!grown && tailUpdates >= limits.compactUpdatesOnClose) needs.compact(documentId);
    room.close(RELAY_CLOSE.tryAgain, 'the document was closed; connect again');
  }

  return {
    open(documentId) {
      const opened = open.get(documentId) ?? create(documentId);
      opened.usedAt = now();
      return opened.room;
    },
    find: (documentId) => open.get(documentId)?.room,
    ids: () => [...open.keys()],
    close: (documentId, code, reason) => open.get(documentId)?.room.close(code, reason),
    closeAll(reason) {
      for (const { room } of open.values()) room.close(RELAY_CLOSE.tryAgain, reason);
    },
    tend() {
      for (const [documentId, opened] of open) tendOne(documentId, opened);
    },
  };
}
