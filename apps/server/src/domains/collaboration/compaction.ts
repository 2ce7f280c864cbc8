import type { TaskWorker } from '../../kernel/workers/task-worker.ts';
import type { RelayMetrics } from './metrics.ts';
import type { Room } from './room.ts';
import { readStateVector } from './update-facts.ts';
import type { UpdateLog } from './update-log.ts';
import type { DocumentTasks } from './worker/document-worker.ts';

/**
 * Makes snapshots from what is on disk, never from memory. A snapshot that does
 * not pass its checks is not stored, and nothing is removed for it: the history
 * stays whole, a snapshot only shortens the way to the present.
 */
export interface Compaction {
  /** Asks for a snapshot; one at a time, and not again while one is asked for. */
  request(documentId: string): void;
  /** Resolves with the number of the last update in it; 0 when there is nothing to compact. */
  compact(documentId: string): Promise<number>;
  /** Resolves when nothing is asked for any more. */
  idle(): Promise<void>;
  stop(): void;
}

const PAGE_UPDATES = 5_000;
/** A document whose compaction failed is not tried again before this. */
const RETRY_MS = 10 * 60_000;

export function createCompaction(needs: {
  log: Pick<UpdateLog, 'newestSnapshot' | 'after' | 'keepSnapshot'>;
  worker: Pick<TaskWorker<DocumentTasks>, 'run'>;
  room(documentId: string): Room | undefined;
  now(): number;
  logger: { error(fields: object, text: string): void };
  metrics: Pick<RelayMetrics, 'compactions'>;
  /** Updates that go to the worker at once, so that neither thread holds a long history in memory. */
  pageUpdates?: number;
}): Compaction {
  const { log, worker, pageUpdates = PAGE_UPDATES } = needs;
  const asked = new Set<string>();
  const failedAt = new Map<string, number>();
  let turn: Promise<unknown> = Promise.resolve();
  let stopped = false;

  async function compact(documentId: string): Promise<number> {
    let base = await log.newestSnapshot(documentId);
    for (;;) {
      const page = await log.after(documentId, base?.upToSeq ?? 0, pageUpdates);
      if (page.length === 0) return base?.upToSeq ?? 0;
      const upToSeq = page.at(-1)!.seq;
      const updates = page.map(({ data }) => data);
      const { snapshot, stateVector } = await worker.run('compact', base ? [base.data, ...updates] : updates);
      if (base) requireNoLess(stateVector, base.stateVector);
      await log.keepSnapshot(documentId, upToSeq, snapshot, stateVector);
      needs.room(documentId)?.adopt(snapshot, upToSeq);
      base = { data: snapshot, upToSeq, stateVector };
      if (page.length < pageUpdates) return upToSeq;
    }
  }

  async function attempt(documentId: string): Promise<void> {
    try {
      if (stopped) return;
      await compact(documentId);
      failedAt.delete(documentId);
      needs.metrics.compactions.inc({ outcome: 'stored' });
    } catch (error) {
      if (stopped) return;
      failedAt.set(documentId, needs.now());
      needs.metrics.compactions.inc({ outcome: 'failed' });
      needs.logger.error({ documentId, err: error }, 'A snapshot was not made; the history is untouched.');
    } finally {
      asked.delete(documentId);
    }
  }

  return {
    request(documentId) {
      if (stopped || asked.has(documentId)) return;
      if (needs.now() - (failedAt.get(documentId) ?? Number.NEGATIVE_INFINITY) < RETRY_MS) return;
      asked.add(documentId);
      turn = turn.then(() => attempt(documentId));
    },
    compact,
    async idle() {
      for (let waited; waited !== turn;) {
        waited = turn;
        await waited;
      }
    },
    stop() {
      stopped = true;
    },
  };
}

/**
 * Requires that the new snapshot knows all that the one before was found to know when it was stored. The worker compares
 * it with the bytes of that one as they were read; those could have gone bad in the meantime.
 */
function requireNoLess(stateVector: Uint8Array, before: Uint8Array): void {
  const clocks = readStateVector(stateVector);
  for (const [client, clock] of readStateVector(before)) {
    if ((clocks.get(client) ?? 0) < clock) throw new Error('the snapshot knows less than the one before');
  }
}
