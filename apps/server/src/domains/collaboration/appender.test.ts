import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createAppender } from './appender.ts';
import { createRelayMetrics } from './metrics.ts';
import type { LogRow } from './update-log.ts';

const row = (documentId: string, seq: number): LogRow => ({
  documentId,
  seq,
  data: Uint8Array.of(0, 0),
  personId: 'person',
  connectionId: null,
  clientIds: [],
  schemaVersion: null,
});

/** An appender whose timer and disk the test drives. */
function stage() {
  const timers: (() => void)[] = [];
  const commits: { rows: string[]; finish(): void; fail(error: unknown): void }[] = [];
  const told: string[] = [];
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
    after: (_ms, run) => void timers.push(run),
    now: () => 0,
    limits: { groupMs: 3, groupRows: 3 },
    metrics: createRelayMetrics(new Registry()),
  });
  return {
    appender,
    commits,
    told,
    append: (documentId: string, seq: number) =>
      appender.append(row(documentId, seq), {
        durable: (upTo) => void told.push(`${documentId} saved ${upTo}`),
        fail: (reason) => void told.push(`${documentId} failed: ${reason}`),
      }),
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
