import { expect, test } from 'vitest';
import { continueSpans, LONGEST_MS, NOBODY, PAUSE_MS, type LogEntry, type Span } from './sessions.ts';

const MINUTE = 60_000;
const entry = (seq: number, personId: string, minute: number): LogEntry => ({
  seq,
  personId,
  at: new Date(minute * MINUTE),
});
const told = (spans: Span[]) => spans.map(({ firstSeq, lastSeq, people }) => [firstSeq, lastSeq, people.join('+')]);

test('V1 edits without a long pause are one session of everyone who edited', () => {
  const entries = [entry(1, 'ana', 0), entry(2, 'bo', 5), entry(3, 'ana', 14), entry(4, 'cy', 25), entry(5, 'cy', 26)];
  expect(told(continueSpans(null, entries))).toEqual([
    [1, 3, 'ana+bo'],
    [4, 5, 'cy'],
  ]);
});

test('V1 going on later gives the same as all at once', () => {
  const entries = Array.from({ length: 60 }, (_, at) => entry(at + 1, at % 3 === 0 ? 'ana' : 'bo', at * 7 * (at % 5)));
  entries.sort((a, b) => a.at.getTime() - b.at.getTime());
  const ordered = entries.map((one, at) => ({ ...one, seq: at + 1 }));
  const whole = continueSpans(null, ordered);
  let parts: Span[] = [];
  for (const one of ordered) {
    const open = parts.at(-1) ?? null;
    parts = [...parts.slice(0, -1), ...continueSpans(open, [one])];
  }
  expect(parts).toEqual(whole);
});

test('V1 a page that is never at rest gets a version every now and then', () => {
  const minutes = (3 * LONGEST_MS) / MINUTE;
  const spans = continueSpans(
    null,
    Array.from({ length: minutes }, (_, at) => entry(at + 1, 'ana', at)),
  );
  expect(spans.length).toBe(3);
  for (const span of spans) expect(span.endedAt.getTime() - span.startedAt.getTime()).toBeLessThanOrEqual(LONGEST_MS);
});

test('V1 what the server mends belongs to the edits before it and names nobody', () => {
  const late = PAUSE_MS / MINUTE + 5;
  const spans = continueSpans(null, [entry(1, 'ana', 0), entry(2, NOBODY, late), entry(3, 'bo', late + 1)]);
  expect(told(spans)).toEqual([[1, 3, 'ana+bo']]);
});
