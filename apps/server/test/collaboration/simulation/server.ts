import { Registry } from 'prom-client';
import * as Y from 'yjs';
import { RELAY_CLOSE } from '@materi/contract/relay';
import { createAppender, type Appender } from '../../../src/domains/collaboration/appender.ts';
import { createCompaction, type Compaction } from '../../../src/domains/collaboration/compaction.ts';
import type { RelayLimits } from '../../../src/domains/collaboration/limits.ts';
import { createRelayMetrics } from '../../../src/domains/collaboration/metrics.ts';
import type { Room } from '../../../src/domains/collaboration/room.ts';
import type { Member, Seat, Wire } from '../../../src/domains/collaboration/seat.ts';
import { createRooms, type Rooms } from '../../../src/domains/collaboration/rooms.ts';
import { documentTasks, type DocumentTasks } from '../../../src/domains/collaboration/worker/document-worker.ts';
import { isAppError } from '../../../src/kernel/errors.ts';
import type { TaskWorker } from '../../../src/kernel/workers/task-worker.ts';
import type { SeededRandom } from '../../support/seeded-random.ts';
import type { Bug } from './bugs.ts';
import type { Disk, Life, Store } from './disk.ts';
import { ownFault, StagedFault, workerEnded } from './faults.ts';
import type { Line, LineEnd } from './line.ts';
import { editAtRandom, pageOf } from './pages.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Right, WatchedVisit, Witness } from './witness.ts';

/** Somebody who has dialled. */
export interface Visitor {
  readonly name: string;
  readonly documentId: string;
  readonly personId: string;
  readonly schemaVersion: number | null;
  readonly readOnly: boolean;
  readonly doc: Y.Doc;
}

/** One run of the program, from its start to its death: everything but disk, clock and network is the real thing. */
export interface Server {
  readonly rooms: Rooms;
  readonly compaction: Compaction;
  /** Takes a connection; `line` is asked for once the server's end is there. */
  admit(visitor: Visitor, line: (end: LineEnd) => Line): WatchedVisit;
  /** Somebody's right on a page is another one now. */
  rightChanged(documentId: string, personId: string): void;
  /** Changes the page as an import or an assistant would. */
  edit(documentId: string): Promise<void>;
  /** Ends the room of a page from within: by a fault of its own, or as if the page were deleted. */
  breakRoom(documentId: string): void;
  /** Stops in the order in which the program stops; resolves when the process may end. */
  stop(): Promise<void>;
  /** The process is gone; nothing is said to anybody. */
  die(): void;
}

type TaskRunner = Pick<TaskWorker<DocumentTasks>, 'run'>;

interface Visit {
  readonly visitor: Visitor;
  readonly line: Line;
  readonly wire: Wire;
  seat: Seat | undefined;
  doubts: number;
  deciding: boolean;
  ended: boolean;
}

// What is counted has no influence, so that all runs share it.
const metrics = createRelayMetrics(new Registry());

export function createServer(needs: {
  disk: Disk;
  time: VirtualTime;
  chance: SeededRandom;
  witness: Witness;
  limits: RelayLimits;
  rightOf(documentId: string, personId: string): Right;
  bug: Bug;
}): Server {
  const { disk, time, chance, witness, limits, rightOf, bug } = needs;
  const life: Life = { alive: true };
  const now = () => time.now();
  const after = (ms: number, run: () => void) =>
    time.after(ms, () => {
      if (life.alive) run();
    });
  const visits = new Set<Visit>();
  /** Pages whose load has come from the disk in this run. */
  const loaded = new Set<string>();
  let connections = 0;
  let workerFreeAt = 0;
  let stopping = false;

  const logger = {
    warn() {},
    error(fields: object, text: string) {
      const error = 'err' in fields ? fields.err : undefined;
      const expected = error instanceof StagedFault || (isAppError(error) && error.code === 'relay.unavailable');
      if (expected) witness.note(() => `logged: ${text} (${String(error)})`);
      else
        witness.found(`logged: ${text} (${error instanceof Error ? (error.stack ?? error.message) : String(error)})`);
    },
  };

  const worker: TaskRunner = {
    run(kind, input) {
      // One task after the other, as in the thread.
      const at = Math.max(workerFreeAt, now()) + 2 + chance.below(60);
      workerFreeAt = at;
      return new Promise((resolve, reject) => {
        after(at - now(), () => {
          if (disk.mood === 'failing' && chance.below(5) === 0) return reject(workerEnded());
          const task = documentTasks[kind] as (given: unknown) => never;
          try {
            resolve(task(input));
          } catch (error) {
            reject(error as Error);
          }
        });
      });
    },
  };

  const wiring = { after, chance, pages: disk.pages, isLoaded: (id: string) => loaded.has(id) };
  const store: Store = bug.store?.(disk.storeOf(life), wiring) ?? disk.storeOf(life);
  const ordered = createAppender({ log: store, after, now, limits, metrics });
  const witnessed: Appender = {
    ...ordered,
    append(row, listener) {
      witness.accepted(row.documentId, row.personId);
      ordered.append(row, listener);
    },
  };
  const appender = bug.appender?.(witnessed, wiring) ?? witnessed;
  const compaction = createCompaction({
    log: store,
    worker: bug.worker?.(worker) ?? worker,
    room: (id) => {
      const room = rooms.find(id);
      return room && (bug.room?.(room) ?? room);
    },
    now,
    logger,
    metrics,
    pageUpdates: 1 + chance.below(60),
  });
  const rooms = createRooms({
    log: {
      async load(documentId) {
        loaded.delete(documentId);
        const stored = await store.load(documentId);
        loaded.add(documentId);
        witness.note(() => `loaded ${documentId}: ${stored.snapshot?.upToSeq ?? 0} + ${stored.updates.length}`);
        return stored;
      },
    },
    appender,
    judge: (state, update) => worker.run('judge', { state, update }),
    refused: (personId) => witness.note(() => `refused ${personId}`),
    edited() {},
    compact: (documentId) => compaction.request(documentId),
    now,
    after,
    limits,
    logger,
    metrics,
  });
  const tendMs = 200 + chance.below(800);
  const tend = () => {
    rooms.tend();
    after(tendMs, tend);
  };
  after(tendMs, tend);

  /* The door: the order of things at the gate, without HTTP, sessions and WebSockets. */

  /** Asks until an answer was not overtaken by a change. */
  function decide(visit: Visit, then: (right: Right) => void): void {
    const { doubts } = visit;
    after(1 + chance.below(15), () => {
      const right = rightOf(visit.visitor.documentId, visit.visitor.personId);
      after(chance.below(10), () => {
        if (visit.doubts === doubts) then(right);
        else decide(visit, then);
      });
    });
  }

  function end(visit: Visit, code: (typeof RELAY_CLOSE)[keyof typeof RELAY_CLOSE], reason: string): void {
    if (visit.seat) visit.seat.end(code, reason);
    else visit.wire.close(code, reason);
  }

  return {
    rooms,
    compaction,

    admit(visitor, dial) {
      connections += 1;
      const { documentId, personId } = visitor;
      const watched = witness.visit({
        name: visitor.name,
        author: visitor.doc.clientID,
        documentId,
        personId,
        restricted: visitor.readOnly || visitor.schemaVersion !== null,
        isLoaded: () => loaded.has(documentId),
      });
      const early: Uint8Array[] = [];
      const receive = (seat: Seat, frame: Uint8Array) => {
        watched.received(frame);
        seat.receive(frame);
      };
      const line = dial({
        frame(bytes) {
          if (!life.alive) return;
          if (visit.seat) receive(visit.seat, bytes);
          else early.push(bytes);
        },
        closed() {
          visit.ended = true;
          visits.delete(visit);
          if (life.alive) visit.seat?.leave();
        },
      });
      const wire: Wire = {
        send(frame) {
          watched.sent(frame);
          line.toClient(frame);
        },
        close(code, reason) {
          witness.note(() => `closes ${visitor.name} with ${code}: ${reason}`);
          visit.ended = true;
          visits.delete(visit);
          line.closeFromServer(code);
        },
        backlog: () => line.backlog(),
        pause: () => line.pause(),
        resume: () => line.resume(),
      };
      const visit: Visit = { visitor, line, wire, seat: undefined, doubts: 0, deciding: false, ended: false };
      visits.add(visit);
      line.pause();
      decide(visit, (right) => {
        if (visit.ended) return;
        if (right === 'none') return end(visit, RELAY_CLOSE.noAccess, 'you have no access to this document');
        if (stopping) return end(visit, RELAY_CLOSE.tryAgain, 'the server is stopping');
        const member: Member = {
          connectionId: `connection-${connections}`,
          personId,
          wire,
          mayEdit: right === 'edit',
          wantsSaved: true,
          schemaVersion: visitor.schemaVersion,
          readOnly: visitor.readOnly,
        };
        const seat = rooms.open(documentId).join(bug.member?.(member, documentId, wiring) ?? member);
        visit.seat = bug.seat?.(seat, member, documentId, wiring) ?? seat;
        for (const frame of early.splice(0)) receive(visit.seat, frame);
        line.resume();
      });
      return watched;
    },

    rightChanged(documentId, personId) {
      for (const visit of visits) {
        if (visit.visitor.documentId !== documentId || visit.visitor.personId !== personId) continue;
        visit.doubts += 1;
        const { seat } = visit;
        if (seat === undefined || visit.deciding) continue;
        visit.deciding = true;
        seat.hold();
        decide(visit, (right) => {
          visit.deciding = false;
          if (right === 'none') end(visit, RELAY_CLOSE.noAccess, 'you have no access to this document');
          else seat.release(right === 'edit');
        });
      }
    },

    async edit(documentId) {
      try {
        // One room for both: what a room has read to us may be lost with it, and another one would not know.
        const opened = rooms.open(documentId);
        const room: Room = bug.room?.(opened) ?? opened;
        const doc = pageOf([await room.whole()]);
        doc.clientID = chance.below(2 ** 32);
        const before = Y.encodeStateVector(doc);
        editAtRandom(doc, chance, 10);
        const update = Y.encodeStateAsUpdate(doc, before);
        await room.apply(update, 'server', null);
        witness.note(() => `the server's edit of ${documentId} is stored`);
        witness.stored(documentId, update, doc.clientID);
      } catch (error) {
        if (!isAppError(error)) witness.found(`an edit by the server failed: ${String(error)}`);
      }
    },

    breakRoom(documentId) {
      if (chance.below(3) === 0) rooms.close(documentId, RELAY_CLOSE.tryAgain, 'the document was closed');
      else rooms.find(documentId)?.fail('the document could not be worked on', ownFault());
    },

    async stop() {
      stopping = true;
      for (const visit of visits) end(visit, RELAY_CLOSE.tryAgain, 'the server is stopping; connect again');
      compaction.stop();
      await appender.drained();
      rooms.closeAll('the server is stopping; connect again');
    },

    die() {
      life.alive = false;
      for (const { line } of visits) line.serverDied();
      visits.clear();
    },
  };
}
