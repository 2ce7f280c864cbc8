import type { RelayLimits } from './limits.ts';

/** The edits of a room that were accepted and are not on disk yet, and who waits for them. */
export interface UnsavedEdits {
  /** Everything up to this number in the log is on disk. */
  readonly durableSeq: number;
  /** What was loaded is on disk. */
  startAt(seq: number): void;
  add(seq: number, bytes: number): void;
  /** Everything up to `seq` is on disk. */
  reach(seq: number): void;
  /** Whether the disk is behind by this share of what is allowed. */
  areBehind(share: number): boolean;
  /** Resolves when everything up to `seq` is on disk; rejects when it will not be known. */
  saved(seq: number): Promise<void>;
  giveUp(error: Error): void;
}

export function createUnsavedEdits(limits: Pick<RelayLimits, 'unsavedBytes' | 'unsavedUpdates'>): UnsavedEdits {
  const edits: { seq: number; bytes: number }[] = [];
  const waiting: { seq: number; resolve: () => void; reject: (error: Error) => void }[] = [];
  let durableSeq = 0;
  let bytes = 0;
  return {
    get durableSeq() {
      return durableSeq;
    },
    startAt(seq) {
      durableSeq = seq;
    },
    add(seq, length) {
      edits.push({ seq, bytes: length });
      bytes += length;
    },
    reach(seq) {
      durableSeq = seq;
      let done = 0;
      while (done < edits.length && edits[done]!.seq <= seq) bytes -= edits[done++]!.bytes;
      edits.splice(0, done);
      while (waiting[0] !== undefined && waiting[0].seq <= seq) waiting.shift()!.resolve();
    },
    areBehind: (share) => bytes > limits.unsavedBytes * share || edits.length > limits.unsavedUpdates * share,
    saved(seq) {
      if (seq <= durableSeq) return Promise.resolve();
      return new Promise((resolve, reject) => waiting.push({ seq, resolve, reject }));
    },
    giveUp(error) {
      for (const { reject } of waiting.splice(0)) reject(error);
    },
  };
}
