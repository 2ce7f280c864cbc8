import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createCompaction } from './compaction.ts';
import { createRelayMetrics } from './metrics.ts';
import type { KeptSnapshot } from './update-log.ts';
import { documentTasks } from './worker/document-worker.ts';

/** The updates that typing so many letters yields. */
function typing(letters: number): { updates: Uint8Array[]; doc: Y.Doc } {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  for (let at = 0; at < letters; at++) doc.getText('plain').insert(at, 'x');
  return { updates, doc };
}

/** A compaction over rows that the test gives, and what became of it. */
function stage(updates: readonly Uint8Array[], before: KeptSnapshot | null = null) {
  const kept: KeptSnapshot[] = before === null ? [] : [before];
  const logged: unknown[] = [];
  const compaction = createCompaction({
    log: {
      newestSnapshot: async () => kept.at(-1) ?? null,
      after: async (_id, seq, limit) => updates.map((data, at) => ({ seq: at + 1, data })).slice(seq, seq + limit),
      async keepSnapshot(_id, upToSeq, data, stateVector) {
        kept.push({ upToSeq, data, stateVector });
      },
    },
    worker: { run: async (kind, input) => documentTasks[kind as 'compact'](input as never) as never },
    room: () => undefined,
    now: () => 0,
    logger: { error: ({ err }: { err?: unknown }) => void logged.push(err) },
    metrics: createRelayMetrics(new Registry()),
    pageUpdates: 10,
  });
  return { compaction, kept, logged };
}

test('R25 a long history is merged in pages, each on top of the snapshot before', async () => {
  const { updates, doc } = typing(25);
  const { compaction, kept } = stage(updates);
  expect(await compaction.compact('page')).toBe(25);
  expect(kept.map(({ upToSeq }) => upToSeq)).toEqual([10, 20, 25]);
  const again = new Y.Doc();
  Y.applyUpdate(again, kept.at(-1)!.data);
  expect(again.getText('plain').toString()).toBe(doc.getText('plain').toString());
  expect(kept.at(-1)!.stateVector).toEqual(Y.encodeStateVector(doc));
});

test('R25 a snapshot that knows less than the one before was found to know is not stored, and nothing is removed', async () => {
  const { updates, doc } = typing(25);
  const part = documentTasks.compact(updates.slice(0, 5));
  // Its bytes are readable and say less than its state vector: they went bad after they were checked.
  const bad = { upToSeq: 20, data: part.snapshot, stateVector: Y.encodeStateVector(doc) };
  const { compaction, kept, logged } = stage(updates, bad);
  await expect(compaction.compact('page')).rejects.toThrow('knows less');
  expect(kept).toEqual([bad]);
  compaction.request('page');
  await compaction.idle();
  expect(logged).toHaveLength(1);
  expect(kept).toEqual([bad]);
});
