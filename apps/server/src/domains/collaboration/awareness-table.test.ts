import * as encoding from 'lib0/encoding';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { createAwarenessTable } from './awareness-table.ts';
import { MalformedUpdate } from './update-facts.ts';

const ada = { id: 'connection-a', personId: 'ada' };
const adaAgain = { id: 'connection-a2', personId: 'ada' };
const ben = { id: 'connection-b', personId: 'ben' };
const table = () => createAwarenessTable({ idsPerSocket: 2, stateBytes: 100 });

function presence(...entries: [client: number, clock: number, state: string][]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const [client, clock, state] of entries) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state);
  }
  return encoding.toUint8Array(encoder);
}

/** Whom a fresh client sees after hearing everybody. */
function seen(update: Uint8Array | null): [number, unknown][] {
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState(null);
  if (update !== null) applyAwarenessUpdate(awareness, update, null);
  const states = [...awareness.getStates()];
  awareness.destroy();
  return states;
}

test('R17 passes the same bytes on and tells late joiners who is here', () => {
  const states = table();
  const update = presence([1, 1, '{"name":"Ada"}']);
  expect(states.receive(ada, update)).toEqual([1]);
  expect(states.statesOf([1])).toEqual(update);
  states.receive(ben, presence([2, 4, '{"name":"Ben"}']));
  expect(seen(states.everybody())).toEqual([
    [1, { name: 'Ada' }],
    [2, { name: 'Ben' }],
  ]);
});

test('R17 whoever leaves is removed for all, also for y-protocols', () => {
  const states = table();
  const doc = new Y.Doc();
  const here = new Awareness(doc);
  here.setLocalState({ name: 'Ada' });
  const there = new Awareness(new Y.Doc());
  applyAwarenessUpdate(there, states.statesOf(states.receive(ada, encodeAwarenessUpdate(here, [doc.clientID])))!, null);
  expect(there.getStates().has(doc.clientID)).toBe(true);
  applyAwarenessUpdate(there, states.statesOf(states.leave(ada.id))!, null);
  expect(there.getStates().has(doc.clientID)).toBe(false);
  expect(states.everybody()).toBeNull();
  here.destroy();
  there.destroy();
});

test('R18 ignores echoes and what is old', () => {
  const states = table();
  states.receive(ada, presence([1, 5, '{"at":5}']));
  expect(states.receive(ben, presence([1, 5, '{"at":5}']))).toEqual([]);
  expect(states.receive(ada, presence([1, 4, '{"at":4}']))).toEqual([]);
  expect(seen(states.everybody())).toEqual([[1, { at: 5 }]]);
  states.leave(ada.id);
  expect(states.receive(ben, presence([1, 5, '{"at":5}'])), 'a late echo').toEqual([]);
  expect(states.everybody()).toBeNull();
});

test('R18 nobody overwrites or removes the id of another person who is here', () => {
  const states = table();
  states.receive(ada, presence([1, 1, '{"name":"Ada"}']));
  expect(states.receive(ben, presence([1, 9, '{"name":"Mallory"}']))).toEqual([]);
  expect(states.receive(ben, presence([1, 9, 'null']))).toEqual([]);
  // What is allowed of a mixed message is passed on without the rest.
  const mixed = states.receive(ben, presence([1, 9, 'null'], [2, 1, '{"name":"Ben"}']));
  expect(seen(states.statesOf(mixed))).toEqual([[2, { name: 'Ben' }]]);
  expect(seen(states.everybody())).toHaveLength(2);
});

test('R18 the same person’s new connection takes its id over, and the old one’s end does not remove it', () => {
  const states = table();
  states.receive(ada, presence([1, 3, '{"name":"Ada"}']));
  states.receive(adaAgain, presence([1, 3, '{"name":"Ada"}']));
  expect(states.leave(ada.id)).toEqual([]);
  expect(seen(states.everybody())).toEqual([[1, { name: 'Ada' }]]);
});

test('R18 a second tab that passes on what it heard does not take over the first tab’s id', () => {
  const states = table();
  states.receive(ada, presence([1, 1, '{"tab":1}']));
  states.receive(adaAgain, presence([2, 1, '{"tab":2}']));
  states.receive(adaAgain, presence([1, 2, '{"tab":1}']));
  states.leave(adaAgain.id);
  expect(seen(states.everybody())).toEqual([[1, { tab: 1 }]]);
});

test('R19 bounds the ids of a connection and the size of a state', () => {
  const states = table();
  states.receive(ada, presence([1, 1, '{}'], [2, 1, '{}'], [3, 1, '{}']));
  expect(seen(states.everybody()).map(([client]) => client)).toEqual([1, 2]);
  expect(() => states.receive(ada, presence([1, 2, `{"x":"${'x'.repeat(100)}"}`]))).toThrow(MalformedUpdate);
});

test('R20 refuses what is no presence', () => {
  for (const bytes of [[], [1], [1, 1, 1, 9], [0, 0], [1, 1, 1, 1, 0x7b], [1, 1, 1, 3, 0x7b, 0xff, 0x7d]]) {
    expect(() => table().receive(ada, Uint8Array.from(bytes)), String(bytes)).toThrow(MalformedUpdate);
  }
});
