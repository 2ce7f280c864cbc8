import { RELAY_MESSAGE, SYNC_MESSAGE } from '@materi/contract/relay';
import type { Appender } from '../../../src/domains/collaboration/appender.ts';
import type { Room } from '../../../src/domains/collaboration/room.ts';
import type { Member, Seat } from '../../../src/domains/collaboration/seat.ts';
import type { DocumentTasks } from '../../../src/domains/collaboration/worker/document-worker.ts';
import type { TaskWorker } from '../../../src/kernel/workers/task-worker.ts';
import type { SeededRandom } from '../../support/seeded-random.ts';
import { frame, read, step2 } from '../client.ts';
import type { Store, StoredPage } from './disk.ts';

/** What a bug may know of where it sits. */
interface Place {
  after(ms: number, run: () => void): unknown;
  readonly chance: SeededRandom;
  readonly pages: ReadonlyMap<string, StoredPage>;
  isLoaded(documentId: string): boolean;
}

/** A mistake, put between the real parts; the program itself holds none of them. */
export interface Bug {
  store?(store: Store, place: Place): Store;
  appender?(appender: Appender, place: Place): Appender;
  worker?(worker: Pick<TaskWorker<DocumentTasks>, 'run'>): Pick<TaskWorker<DocumentTasks>, 'run'>;
  room?(room: Room): Room;
  member?(member: Member, documentId: string, place: Place): Member;
  seat?(seat: Seat, member: Member, documentId: string, place: Place): Seat;
}

const isSync = (bytes: Uint8Array, step: number) => bytes[0] === RELAY_MESSAGE.sync && bytes[1] === step;

const NOTHING = Uint8Array.of(0, 0);
const NOBODY_KNOWN = Uint8Array.of(0);

/** A room that is the real one but for what is given. */
const roomWith = (room: Room, changed: Partial<Room>): Room =>
  new Proxy(room, { get: (target, key: keyof Room) => changed[key] ?? target[key] });

const sending = (member: Member, send: (bytes: Uint8Array, really: (bytes: Uint8Array) => void) => void): Member => ({
  ...member,
  wire: { ...member.wire, send: (bytes) => send(bytes, (changed) => member.wire.send(changed)) },
});

export const NO_BUG: Bug = {};

export const BUGS = {
  'an edit is acknowledged before its commit': {
    appender: (appender) => ({
      ...appender,
      append(row, listener) {
        appender.append(row, listener);
        listener.durable(row.seq);
      },
    }),
  },
  'a commit that failed is acknowledged': {
    store: (store) => ({ ...store, append: (rows) => store.append(rows).catch(() => {}) }),
  },
  'a request is answered before the load has ended': {
    seat: (seat, member, documentId, { isLoaded }) => ({
      ...seat,
      receive(bytes) {
        if (!isLoaded(documentId) && isSync(bytes, SYNC_MESSAGE.step1)) member.wire.send(step2(NOTHING));
        else seat.receive(bytes);
      },
    }),
  },
  'a room that could not be loaded begins empty': {
    store: (store) => ({
      ...store,
      load: (documentId) => store.load(documentId).catch(() => ({ snapshot: null, updates: [], schemaVersion: 0 })),
    }),
  },
  'the load leaves out the update after the snapshot': {
    store: (store) => ({
      ...store,
      async load(documentId) {
        const stored = await store.load(documentId);
        return stored.snapshot === null ? stored : { ...stored, updates: stored.updates.slice(1) };
      },
    }),
  },
  'compaction drops the end of what it merges': {
    worker: (worker) => ({
      run: ((kind: keyof DocumentTasks, input: never) =>
        worker.run(
          kind,
          kind === 'compact' ? ((input as Uint8Array[]).slice(0, -1) as never) : input,
        )) as typeof worker.run,
    }),
  },
  'compaction forgets the snapshot before': {
    store: (store) => ({
      ...store,
      async newestSnapshot(documentId) {
        const found = await store.newestSnapshot(documentId);
        return found && { ...found, data: NOTHING, stateVector: NOBODY_KNOWN };
      },
    }),
  },
  'compaction removes the updates that it merged': {
    store: (store, { pages }) => ({
      ...store,
      async keepSnapshot(documentId, upToSeq, data, stateVector) {
        await store.keepSnapshot(documentId, upToSeq, data, stateVector);
        for (let seq = 1; seq <= upToSeq; seq++) pages.get(documentId)!.rows.delete(seq);
      },
    }),
  },
  'a room takes a snapshot for newer than it is': {
    room: (room) => roomWith(room, { adopt: (snapshot, seq) => room.adopt(snapshot, seq + 1) }),
  },
  'a failed commit is not told to the room': {
    appender: (appender) => ({
      ...appender,
      append: (row, listener) => appender.append(row, { durable: (seq) => listener.durable(seq), fail() {} }),
    }),
  },
  'an edit is acknowledged twice': {
    member: (member) =>
      sending(member, (bytes, really) => {
        const message = read(bytes);
        really(message.kind === 'saved' ? frame(100, message.value * 2) : bytes);
      }),
  },
  'what a client sends when it comes back is counted and dropped': {
    seat: (seat) => ({
      ...seat,
      receive: (bytes) => seat.receive(isSync(bytes, SYNC_MESSAGE.step2) ? step2(NOTHING) : bytes),
    }),
  },
  'some answers to a client that comes back are empty': {
    member: (member, _documentId, { chance }) =>
      sending(member, (bytes, really) => {
        const empty = read(bytes).kind === 'step2' && chance.below(3) === 0;
        really(empty ? step2(NOTHING) : bytes);
      }),
  },
  'some do not hear some edits': {
    member: (member, _documentId, { chance }) =>
      sending(member, (bytes, really) => {
        if (read(bytes).kind !== 'update' || chance.below(10) > 0) really(bytes);
      }),
  },
  'who lost access goes on hearing until that was looked up': {
    seat: (seat) => ({ ...seat, hold() {}, release() {} }),
  },
  'who lost the right to edit goes on editing': {
    seat: (seat) => ({ ...seat, release: () => seat.release(true) }),
  },
  'a reader may edit': {
    member: (member) => ({ ...member, mayEdit: true }),
  },
  'a reader’s edit is counted as saved': {
    seat: (seat, member) => ({
      ...seat,
      receive: (bytes) => seat.receive(!member.mayEdit && isSync(bytes, SYNC_MESSAGE.update) ? step2(NOTHING) : bytes),
    }),
  },
  'an edit by the server is called stored when it was sent to the people': {
    room: (room) =>
      roomWith(room, {
        async apply(update, personId, schemaVersion) {
          room.apply(update, personId, schemaVersion).catch(() => {});
          await room.whole();
          return null;
        },
      }),
  },
} satisfies Record<string, Bug>;
