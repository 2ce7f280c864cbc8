import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createAppender, type AppendListener } from './appender.ts';
import { createRelayMetrics } from './metrics.ts';
import type { LogRow } from './update-log.ts';

const row = (documentId: string, seq: number, bytes = 2): LogRow => ({
  documentId,
  seq,
  data: new Uint8Array(bytes),
  personId: 'person',
  connectionId: null,
  clientIds: [],
  schemaVersion: null,
});

/** An appender whose timer and disk the test drives. */
function stage() {
  const timers: (() => void)[] = [];
  const waits: number[] = [];
  const commits: { rows: string[]; finish(): void; fail(error: unknown): void }[] = [];
  const told: string[] = [];
  const listeners = new Map<string, AppendListener>();
  const appender = createAppender({
    log: {
      append: (rows) =>
        new Promise((resolve, reject) => {
          commits.push({
            rows: rows.map(({ documentId, seq }) => `${documentId}${seq}`),
            finish: resolve,
            fail: reject,
          });
        }),
    },
    after(ms, run) {
      waits.push(ms);
      timers.push(run);
    },
    now: () => 0,
    limits: { groupMs: 3, groupRows: 3 },
    metrics: createRelayMetrics(new Registry()),
  });
  return {
    appender,
    commits,
    told,
    waits,
    /** `room` tells apart those that follow each other on one document. */
    append(documentId: string, seq: number, room = documentId, bytes = 2) {
      const listener = listeners.get(room) ?? {
        durable: (upTo: number) => void told.push(`${room} saved ${upTo}`),
        fail: (reason: string) => void told.push(`${room} failed: ${reason}`),
      };
      listeners.set(room, listener);
      appender.append(row(documentId, seq, bytes), listener);
    },
    async tick() {
      timers.shift()?.();
      await settle();
    },
  };
}

const settle = () =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

test('R4 edits of all rooms are committed together, one group at a time', async () => {
  const at = stage();
  at.append('a', 1);
  at.append('b', 1);
  at.append('a', 2);
  at.append('b', 2);
  expect(at.commits).toEqual([]);
  await at.tick();
  expect(at.commits.map(({ rows }) => rows)).toEqual([['a1', 'b1', 'a2']]);
  expect(at.told).toEqual([]);
  at.commits[0]!.finish();
  await settle();
  expect(at.told.toSorted()).toEqual(['a saved 2', 'b saved 1']);
  expect(at.commits[1]!.rows).toEqual(['b2']);
  let drained = false;
  void at.appender.drained().then(() => {
    drained = true;
  });
  await settle();
  expect(drained).toBe(false);
  at.commits[1]!.finish();
  await settle();
  expect(drained).toBe(true);
});

test('R4 a large edit goes alone, behind the small ones of other documents and in the order of its own', async () => {
  const at = stage();
  at.append('a', 1);
  at.append('a', 2, 'a', 1_000_000);
  at.append('a', 3);
  at.append('b', 1);
  await at.tick();
  for (let commit = 0; commit < 3; commit += 1) {
    at.commits[commit]!.finish();
    // oxlint-disable-next-line no-await-in-loop -- one group after the other
    await settle();
  }
  expect(at.commits.map(({ rows }) => rows)).toEqual([['a1', 'b1'], ['a2'], ['a3']]);
  expect(at.told).toEqual(['a saved 1', 'b saved 1', 'a saved 2', 'a saved 3']);
});

test('R4 the first edit after a rest does not wait for others, those that follow a commit do', async () => {
  const at = stage();
  at.append('a', 1);
  expect(at.waits).toEqual([0]);
  await at.tick();
  at.commits[0]!.finish();
  await settle();
  at.append('a', 2);
  expect(at.waits).toEqual([0, 3]);
});

test('R4 the trouble of one document does not fail the edits of another', async () => {
  const at = stage();
  at.append('a', 1);
  at.append('b', 1);
  await at.tick();
  at.commits[0]!.fail(Object.assign(new Error('duplicate key'), { code: '23505' }));
  await settle();
  at.commits[1]!.fail(Object.assign(new Error('duplicate key'), { code: '23505' }));
  await settle();
  at.commits[2]!.finish();
  await settle();
  expect(at.told).toEqual(['a failed: the document is being written elsewhere', 'b saved 1']);
});

test('R5 what came after a lost edit is not stored', async () => {
  const at = stage();
  for (const seq of [1, 2, 3, 4]) at.append('a', seq);
  await at.tick();
  at.commits[0]!.fail(Object.assign(new Error('no space'), { code: '53100' }));
  await settle();
  expect(at.told).toEqual(['a failed: the disk of the server is full']);
  expect(at.commits).toHaveLength(1);
});

test('R5 what a later room of the document wrote is stored, also when the last commit of the room before fails', async () => {
  const at = stage();
  at.append('a', 1, 'first room');
  await at.tick();
  // The first room ended by itself, and another one has loaded what is on disk: nothing.
  at.appender.forget('a');
  at.append('a', 1, 'second room');
  at.append('a', 2, 'second room');
  at.commits[0]!.fail(new Error('the disk failed'));
  await settle();
  expect(at.told).toEqual(['first room failed: the edits could not be stored']);
  expect(at.commits[1]!.rows).toEqual(['a1', 'a2']);
  at.commits[1]!.finish();
  await settle();
  expect(at.told.at(-1)).toBe('second room saved 2');
});
