import * as decoding from 'lib0/decoding';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { StoredDocument } from './document-state.ts';
import { HEARTBEAT_FRAME, savedFrame, schemaFrame, step1Frame, step2Frame, updateFrame } from './frames.ts';
import { RELAY_LIMITS, type RelayLimits } from './limits.ts';
import { createRelayMetrics } from './metrics.ts';
import { createRoom, type Judgement, type NewUpdate } from './room.ts';
import type { Member } from './seat.ts';

const EMPTY: StoredDocument = { snapshot: null, updates: [], schemaVersion: 0 };
const SYNC = 0;

/** A room whose disk, clock and wires the test drives by hand. */
function stage(limits: Partial<RelayLimits> = {}) {
  let finishLoad: (stored: StoredDocument) => void = () => {};
  let failLoad: (error: Error) => void = () => {};
  const loading = new Promise<StoredDocument>((resolve, reject) => {
    finishLoad = resolve;
    failLoad = reject;
  });
  let time = 0;
  let closed = 0;
  let timers: { at: number; run: () => void }[] = [];
  const log: NewUpdate[] = [];
  const refused: string[] = [];
  let verdict: Judgement = { changes: true, deletions: Uint8Array.of(0, 0) };
  const room = createRoom({
    documentId: 'page',
    load: () => loading,
    append: (update) => void log.push(update),
    judge: async () => verdict,
    refused: (personId) => void refused.push(personId),
    now: () => time,
    after: (ms, run) => void timers.push({ at: time + ms, run }),
    onClosed: () => {
      closed += 1;
    },
    // Everything at once, unless a test is about what is gathered.
    limits: { ...RELAY_LIMITS, fanOutMs: 0, presenceMs: 0, presenceMsPerSocket: 0, ...limits },
    log: { warn: () => {}, error: () => {} },
    metrics: createRelayMetrics(new Registry()),
  });
  let people = 0;
  return {
    room,
    log,
    refused,
    get closed() {
      return closed;
    },
    judgeAs(changes: boolean, deletions: Uint8Array = Uint8Array.of(0, 0)) {
      verdict = { changes, deletions };
    },
    pass(ms: number) {
      const end = time + ms;
      for (;;) {
        const next = timers.toSorted((left, right) => left.at - right.at)[0];
        if (next === undefined || next.at > end) break;
        timers = timers.filter((timer) => timer !== next);
        time = Math.max(time, next.at);
        next.run();
      }
      time = end;
    },
    async load(stored: StoredDocument = EMPTY) {
      finishLoad(stored);
      await settle();
    },
    async failLoad() {
      failLoad(new Error('the disk cannot be read'));
      await settle();
    },
    enter(options: Partial<Member> = {}) {
      people += 1;
      const heard: Uint8Array[] = [];
      const wire = {
        heard,
        closedWith: null as { code: number; reason: string } | null,
        paused: false,
        lag: 0,
        send: (frame: Uint8Array) => void heard.push(frame),
        close(code: number, reason: string) {
          wire.closedWith = { code, reason };
        },
        backlog: () => wire.lag,
        pause() {
          wire.paused = true;
        },
        resume() {
          wire.paused = false;
        },
      };
      const seat = room.join({
        connectionId: `connection-${people}`,
        personId: `person-${people}`,
        wire,
        mayEdit: true,
        wantsSaved: true,
        schemaVersion: null,
        readOnly: false,
        ...options,
      });
      return { wire, seat, heard };
    },
  };
}

const settle = () =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** The updates that typing these words one after the other yields. */
function typing(...words: string[]): Uint8Array[] {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  for (const word of words) doc.getText('plain').insert(0, word);
  return updates;
}

const only = (frames: readonly Uint8Array[], ...wanted: Uint8Array[]) =>
  frames.filter((frame) => wanted.some((one) => Buffer.compare(one, frame) === 0)).length;
const syncs = (frames: readonly Uint8Array[], step: number) =>
  frames.filter((frame) => frame[0] === SYNC && frame[1] === step);

test('R2 an edit reaches the others as the same bytes before it is on disk, and not its author', async () => {
  const at = stage();
  await at.load();
  const [ada, ben] = [at.enter(), at.enter()];
  const [update] = typing('a');
  const frame = updateFrame(update!);
  ada.seat.receive(frame);
  expect(ben.heard.at(-1)).toBe(frame);
  expect(only(ada.heard, frame)).toBe(0);
  expect(at.room.durableSeq).toBe(0);
});

test('R3 saved is told after the commit only, and counts empty and repeated messages', async () => {
  const at = stage();
  await at.load();
  const [ada, ben] = [at.enter(), at.enter()];
  const [first, second] = typing('a', 'b');
  ada.seat.receive(step2Frame(Uint8Array.of(0, 0)));
  expect(ada.heard.at(-1)).toEqual(savedFrame(1));
  ada.seat.receive(updateFrame(first!));
  ada.seat.receive(updateFrame(second!));
  // Ben repeats what is still on its way to the disk: not saved for him either.
  ben.seat.receive(step2Frame(first!));
  expect(only(ada.heard, savedFrame(2), savedFrame(3))).toBe(0);
  expect(only(ben.heard, savedFrame(1))).toBe(0);
  at.room.durable(1);
  expect(ada.heard.at(-1)).toEqual(savedFrame(2));
  expect(only(ben.heard, savedFrame(1)), 'Ben repeated it when both were on their way').toBe(0);
  at.room.durable(2);
  expect(ada.heard.at(-1)).toEqual(savedFrame(3));
  expect(ben.heard.at(-1)).toEqual(savedFrame(1));
});

test('R3 whoever did not ask is told nothing of it', async () => {
  const at = stage();
  await at.load();
  const ada = at.enter({ wantsSaved: false });
  ada.seat.receive(updateFrame(typing('a')[0]!));
  at.room.durable(1);
  expect(ada.heard).toHaveLength(1);
});

test('R5 when a commit fails, every socket closes with 4503 and nothing more is stored', async () => {
  const at = stage();
  await at.load();
  const [ada, ben] = [at.enter(), at.enter()];
  const [first, second] = typing('a', 'b');
  ada.seat.receive(updateFrame(first!));
  const server = at.room.apply(typing('server')[0]!, 'person', null);
  server.catch(() => {});
  await settle();
  at.room.fail('the disk of the server is full', new Error('ENOSPC'));
  expect(ada.wire.closedWith).toMatchObject({ code: 4503, reason: expect.stringContaining('disk') });
  expect(ben.wire.closedWith).toMatchObject({ code: 4503 });
  expect(only(ada.heard, savedFrame(1))).toBe(0);
  await expect(server).rejects.toMatchObject({ code: 'relay.unavailable' });
  ada.seat.receive(updateFrame(second!));
  at.room.durable(2);
  expect(at.log).toHaveLength(2);
  expect(at.closed).toBe(1);
});

test('R6 what is known makes no row and is not sent on', async () => {
  const at = stage();
  await at.load();
  const [ada, ben] = [at.enter(), at.enter()];
  const [update] = typing('a');
  ada.seat.receive(updateFrame(update!));
  const before = ben.heard.length;
  ada.seat.receive(step2Frame(update!));
  expect(at.log).toHaveLength(1);
  expect(ben.heard).toHaveLength(before);
  expect(at.log[0]).toMatchObject({ seq: 1, personId: 'person-1', connectionId: 'connection-1' });
});

test('R7 nothing is answered before the load has ended; what came meanwhile is handled then', async () => {
  const at = stage();
  const ada = at.enter();
  ada.seat.receive(step1Frame(Uint8Array.of(0)));
  ada.seat.receive(updateFrame(typing('new')[0]!));
  await settle();
  expect(ada.heard).toEqual([]);
  expect(at.log).toEqual([]);
  const [old] = typing('old');
  await at.load({ snapshot: null, updates: [{ seq: 1, data: old! }], schemaVersion: 0 });
  const doc = new Y.Doc();
  const [step2] = syncs(ada.heard, 1);
  expect(step2).toBeDefined();
  Y.applyUpdate(doc, step2!.subarray(3));
  expect(doc.getText('plain').toString()).toBe('old');
  expect(at.log.map(({ seq }) => seq)).toEqual([2]);
});

test('R7 what waits for the load is bounded', async () => {
  const at = stage({ waitingBytes: 100 });
  const ada = at.enter();
  ada.seat.receive(new Uint8Array(60));
  expect(ada.wire.paused).toBe(true);
  ada.seat.receive(new Uint8Array(60));
  expect(ada.wire.closedWith).toMatchObject({ code: 4503 });
});

test('R8 after a failed load nothing is answered and nothing is stored', async () => {
  const at = stage();
  const ada = at.enter();
  ada.seat.receive(step1Frame(Uint8Array.of(0)));
  ada.seat.receive(updateFrame(typing('a')[0]!));
  await at.failLoad();
  expect(ada.wire.closedWith).toMatchObject({ code: 4503 });
  expect(ada.heard).toEqual([]);
  expect(at.log).toEqual([]);
  const late = at.enter();
  expect(late.wire.closedWith).toMatchObject({ code: 4503 });
  late.seat.receive(updateFrame(typing('b')[0]!));
  expect(at.log).toEqual([]);
  await expect(at.room.whole()).rejects.toMatchObject({ code: 'relay.unavailable' });
});

test('R8 a stored update that is none fails the load', async () => {
  const at = stage();
  const ada = at.enter();
  await at.load({ snapshot: null, updates: [{ seq: 1, data: Uint8Array.of(9, 9, 9) }], schemaVersion: 0 });
  expect(at.room.state).toBe('failed');
  expect(ada.wire.closedWith).toMatchObject({ code: 4503 });
});

test('R12 a reader hears everything; a real edit closes with 4403 and changes nothing', async () => {
  const at = stage();
  await at.load();
  const [ada, reader] = [at.enter(), at.enter({ mayEdit: false })];
  const [update] = typing('a');
  ada.seat.receive(updateFrame(update!));
  expect(only(reader.heard, updateFrame(update!))).toBe(1);
  reader.seat.receive(step2Frame(update!));
  expect(reader.wire.closedWith).toBeNull();
  const before = ada.heard.length;
  reader.seat.receive(updateFrame(typing('b')[0]!));
  expect(reader.wire.closedWith).toMatchObject({ code: 4403 });
  expect(at.log).toHaveLength(1);
  expect(ada.heard).toHaveLength(before);
  expect(at.refused).toEqual(['person-2']);
});

test('R12 a reader’s deletions are looked at closely: what changes nothing counts, what does is refused', async () => {
  const at = stage();
  await at.load();
  const [ada, reader, vandal] = [at.enter(), at.enter({ mayEdit: false }), at.enter({ mayEdit: false })];
  const doc = new Y.Doc();
  doc.getText('plain').insert(0, 'abc');
  ada.seat.receive(updateFrame(Y.encodeStateAsUpdate(doc)));
  at.room.durable(1);
  const before = Y.encodeStateVector(doc);
  doc.getText('plain').delete(0, 1);
  const deletion = Y.encodeStateAsUpdate(doc, before);
  at.judgeAs(false, deletion);
  reader.seat.receive(step2Frame(deletion));
  await settle();
  expect(reader.wire.closedWith).toBeNull();
  expect(reader.heard.at(-1)).toEqual(savedFrame(1));
  doc.getText('plain').delete(0, 1);
  at.judgeAs(true);
  vandal.seat.receive(updateFrame(Y.encodeStateAsUpdate(doc, before)));
  await settle();
  expect(vandal.wire.closedWith).toMatchObject({ code: 4403 });
  expect(at.log).toHaveLength(1);
});

test('R14 while rights are in question nothing passes in either direction', async () => {
  const at = stage();
  await at.load();
  const [ada, ben] = [at.enter(), at.enter()];
  const [first, second] = typing('a', 'b');
  ben.seat.hold();
  const before = ben.heard.length;
  ada.seat.receive(updateFrame(first!));
  ben.seat.receive(updateFrame(typing('from Ben')[0]!));
  expect(ben.heard).toHaveLength(before);
  expect(at.log).toHaveLength(1);
  ben.seat.release(true);
  expect(only(ben.heard, updateFrame(first!))).toBe(1);
  expect(at.log).toHaveLength(2);
  ben.seat.hold();
  ada.seat.receive(updateFrame(second!));
  ben.seat.receive(updateFrame(typing('more')[0]!));
  ben.seat.end(4403, 'you have no access to this document');
  expect(only(ben.heard, updateFrame(second!))).toBe(0);
  expect(at.log).toHaveLength(3);
});

test('R16 an older client reads, is told, and an edit closes with 4426', async () => {
  const at = stage();
  await at.load({ ...EMPTY, schemaVersion: 3 });
  const [old, silent, current] = [at.enter({ schemaVersion: 2 }), at.enter(), at.enter({ schemaVersion: 3 })];
  expect(only(old.heard, schemaFrame(3))).toBe(1);
  expect(only(current.heard, schemaFrame(3))).toBe(0);
  const [first, second] = typing('a', 'b');
  silent.seat.receive(updateFrame(first!));
  expect(only(old.heard, updateFrame(first!))).toBe(1);
  expect(at.log[0]!.schemaVersion).toBeNull();
  old.seat.receive(updateFrame(second!));
  expect(old.wire.closedWith).toMatchObject({ code: 4426 });
  expect(at.log).toHaveLength(1);
});

test('R16 a newer client raises the document’s version with its first edit, and the older hear of it', async () => {
  const at = stage();
  await at.load({ ...EMPTY, schemaVersion: 1 });
  const [old, newer] = [at.enter({ schemaVersion: 1 }), at.enter({ schemaVersion: 2 })];
  expect(only(old.heard, schemaFrame(2))).toBe(0);
  newer.seat.receive(updateFrame(typing('a')[0]!));
  expect(at.log[0]).toMatchObject({ schemaVersion: 2 });
  expect(only(old.heard, schemaFrame(2))).toBe(1);
  old.seat.receive(updateFrame(typing('b')[0]!));
  expect(old.wire.closedWith).toMatchObject({ code: 4426 });
});

test('R16 whoever said readonly=1 is asked for nothing and may not edit', async () => {
  const at = stage();
  await at.load();
  const reader = at.enter({ readOnly: true });
  expect(syncs(reader.heard, 0)).toEqual([]);
  reader.seat.receive(updateFrame(typing('a')[0]!));
  expect(reader.wire.closedWith).toMatchObject({ code: 4403 });
});

test('R20 malformed frames close with 4400 and change nothing', async () => {
  const at = stage();
  await at.load();
  const [update] = typing('a');
  const cut = updateFrame(update!.subarray(0, update!.length - 1));
  const frames = [[], [9], [0, 7, 0], [0, 0, 5, 1], [2, 0], [1, 2, 0], [0, 2, 0], [100, 1], [3, 3], [...cut]];
  for (const bytes of frames) {
    const ada = at.enter();
    ada.seat.receive(Uint8Array.from(bytes));
    expect(ada.wire.closedWith, String(bytes)).toMatchObject({ code: 4400 });
  }
  expect(at.log).toEqual([]);
  expect(at.room.lastSeq).toBe(0);
});

test('R22 a writer who is faster than the disk has to wait', async () => {
  const at = stage({ unsavedBytes: 10 });
  await at.load();
  const ada = at.enter();
  ada.seat.receive(updateFrame(typing('much text')[0]!));
  expect(ada.wire.paused).toBe(true);
  at.room.durable(1);
  expect(ada.wire.paused).toBe(false);
});

test('R22 requests beyond the rate close with 4429', async () => {
  const at = stage({ requests: { burst: 3, perSecond: 1 } });
  await at.load();
  const ada = at.enter();
  const ask = () => ada.seat.receive(step1Frame(Uint8Array.of(0)));
  for (let times = 0; times < 3; times++) ask();
  at.pass(1_000);
  ask();
  expect(ada.wire.closedWith).toBeNull();
  ask();
  expect(ada.wire.closedWith).toMatchObject({ code: 4429 });
});

/** What a peer sees that applies all updates it heard. */
function textOf(frames: readonly Uint8Array[]): string {
  const doc = new Y.Doc();
  for (const frame of syncs(frames, 2)) Y.applyUpdate(doc, readSync(frame));
  return doc.getText('plain').toString();
}

/** The update within a sync frame. */
function readSync(frame: Uint8Array): Uint8Array {
  const decoder = decoding.createDecoder(frame);
  decoding.readVarUint(decoder);
  decoding.readVarUint(decoder);
  return decoding.readVarUint8Array(decoder);
}

test('R2 the first edit leaves at once; those that follow fast leave together, as one frame for all', async () => {
  const at = stage({ fanOutMs: 4 });
  await at.load();
  const [ada, ben, cleo] = [at.enter(), at.enter(), at.enter()];
  const updates = typing('a', 'b', 'c', 'd');
  const heard = () => syncs(ben.heard, 2).length;
  ada.seat.receive(updateFrame(updates[0]!));
  expect(heard()).toBe(1);
  at.pass(1);
  for (const update of updates.slice(1, 3)) ada.seat.receive(updateFrame(update));
  expect(heard()).toBe(1);
  at.pass(3);
  expect(heard()).toBe(2);
  expect(textOf(ben.heard)).toBe('cba');
  expect(ben.heard.at(-1)).toBe(cleo.heard.at(-1));
  // Alone in the window, its author hears nothing of its own.
  expect(syncs(ada.heard, 2)).toHaveLength(0);
  at.pass(4);
  ada.seat.receive(updateFrame(updates[3]!));
  expect(heard()).toBe(3);
  expect(textOf(ben.heard)).toBe('dcba');
});

test('R2 of several authors in one window each hears the others', async () => {
  const at = stage({ fanOutMs: 4 });
  await at.load();
  const [ada, ben] = [at.enter(), at.enter()];
  const [first, second] = [typing('a', 'b'), typing('x')];
  ada.seat.receive(updateFrame(first[0]!));
  ada.seat.receive(updateFrame(first[1]!));
  ben.seat.receive(updateFrame(second[0]!));
  at.pass(4);
  expect(textOf(ada.heard)).toContain('x');
  expect([...textOf(ben.heard)].toSorted().join('')).toBe('abx');
});

test('R17 in a crowd presence is gathered: one frame with the newest of each', async () => {
  const at = stage({ presenceMs: 10, presenceMsPerSocket: 10 });
  await at.load();
  const [ada, ben, cleo] = [at.enter(), at.enter(), at.enter()];
  const cursor = (client: number, clock: number) => Uint8Array.of(1, 6, 1, client, clock, 2, 0x7b, 0x7d);
  ada.seat.receive(cursor(1, 1));
  const told = cleo.heard.length;
  ada.seat.receive(cursor(1, 2));
  ada.seat.receive(cursor(1, 3));
  ben.seat.receive(cursor(2, 1));
  expect(cleo.heard).toHaveLength(told);
  at.pass(29);
  expect(cleo.heard).toHaveLength(told);
  at.pass(1);
  expect(cleo.heard).toHaveLength(told + 1);
  expect(cleo.heard.at(-1)).toEqual(Buffer.of(1, 11, 2, 1, 3, 2, 0x7b, 0x7d, 2, 1, 2, 0x7b, 0x7d));
});

test('R23 a socket that lags hears nothing until it has drained, and then all that it missed in one', async () => {
  const at = stage({ backlogSoftBytes: 100, catchUpMs: 50 });
  await at.load();
  const [ada, ben] = [at.enter(), at.enter()];
  const [first, second, third] = typing('a', 'b', 'c');
  ada.seat.receive(updateFrame(first!));
  ben.wire.lag = 200;
  const before = ben.heard.length;
  ada.seat.receive(updateFrame(second!));
  ada.seat.receive(Uint8Array.of(1, 6, 1, 7, 1, 2, 0x7b, 0x7d));
  ada.seat.receive(updateFrame(third!));
  at.pass(1_000);
  expect(ben.heard).toHaveLength(before);
  expect(ben.wire.closedWith).toBeNull();
  ben.wire.lag = 0;
  at.pass(50);
  expect(ben.heard).toHaveLength(before + 2);
  expect(textOf(ben.heard)).toBe('cba');
  // Also when a snapshot took in what it missed.
  ben.wire.lag = 200;
  const doc = new Y.Doc();
  for (const update of [first, second, third]) Y.applyUpdate(doc, update!);
  const more: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void more.push(update));
  doc.getText('plain').insert(0, 'd');
  ada.seat.receive(updateFrame(more[0]!));
  at.room.durable(4);
  at.room.adopt(Y.encodeStateAsUpdate(doc), 4);
  ben.wire.lag = 0;
  at.pass(50);
  expect(textOf(ben.heard)).toBe('dcba');
});

test('R24 whoever heard nothing for long hears a heartbeat', async () => {
  const at = stage({ heartbeatMs: 10_000 });
  await at.load();
  const ada = at.enter();
  at.pass(9_000);
  at.room.beat();
  expect(only(ada.heard, HEARTBEAT_FRAME)).toBe(0);
  at.pass(1_000);
  at.room.beat();
  at.room.beat();
  expect(only(ada.heard, HEARTBEAT_FRAME)).toBe(1);
});

test('R27 an edit by the server reaches everybody and resolves when it is on disk', async () => {
  const at = stage();
  const ada = at.enter();
  const [update] = typing('server');
  let done = false;
  const applied = at.room.apply(update!, 'person-9', 4).then(() => {
    done = true;
  });
  await at.load();
  await settle();
  expect(only(ada.heard, updateFrame(update!))).toBe(1);
  expect(at.log[0]).toMatchObject({ personId: 'person-9', connectionId: null, schemaVersion: 4 });
  expect(done).toBe(false);
  at.room.durable(1);
  await applied;
});

test('R27 an edit by the server that builds on what was lost is refused and not kept aside for ever', async () => {
  const at = stage();
  await at.load();
  const doc = new Y.Doc();
  doc.getText('plain').insert(0, 'lost');
  const base = Y.encodeStateAsUpdate(doc);
  const mine = new Y.Doc();
  Y.applyUpdate(mine, base);
  const before = Y.encodeStateVector(mine);
  mine.getText('plain').insert(4, '!');
  const edit = Y.encodeStateAsUpdate(mine, before);
  await expect(at.room.apply(edit, 'person-9', null, base)).rejects.toMatchObject({
    code: 'relay.unavailable',
    status: 503,
  });
  expect(at.log).toHaveLength(0);
});
