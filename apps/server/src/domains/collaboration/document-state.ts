import * as Y from 'yjs';
import { createKnownState } from './known-state.ts';
import { createTail, EMPTY_UPDATE, mergeAll } from './tail.ts';
import { readUpdate, type UpdateFacts } from './update-facts.ts';

/** What the log holds of a document. */
export interface StoredDocument {
  /** `null` before the first compaction. */
  readonly snapshot: { readonly data: Uint8Array; readonly upToSeq: number } | null;
  /** Every update after the snapshot, in order. */
  readonly updates: readonly { readonly seq: number; readonly data: Uint8Array }[];
  /** 0 when nobody announced one. */
  readonly schemaVersion: number;
}

/** All updates that make a document together. */
export const partsOf = ({ snapshot, updates }: StoredDocument): Uint8Array[] => [
  ...(snapshot ? [snapshot.data] : []),
  ...updates.map(({ data }) => data),
];

/** The content of an open document as bytes, without a `Y.Doc`. */
export interface DocumentState {
  readonly lastSeq: number;
  /** Bytes and number of updates since the snapshot, and the snapshot's size. */
  size(): { readonly tailBytes: number; readonly tailUpdates: number; readonly snapshotBytes: number };
  addsContent(facts: UpdateFacts): boolean;
  addsDeletes(facts: UpdateFacts): boolean;
  /** Deletions that follow from content (lost attribute values, cleaned-up marks) and that no update names. */
  learn(facts: UpdateFacts): void;
  /** Takes an update in; its bytes are kept. Returns its number in the log. */
  push(update: Uint8Array, facts: UpdateFacts): number;
  stateVector(): Uint8Array;
  /**
   * What a peer lacks that knows `clocks` (`stateVector` is the same, encoded):
   * updates to send before the answer, and the answer to its step 1.
   */
  answer(
    clocks: ReadonlyMap<number, number>,
    stateVector: Uint8Array,
  ): { before: Uint8Array | null; step2: Uint8Array };
  /** Everything, as one update. */
  whole(): Uint8Array;
  /** The same in pieces, for who merges them in another thread. */
  parts(): readonly Uint8Array[];
  /** At least everything after `seq`, as one update. */
  since(seq: number): Uint8Array;
  /** A snapshot was stored: what it holds need not be kept twice. One that is older than what is kept changes nothing. */
  adopt(snapshot: Uint8Array, upToSeq: number): void;
}

/** Up to this size the merged bytes are made anew for every answer that needs them … */
const CHEAP_BYTES = 256 * 1024;
/** … and above it when this share of them came afterwards. */
const STALE_SHARE = 0.25;

export function createDocumentState(stored: StoredDocument): DocumentState {
  const known = createKnownState();
  let lastSeq = stored.snapshot?.upToSeq ?? 0;
  const tail = createTail(lastSeq);
  let snapshotBytes = stored.snapshot?.data.length ?? 0;
  /** Everything up to `merged.upToSeq` in one update; shared by all joins. */
  let merged = { data: stored.snapshot?.data ?? EMPTY_UPDATE, upToSeq: lastSeq };
  /** What came after `merged`, for many joins at the same state. */
  let since: { data: Uint8Array; upToSeq: number } | null = null;
  let bytesSinceMerged = 0;

  if (stored.snapshot) known.add(readUpdate(stored.snapshot.data));
  for (const { seq, data } of stored.updates) {
    known.add(readUpdate(data));
    tail.push(seq, data);
    bytesSinceMerged += data.length;
    lastSeq = seq;
  }

  function whole(): Uint8Array {
    if (merged.upToSeq < lastSeq) {
      merged = { data: mergeAll([merged.data, ...tail.after(merged.upToSeq)]), upToSeq: lastSeq };
      since = null;
      bytesSinceMerged = 0;
    }
    return merged.data;
  }

  function sinceMerged(): Uint8Array | null {
    if (merged.upToSeq === lastSeq) return null;
    if (since?.upToSeq !== lastSeq) since = { data: mergeAll(tail.after(merged.upToSeq)), upToSeq: lastSeq };
    return since.data;
  }

  return {
    get lastSeq() {
      return lastSeq;
    },
    size: () => ({ tailBytes: tail.bytes, tailUpdates: tail.updates, snapshotBytes }),
    addsContent: (facts) => known.addsContent(facts),
    addsDeletes: (facts) => known.addsDeletes(facts),
    learn: (facts) => known.add(facts),
    push(update, facts) {
      known.add(facts);
      lastSeq += 1;
      tail.push(lastSeq, update);
      bytesSinceMerged += update.length;
      return lastSeq;
    },
    stateVector: () => known.stateVector(),
    answer(clocks, stateVector) {
      // A peer that lacks no content may still lack deletions: a state vector does not tell.
      if (known.isCoveredBy(clocks)) return { before: null, step2: known.deletesOnly() };
      if (merged.data.length <= CHEAP_BYTES || bytesSinceMerged > merged.data.length * STALE_SHARE) whole();
      // Of a large document the newest updates go first, so that many joins share the merged bytes while people type:
      // the peer keeps them until the rest is there, and with step 2 it has everything.
      const newest = sinceMerged();
      const before = newest === null ? null : clocks.size === 0 ? newest : Y.diffUpdate(newest, stateVector);
      return { before, step2: clocks.size === 0 ? merged.data : Y.diffUpdate(merged.data, stateVector) };
    },
    whole,
    parts: () => [merged.data, ...(merged.upToSeq < lastSeq ? tail.after(merged.upToSeq) : [])],
    since(seq) {
      // What a snapshot has taken in is no longer apart.
      if (seq < tail.startsAfter) return whole();
      return mergeAll(tail.after(seq));
    },
    adopt(snapshot, upToSeq) {
      // Two compactions of one document can end in another order than they began.
      if (upToSeq < tail.startsAfter) return;
      tail.dropUpTo(upToSeq);
      snapshotBytes = snapshot.length;
      merged = { data: snapshot, upToSeq };
      since = null;
      bytesSinceMerged = tail.bytes;
      // The snapshot names deletions that follow from content and stand in no update.
      known.add(readUpdate(snapshot));
    },
  };
}
