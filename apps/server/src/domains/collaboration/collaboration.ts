import type { Server } from 'node:http';
import { sql, type SqlBool } from 'kysely';
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
import { createAdmission, type AdmissionNeeds } from './admission.ts';
import { createGate } from './gate.ts';
import { createLines, type Lines } from './lines/lines.ts';
import { NOBODY } from './history/sessions.ts';
import { RELAY_LIMITS, type RelayLimits } from './limits.ts';
import { createRelayMetrics } from './metrics.ts';
import { createRooms } from './rooms.ts';
import { tablesOf } from './schema.ts';
import { partsOf } from './document-state.ts';
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
  /** The way in where WebSockets do not get through: server-sent events, and numbered POSTs. */
  readonly lines: Lines;
  /** The whole body as one Yjs update, with what an open room holds. Empty documents give the empty update. */
  readState(documentId: string): Promise<Uint8Array>;
  /** The same as updates that make it together: merging those of a large document takes a while. */
  readParts(documentId: string): Promise<readonly Uint8Array[]>;
  /**
   * An edit by the server. Resolves when it is on disk and was sent to everyone in the room, with its
   * number in the log (`null` when it brought nothing new). Rights are the caller's to check. `basedOn` is the state
   * from which it was made, when that was read before.
   * @throws AppError `relay.unavailable` (503), also when a part of that state could not be stored
   */
  applyUpdate(
    documentId: string,
    actor: Actor,
    update: Uint8Array,
    schemaVersion?: number,
    basedOn?: Uint8Array,
  ): Promise<number | null>;
  /** The same for a change made on a document in memory. */
  edit(documentId: string, actor: Actor, change: (doc: Y.Doc) => void): Promise<void>;
  /** Stores the body of a document that is made in the caller's transaction. */
  writeInitial(
    tx: Tx,
    documentId: string,
    actor: Actor,
    content: { readonly update: Uint8Array; readonly schemaVersion: number },
  ): Promise<void>;
  /** How many updates people made to the body of each document; those without any are left out. */
  editCounts(documentIds: readonly string[]): Promise<Map<string, number>>;
  /** All that makes the body as it was after update `seq` of the log. */
  upTo(documentId: string, seq: number): Promise<Uint8Array[]>;
  /** Who has changed the body of a document. */
  editorsOf(documentId: string): Promise<string[]>;
  /** Makes a snapshot now; answers the number of the last update in it. */
  compact(documentId: string): Promise<number>;
}

export interface CollaborationNeeds extends Pick<
  AdmissionNeeds,
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
    async repair(documentId, update) {
      await rooms.open(documentId).apply(update, NOBODY, null);
    },
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
    refused: (personId) => admission.refused(personId),
    edited: (documentId) => derivation.touch(documentId),
    compact: (documentId) => compaction.request(documentId),
    now,
    after,
    limits,
    logger,
    metrics,
  });
  const admission = createAdmission({ ...needs, rooms, now, limits });
  const gate = createGate({ admission, now, limits });
  const lines = createLines({ admission, now, limits, metrics });
  listenToDocuments(needs.events, {
    rooms,
    appender,
    log,
    recheck: (ids) => admission.recheck(ids),
    transaction: (work) => database.transaction(work),
    failed: (error) => logger.error({ err: error }, 'The last rows of a deleted document could not be removed.'),
  });
  let tending: NodeJS.Timeout | undefined;

  const applyUpdate: Collaboration['applyUpdate'] = async (documentId, actor, update, schemaVersion, basedOn) =>
    rooms.open(documentId).apply(update, actor.personId, schemaVersion ?? null, basedOn);

  async function readState(documentId: string): Promise<Uint8Array> {
    const room = rooms.find(documentId);
    return room ? room.whole() : mergeAll(await readParts(documentId));
  }

  async function readParts(documentId: string): Promise<readonly Uint8Array[]> {
    const room = rooms.find(documentId);
    // A room of its own for everyone who only reads once would fill the memory during an export.
    return room ? room.parts() : partsOf(await log.load(documentId));
  }

  return {
    name: 'collaboration',
    async start() {
      tending = setInterval(() => {
        rooms.tend();
        admission.tend();
      }, TEND_MS);
      tending.unref();
      // The rest of the start does not wait for this.
      derivation.catchUp().catch((error: unknown) => {
        logger.error({ err: error }, 'Documents that were left behind could not be found.');
      });
    },
    async stop() {
      clearInterval(tending);
      gate.close();
      await admission.stop();
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
    lines,
    readState,
    readParts,
    applyUpdate,
    async edit(documentId, actor, change) {
      const doc = new Y.Doc();
      const state = await readState(documentId);
      Y.applyUpdate(doc, state);
      const before = Y.encodeStateVector(doc);
      let changed = false;
      doc.on('update', () => {
        changed = true;
      });
      doc.transact(() => change(doc));
      if (changed) await applyUpdate(documentId, actor, Y.encodeStateAsUpdate(doc, before), undefined, state);
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
    async editCounts(documentIds) {
      if (documentIds.length === 0) return new Map();
      const rows = await tablesOf(database.db)
        .selectFrom('document_updates')
        .select((eb) => ['document_id', eb.fn.countAll<string>().as('updates')])
        .where(sql<SqlBool>`document_id = any(${[...documentIds]}::uuid[])`)
        .where('person_id', '!=', NOBODY)
        .groupBy('document_id')
        .execute();
      return new Map(rows.map((row) => [row.document_id, Number(row.updates)]));
    },
    upTo: log.upTo,
    async editorsOf(documentId) {
      return (await log.authors(documentId)).filter((personId) => personId !== NOBODY);
    },
    compact: (documentId) => compaction.compact(documentId),
  };
}
