import * as Y from 'yjs';

/** Updates after the snapshot, joined into ever larger pieces as they grow old. */
export interface Tail {
  /** The bytes are kept: hand over a copy when they are a view of something larger. */
  push(seq: number, update: Uint8Array): void;
  /** Forgets every piece that ends at or before `seq`. A piece that reaches further stays whole: applying twice is harmless. */
  dropUpTo(seq: number): void;
  /** All pieces, oldest first. */
  pieces(): readonly Uint8Array[];
  /** The pieces hold everything after this number. */
  readonly startsAfter: number;
  /** The pieces that hold everything after `seq`, oldest first; possibly a little more. */
  after(seq: number): readonly Uint8Array[];
  readonly bytes: number;
  readonly updates: number;
}

interface Piece {
  readonly data: Uint8Array;
  readonly upToSeq: number;
  readonly updates: number;
  readonly level: number;
}

/**
 * How many pieces of one level become one of the next. `Y.mergeUpdates` costs the
 * square of the number of its inputs, so that they are merged in small groups, each
 * byte only a few times.
 */
const FAN_IN = 32;
/** Pieces grow no larger than FAN_IN to this power, so that a snapshot finds few that reach beyond it. */
const LAST_LEVEL = 2;

export function createTail(from: number): Tail {
  let startsAfter = from;
  let pieces: Piece[] = [];
  let bytes = 0;
  let updates = 0;

  function join(): void {
    for (;;) {
      const level = pieces.at(-1)!.level;
      if (level === LAST_LEVEL) return;
      let from = pieces.length;
      while (from > 0 && pieces[from - 1]!.level === level) from--;
      if (pieces.length - from < FAN_IN) return;
      const group = pieces.splice(from);
      const data = Y.mergeUpdates(group.map((piece) => piece.data));
      for (const piece of group) bytes -= piece.data.length;
      bytes += data.length;
      pieces.push({
        data,
        upToSeq: group.at(-1)!.upToSeq,
        updates: group.reduce((sum, piece) => sum + piece.updates, 0),
        level: level + 1,
      });
    }
  }

  return {
    push(seq, update) {
      pieces.push({ data: update, upToSeq: seq, updates: 1, level: 0 });
      bytes += update.length;
      updates += 1;
      join();
    },
    dropUpTo(seq) {
      startsAfter = Math.max(startsAfter, seq);
      pieces = pieces.filter((piece) => piece.upToSeq > seq);
      bytes = pieces.reduce((sum, piece) => sum + piece.data.length, 0);
      updates = pieces.reduce((sum, piece) => sum + piece.updates, 0);
    },
    pieces: () => pieces.map((piece) => piece.data),
    after: (seq) => pieces.filter((piece) => piece.upToSeq > seq).map((piece) => piece.data),
    get startsAfter() {
      return startsAfter;
    },
    get bytes() {
      return bytes;
    },
    get updates() {
      return updates;
    },
  };
}

/** One update that holds what all of them hold; none gives the empty update. */
export function mergeAll(updates: readonly Uint8Array[]): Uint8Array {
  let left = [...updates];
  if (left.length === 0) return EMPTY_UPDATE;
  while (left.length > 1) {
    const next: Uint8Array[] = [];
    for (let at = 0; at < left.length; at += FAN_IN) next.push(Y.mergeUpdates(left.slice(at, at + FAN_IN)));
    left = next;
  }
  return left[0]!;
}

/** No content and no deletions. */
export const EMPTY_UPDATE: Uint8Array = Uint8Array.of(0, 0);
