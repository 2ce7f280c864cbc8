import { sql } from 'kysely';
import type { Database, Tx } from '../../kernel/db/database.ts';
import type { Emit } from '../../kernel/events/events.ts';
import type { TaskWorker } from '../../kernel/workers/task-worker.ts';
import { partsOf } from './document-state.ts';
import { CONTENT_DERIVED, type ResourceOf } from './events.ts';
import type { RelayLimits } from './limits.ts';
import type { RelayMetrics } from './metrics.ts';
import { tablesOf } from './schema.ts';
import type { UpdateLog } from './update-log.ts';
import type { DocumentTasks } from './worker/document-worker.ts';

/** Keeps what follows from a body (links, blobs) in step with it, a moment after edits settle. */
export interface Derivation {
  /** Edits of the document reached the disk. */
  touch(documentId: string): void;
  /** Finds the documents that were left behind by the last run of the program. */
  catchUp(): Promise<void>;
  /** Stops waiting; what was not derived is found by `catchUp`. */
  stop(): Promise<void>;
}

/** How often a page is tried again; after that the next start finds it. */
const LOOKS = 5;

export function createDerivation(needs: {
  database: Database;
  log: Pick<UpdateLog, 'load'>;
  worker: Pick<TaskWorker<DocumentTasks>, 'run'>;
  resourceOf: ResourceOf;
  emit: Emit;
  /** Stores the edit that gives ids to blocks without one. */
  repair(documentId: string, update: Uint8Array): Promise<void>;
  now(): number;
  /** Returns the function that calls it off. */
  after(ms: number, run: () => void): () => void;
  limits: Pick<RelayLimits, 'settleMs' | 'settleAtMostMs'>;
  logger: { error(fields: object, text: string): void };
  metrics: Pick<RelayMetrics, 'derivations'>;
}): Derivation {
  const { database, log, worker, limits } = needs;
  const waiting = new Map<string, { since: number; cancel: () => void }>();
  let turn: Promise<unknown> = Promise.resolve();
  let stopped = false;

  /** Answers whether there was anything to derive from. */
  async function derive(documentId: string): Promise<boolean> {
    const resource = await needs.resourceOf(documentId);
    if (resource === undefined) return false;
    const stored = await log.load(documentId);
    const seq = stored.updates.at(-1)?.seq ?? stored.snapshot?.upToSeq ?? 0;
    if (seq === 0) return false;
    const { links, blobs, mentions, repair } = await worker.run('derive', partsOf(stored));
    if (repair !== null) {
      // An edit like any other: it comes back here, with nothing left to repair.
      await needs.repair(documentId, repair);
      return true;
    }
    await database.transaction(async (tx) => {
      if (!(await raise(tx, documentId, resource.workspaceId, seq))) return;
      const last = await tablesOf(tx)
        .selectFrom('document_updates')
        .select('created_at')
        .where('document_id', '=', documentId)
        .where('seq', '=', seq as never)
        .executeTakeFirst();
      await needs.emit(tx, {
        type: CONTENT_DERIVED,
        aggregateId: documentId,
        workspaceId: resource.workspaceId,
        actorId: null,
        data: { documentId, links, blobs, mentions, ...(last && { editedAt: last.created_at.toISOString() }) },
      });
    });
    return true;
  }

  /** Whether this is newer than what was derived before. */
  async function raise(tx: Tx, documentId: string, workspaceId: string, seq: number): Promise<boolean> {
    const row = await tablesOf(tx)
      .insertInto('document_states')
      .values({ document_id: documentId, workspace_id: workspaceId, derived_seq: seq })
      .onConflict((conflict) =>
        conflict
          .column('document_id')
          .doUpdateSet({ derived_seq: seq, workspace_id: workspaceId })
          .where('document_states.derived_seq', '<', seq as never),
      )
      .returning('document_id')
      .executeTakeFirst();
    return row !== undefined;
  }

  function enqueue(documentId: string, tries = 0): void {
    waiting.delete(documentId);
    turn = turn.then(async () => {
      if (stopped) return;
      try {
        if (!(await derive(documentId))) return lookAgain(documentId, tries + 1);
        needs.metrics.derivations.inc({ outcome: 'done' });
      } catch (error) {
        if (stopped) return;
        needs.metrics.derivations.inc({ outcome: 'failed' });
        needs.logger.error({ documentId, err: error }, 'Links and blobs of a document could not be derived.');
        lookAgain(documentId, tries + 1);
      }
    });
  }

  /** A new page whose transaction has not committed yet cannot be seen; one that was rolled back never will be. */
  function lookAgain(documentId: string, tries: number): void {
    if (stopped || tries > LOOKS || waiting.has(documentId)) return;
    const cancel = needs.after(limits.settleMs * 2 ** tries, () => enqueue(documentId, tries));
    waiting.set(documentId, { since: needs.now(), cancel });
  }

  return {
    touch(documentId) {
      if (stopped) return;
      const before = waiting.get(documentId);
      before?.cancel();
      const since = before?.since ?? needs.now();
      const wait = Math.max(0, Math.min(limits.settleMs, since + limits.settleAtMostMs - needs.now()));
      waiting.set(documentId, { since, cancel: needs.after(wait, () => enqueue(documentId)) });
    },

    async catchUp() {
      const { rows } = await sql<{ document_id: string }>`
        select s.document_id from document_states s
        where s.derived_seq < (select max(u.seq) from document_updates u where u.document_id = s.document_id)
      `.execute(database.db);
      for (const { document_id } of rows) enqueue(document_id);
    },

    async stop() {
      stopped = true;
      for (const { cancel } of waiting.values()) cancel();
      waiting.clear();
      await turn;
    },
  };
}
