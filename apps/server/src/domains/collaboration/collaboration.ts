import type { Server } from 'node:http';
import * as Y from 'yjs';
import type { Registry } from 'prom-client';
import type { Clock } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/db/database.ts';
import type { Emit, Events } from '../../kernel/events/events.ts';
import type { Part } from '../../kernel/part.ts';
import { createTaskWorker } from '../../kernel/workers/task-worker.ts';
import { createAppender } from './appender.ts';
import { createCompaction } from './compaction.ts';
import { createDerivation } from './derivation.ts';
import { listenToDocuments } from './events.ts';
import { createGate, type GateNeeds } from './gate.ts';
import { RELAY_LIMITS, type RelayLimits } from './limits.ts';
import { createRelayMetrics } from './metrics.ts';
import { createRooms } from './rooms.ts';
import { mergeAll } from './tail.ts';
import { readUpdate } from './update-facts.ts';
import { createUpdateLog } from './update-log.ts';
import type { DocumentTasks } from './worker/document-worker.ts';

/** Who edits through the server. */
export interface Actor {
  readonly personId: string;
}

/** Live editing of document bodies; SPEC.md holds its rules. */
export interface Collaboration extends Part {
  /** Takes the upgrades to `/collab/{documentId}` of this server. */
  attach(server: Server): void;
  /** The whole body as one Yjs update, with what an open room holds. Empty documents give the empty update. */
  readState(documentId: string): Promise<Uint8Array>;
  /**
   * An edit by the server. Resolves when it is on disk and was sent to everyone in the room.
   * Rights are the caller's to check.
   * @throws AppError `relay.unavailable` (503)
   */
  applyUpdate(documentId: string, actor: Actor, update: Uint8Array, schemaVersion?: number): Promise<void>;
  /** The same for a change made on a document in memory. */
  edit(documentId: string, actor: Actor, change: (doc: Y.Doc) => void): Promise<void>;
  /** Stores the body of a document that is made in the caller's transaction. */
  writeInitial(
    tx: Tx,
    documentId: string,
    actor: Actor,
    content: { readonly update: Uint8Array; readonly schemaVersion: number },
  ): Promise<void>;
  /** Makes a snapshot now; answers the number of the last update in it. */
  compact(documentId: string): Promise<number>;
}

export interface CollaborationNeeds extends Pick<
  GateNeeds,
  'authenticate' | 'isStillGood' | 'access' | 'resourceOf' | 'fanout'
> {
  readonly database: Database;
  readonly emit: Emit;
  readonly events: Pick<Events, 'subscribe'>;
  readonly clock: Clock;
  readonly logger: {
    error(fields: object, text: string): void;
    warn(fields: object, text: string): void;
  };
  readonly metrics: Registry;
  /** Other bounds than usual, for tests. */
  readonly limits?: Partial<RelayLimits>;
}

/** The author of what the server itself mends (the nil UUID of RFC 9562, section 5.9). */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const TEND_MS = 1_000;
const TASK_LIMIT_MS = 120_000;
const WORKER_IDLE_MS = 30_000;

export function createCollaboration(needs: CollaborationNeeds): Collaboration {
  const { database, logger } = needs;
  const limits: RelayLimits = { ...RELAY_LIMITS, ...needs.limits };
  const metrics = createRelayMetrics(needs.metrics);
  // Intervals are measured on the clock that never jumps.
  const now = () => performance.now();
  const after = (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  };
  const log = createUpdateLog({ database, clock: needs.clock });
  const worker = createTaskWorker<DocumentTasks>({
    url: new URL('./worker/document-worker.ts', import.meta.url),
    limitMs: TASK_LIMIT_MS,
    idleMs: WORKER_IDLE_MS,
  });
  const appender = createAppender({ log, after, now, limits, metrics });
  const compaction = createCompaction({ log, worker, room: (id) => rooms.find(id), now, logger, metrics });
  const derivation = createDerivation({
    database,
    log,
    worker,
    resourceOf: needs.resourceOf,
    emit: needs.emit,
    repair: (documentId, update) => rooms.open(documentId).apply(update, NOBODY, null),
    now,
    after,
    limits,
    logger,
    metrics,
  });
  const rooms = createRooms({
    log,
    appender,
    judge: (state, update) => worker.run('judge', { state, update }),
    refused: (personId) => gate.refused(personId),
    edited: (documentId) => derivation.touch(documentId),
    compact: (documentId) => compaction.request(documentId),
    now,
    limits,
    logger,
    metrics,
  });
  const gate = createGate({ ...needs, rooms, now, limits });
  listenToDocuments(needs.events, {
    rooms,
    appender,
    log,
    recheck: (ids) => gate.recheck(ids),
    transaction: (work) => database.transaction(work),
    failed: (error) => logger.error({ err: error }, 'The last rows of a deleted document could not be removed.'),
  });
  let tending: NodeJS.Timeout | undefined;

  async function applyUpdate(documentId: string, actor: Actor, update: Uint8Array, schemaVersion?: number) {
    await rooms.open(documentId).apply(update, actor.personId, schemaVersion ?? null);
  }

  async function readState(documentId: string): Promise<Uint8Array> {
    const room = rooms.find(documentId);
    if (room) return room.whole();
    // A room of its own for everyone who only reads once would fill the memory during an export.
    const { snapshot, updates } = await log.load(documentId);
    return mergeAll([...(snapshot ? [snapshot.data] : []), ...updates.map(({ data }) => data)]);
  }

  return {
    name: 'collaboration',
    async start() {
      tending = setInterval(() => {
        rooms.tend();
        gate.tend();
      }, TEND_MS);
      tending.unref();
      // The rest of the start does not wait for this.
      derivation.catchUp().catch((error: unknown) => {
        logger.error({ err: error }, 'Documents that were left behind could not be found.');
      });
    },
    async stop() {
      clearInterval(tending);
      await gate.stop();
      compaction.stop();
      await appender.drained();
      rooms.closeAll('the server is stopping; connect again');
      // What is in the worker is given up: snapshots and derivations are made again when they are missing.
      const derived = derivation.stop();
      await worker.stop();
      await Promise.all([derived, compaction.idle()]);
    },
    ready: () => null,
    attach: (server) => gate.attach(server),
    readState,
    applyUpdate,
    async edit(documentId, actor, change) {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, await readState(documentId));
      const before = Y.encodeStateVector(doc);
      let changed = false;
      doc.on('update', () => {
        changed = true;
      });
      doc.transact(() => change(doc));
      if (changed) await applyUpdate(documentId, actor, Y.encodeStateAsUpdate(doc, before));
      doc.destroy();
    },
    async writeInitial(tx, documentId, actor, { update, schemaVersion }) {
      const facts = readUpdate(update);
      if (facts.structs.length === 0 && facts.deletes.length === 0) return;
      const clientIds = [...new Set(facts.structs.map((span) => span.client))];
      await log.appendIn(tx, [
        { documentId, seq: 1, data: update, personId: actor.personId, connectionId: null, clientIds, schemaVersion },
      ]);
      // Found when the transaction has committed; a roll-back leaves nothing to derive.
      derivation.touch(documentId);
    },
    compact: (documentId) => compaction.compact(documentId),
  };
}
