import type { RelayLimits } from './limits.ts';
import type { RelayMetrics } from './metrics.ts';
import type { LogRow, UpdateLog } from './update-log.ts';

/** Hears what became of the rows of one document; one and the same for all rows of one room. */
export interface AppendListener {
  /** Everything up to `seq` is on disk. */
  durable(seq: number): void;
  /** Rows were not stored; nothing more of this document will be. */
  fail(reason: string, error: unknown): void;
}

/**
 * The one writer of the process: gathers edits of all rooms that follow each
 * other fast and commits them together, one group at a time and in order.
 */
export interface Appender {
  append(row: LogRow, listener: AppendListener): void;
  /** Forgets what is queued of a document; what is being written is not stopped. */
  forget(documentId: string): void;
  /** Resolves when nothing is queued or being written. */
  drained(): Promise<void>;
}

interface Queued {
  readonly row: LogRow;
  readonly listener: AppendListener;
  readonly at: number;
}

/** Bytes of one insert, so that it stays a short statement. */
const GROUP_BYTES = 1024 * 1024;
/** A paste. Who types elsewhere at that moment does not wait for it. */
const LARGE_BYTES = 64 * 1024;

const isLarge = ({ row }: Queued): boolean => row.data.length > LARGE_BYTES;

const DISK_FULL = '53100';

const reasonOf = (error: unknown): string => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === DISK_FULL || code === 'ENOSPC') return 'the disk of the server is full';
  if (code === '23505') return 'the document is being written elsewhere';
  return 'the edits could not be stored';
};

export function createAppender(needs: {
  log: Pick<UpdateLog, 'append'>;
  after(ms: number, run: () => void): void;
  now(): number;
  limits: Pick<RelayLimits, 'groupMs' | 'groupRows'>;
  metrics: Pick<RelayMetrics, 'commits' | 'commitRows' | 'unsaved'>;
}): Appender {
  const { log, limits, metrics, now } = needs;
  let queue: Queued[] = [];
  let scheduled = false;
  let writing = false;
  /** When the last group was on disk. */
  let endedAt = Number.NEGATIVE_INFINITY;
  let beingWritten = 0;
  let waiting: (() => void)[] = [];

  function schedule(): void {
    if (scheduled || writing || queue.length === 0) return;
    scheduled = true;
    // After a rest the first goes at once; those that follow fast are gathered.
    needs.after(now() - endedAt < limits.groupMs ? limits.groupMs : 0, () => {
      scheduled = false;
      void flush();
    });
  }

  /** In order within each document; a large one goes alone, after the small ones of other documents that came with it. */
  function takeGroup(): Queued[] {
    const [first] = queue;
    if (first !== undefined && isLarge(first)) return queue.splice(0, 1);
    const group: Queued[] = [];
    const left: Queued[] = [];
    const held = new Set<string>();
    let bytes = 0;
    let at = 0;
    for (; at < queue.length && group.length < limits.groupRows && bytes < GROUP_BYTES; at += 1) {
      const queued = queue[at]!;
      const { documentId, data } = queued.row;
      if (isLarge(queued)) held.add(documentId);
      if (held.has(documentId)) left.push(queued);
      else {
        group.push(queued);
        bytes += data.length;
      }
    }
    queue = [...left, ...queue.slice(at)];
    return group;
  }

  async function flush(): Promise<void> {
    if (writing) return;
    writing = true;
    while (queue.length > 0) {
      const group = takeGroup();
      beingWritten = group.length;
      await write(group);
      beingWritten = 0;
      metrics.unsaved.set(queue.length);
    }
    writing = false;
    endedAt = now();
    for (const resolve of waiting.splice(0)) resolve();
    waiting = [];
  }

  async function write(group: Queued[]): Promise<void> {
    try {
      await log.append(group.map(({ row }) => row));
    } catch (error) {
      const documents = new Set(group.map(({ row }) => row.documentId));
      if (documents.size === 1) return reject(group, error);
      // One document's trouble must not be everyone's: each gets a try of its own. Nothing of the group is stored,
      // or, if the commit's answer was lost, all of it: then the numbers are taken and every room loads anew.
      for (const id of documents) await write(group.filter(({ row }) => row.documentId === id));
      return;
    }
    metrics.commits.observe((now() - group[0]!.at) / 1000);
    metrics.commitRows.observe(group.length);
    const newest = new Map<string, Queued>();
    for (const queued of group) newest.set(queued.row.documentId, queued);
    for (const { row, listener } of newest.values()) listener.durable(row.seq);
  }

  function reject(group: readonly Queued[], error: unknown): void {
    const { listener } = group[0]!;
    // What came after what was lost must not be stored either. A room that was opened meanwhile, because the one that
    // wrote this ended by itself, has loaded what is on disk: its rows do not follow from what was lost.
    queue = queue.filter((queued) => queued.listener !== listener);
    listener.fail(reasonOf(error), error);
  }

  function forget(documentId: string): void {
    queue = queue.filter(({ row }) => row.documentId !== documentId);
  }

  return {
    append(row, listener) {
      queue.push({ row, listener, at: now() });
      metrics.unsaved.set(queue.length + beingWritten);
      schedule();
    },
    forget,
    drained: () =>
      queue.length === 0 && !writing
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.push(resolve);
          }),
  };
}
