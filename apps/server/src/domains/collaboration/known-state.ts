import * as encoding from 'lib0/encoding';
import type { Span, UpdateFacts } from './update-facts.ts';

/** Sorted, disjoint, not adjoining: [from, to, from, to, …]. */
type Ranges = number[];

/** Index of the first range whose end lies at or beyond `clock`, times two. */
function firstEndingAtOrAfter(ranges: Ranges, clock: number): number {
  // Most additions are at the end.
  if (ranges.length === 0 || ranges[ranges.length - 1]! < clock) return ranges.length;
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ranges[middle * 2 + 1]! < clock) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}

function contains(ranges: Ranges | undefined, from: number, to: number): boolean {
  if (ranges === undefined) return false;
  const at = firstEndingAtOrAfter(ranges, to);
  return at < ranges.length && ranges[at]! <= from;
}

function include(ranges: Ranges, from: number, to: number): void {
  const first = firstEndingAtOrAfter(ranges, from);
  if (first === ranges.length) {
    ranges.push(from, to);
    return;
  }
  let end = first;
  let newFrom = from;
  let newTo = to;
  while (end < ranges.length && ranges[end]! <= to) {
    newFrom = Math.min(newFrom, ranges[end]!);
    newTo = Math.max(newTo, ranges[end + 1]!);
    end += 2;
  }
  ranges.splice(first, end - first, newFrom, newTo);
}

/**
 * What a document holds, as ids: which clocks of which client there are and which of
 * them are deleted. Answers without a `Y.Doc` whether an update brings anything new.
 */
export interface KnownState {
  /** Whether the update carries content that is not here. */
  addsContent(facts: UpdateFacts): boolean;
  /** Whether the update deletes something that is not deleted here. */
  addsDeletes(facts: UpdateFacts): boolean;
  add(facts: UpdateFacts): void;
  /** How far each client is known without a gap. */
  clocks(): ReadonlyMap<number, number>;
  /** Whether a peer that knows `clocks` has all content (not the deletions: a state vector does not tell). */
  isCoveredBy(clocks: ReadonlyMap<number, number>): boolean;
  /** Encoded as in y-protocols step 1. */
  stateVector(): Uint8Array;
  /** An update that holds every deletion and no content. */
  deletesOnly(): Uint8Array;
}

export function createKnownState(): KnownState {
  const structs = new Map<number, Ranges>();
  const deletes = new Map<number, Ranges>();

  const lacks = (known: Map<number, Ranges>, spans: readonly Span[]) =>
    spans.some((span) => !contains(known.get(span.client), span.from, span.to));

  function addAll(known: Map<number, Ranges>, spans: readonly Span[]): void {
    for (const { client, from, to } of spans) {
      const ranges = known.get(client);
      if (ranges === undefined) known.set(client, [from, to]);
      else include(ranges, from, to);
    }
  }

  function clocks(): Map<number, number> {
    const result = new Map<number, number>();
    for (const [client, ranges] of structs) if (ranges[0] === 0) result.set(client, ranges[1]!);
    return result;
  }

  return {
    addsContent: (facts) => lacks(structs, facts.structs),
    addsDeletes: (facts) => lacks(deletes, facts.deletes),
    add(facts) {
      addAll(structs, facts.structs);
      addAll(deletes, facts.deletes);
    },
    clocks,
    isCoveredBy(theirs) {
      for (const [client, ranges] of structs) if (ranges.at(-1)! > (theirs.get(client) ?? 0)) return false;
      return true;
    },
    stateVector() {
      const encoder = encoding.createEncoder();
      const all = clocks();
      encoding.writeVarUint(encoder, all.size);
      for (const [client, clock] of all) {
        encoding.writeVarUint(encoder, client);
        encoding.writeVarUint(encoder, clock);
      }
      return encoding.toUint8Array(encoder);
    },
    deletesOnly() {
      const encoder = encoding.createEncoder();
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarUint(encoder, deletes.size);
      for (const [client, ranges] of deletes) {
        encoding.writeVarUint(encoder, client);
        encoding.writeVarUint(encoder, ranges.length / 2);
        for (let at = 0; at < ranges.length; at += 2) {
          encoding.writeVarUint(encoder, ranges[at]!);
          encoding.writeVarUint(encoder, ranges[at + 1]! - ranges[at]!);
        }
      }
      return encoding.toUint8Array(encoder);
    },
  };
}
