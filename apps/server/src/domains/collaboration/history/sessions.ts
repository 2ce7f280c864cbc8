/** An entry of the log without its bytes. */
export interface LogEntry {
  readonly seq: number;
  readonly personId: string;
  readonly at: Date;
}

/** A stretch of the log that people call one piece of work. */
export interface Span {
  readonly firstSeq: number;
  lastSeq: number;
  /** In the order of their first edit. */
  people: string[];
  readonly startedAt: Date;
  endedAt: Date;
}

/** The author of what the server itself mends (the nil UUID of RFC 9562, section 5.9). */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** A longer pause than this ends a session of work. */
export const PAUSE_MS = 10 * 60_000;
/** A page that is never at rest still gets a version so often. */
export const LONGEST_MS = 2 * 60 * 60_000;

/**
 * Goes on from the last span (`null` when there is none, or when it is closed) and answers it, as it
 * is now, with the spans that follow. What the server mends never begins a session: it belongs to the
 * edits that it follows.
 */
export function continueSpans(open: Span | null, entries: Iterable<LogEntry>): Span[] {
  const spans: Span[] = open === null ? [] : [{ ...open, people: [...open.people] }];
  for (const { seq, personId, at } of entries) {
    const last = spans.at(-1);
    const isNobody = personId === NOBODY;
    if (last !== undefined && (isNobody || belongs(last, at))) {
      last.lastSeq = seq;
      if (at > last.endedAt) last.endedAt = at;
      if (!isNobody && !last.people.includes(personId)) last.people.push(personId);
    } else {
      spans.push({ firstSeq: seq, lastSeq: seq, people: isNobody ? [] : [personId], startedAt: at, endedAt: at });
    }
  }
  return spans;
}

const belongs = (span: Span, at: Date): boolean =>
  at.getTime() - span.endedAt.getTime() <= PAUSE_MS && at.getTime() - span.startedAt.getTime() <= LONGEST_MS;
