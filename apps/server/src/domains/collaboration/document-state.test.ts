import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createDocumentState, type DocumentState } from './document-state.ts';
import { readStateVector, readUpdate } from './update-facts.ts';

const empty = () => createDocumentState({ snapshot: null, updates: [], schemaVersion: 0 });

function take(state: DocumentState, update: Uint8Array): void {
  state.push(update, readUpdate(update));
}

/** Brings a document up to date with the answer to its step 1. */
function join(state: DocumentState, doc: Y.Doc): void {
  const stateVector = Y.encodeStateVector(doc);
  const { before, step2 } = state.answer(readStateVector(stateVector), stateVector);
  if (before !== null) Y.applyUpdate(doc, before);
  Y.applyUpdate(doc, step2);
}

test('R10 a peer that knows any earlier state has everything after the answer', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(2), fc.nat(1000), fc.boolean()), { minLength: 1, maxLength: 150 }),
      fc.nat(150),
      (steps, adoptAt) => {
        const state = empty();
        const writers = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
        const peers: Y.Doc[] = [new Y.Doc()];
        steps.forEach(([who, where, deleting], at) => {
          const doc = writers[who]!;
          join(state, doc);
          const before = Y.encodeStateVector(doc);
          const text = doc.getText('plain');
          if (deleting && text.length > 3) text.delete(where % (text.length - 2), 2);
          else text.insert(where % (text.length + 1), `${at} `);
          take(state, Y.encodeStateAsUpdate(doc, before));
          if (at % 40 === 0) {
            const peer = new Y.Doc();
            join(state, peer);
            peers.push(peer);
          }
          if (at === adoptAt) state.adopt(Y.encodeStateAsUpdate(doc), state.lastSeq);
        });
        const inParts = new Y.Doc();
        for (const part of state.parts()) Y.applyUpdate(inParts, part);
        const whole = new Y.Doc();
        Y.applyUpdate(whole, state.whole());
        const expected = whole.getText('plain').toString();
        expect(inParts.getText('plain').toString()).toBe(expected);
        for (const peer of [...peers, ...writers, new Y.Doc()]) {
          join(state, peer);
          expect(peer.getText('plain').toString()).toBe(expected);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('R10 many updates make few pieces, and a snapshot empties the tail', () => {
  const state = empty();
  const doc = new Y.Doc();
  doc.on('update', (update: Uint8Array) => take(state, update));
  for (let at = 0; at < 3_000; at++) doc.getText('plain').insert(0, 'x');
  expect(state.size().tailUpdates).toBe(3_000);
  state.adopt(Y.encodeStateAsUpdate(doc), 3_000);
  expect(state.size()).toMatchObject({ tailUpdates: 0, tailBytes: 0 });
  const peer = new Y.Doc();
  join(state, peer);
  expect(peer.getText('plain').length).toBe(3_000);
});

test('R10 a peer with all content gets the deletions that it lacks', () => {
  const state = empty();
  const doc = new Y.Doc();
  doc.on('update', (update: Uint8Array) => take(state, update));
  doc.getText('plain').insert(0, 'abcdef');
  const peer = new Y.Doc();
  join(state, peer);
  doc.getText('plain').delete(1, 3);
  join(state, peer);
  expect(peer.getText('plain').toString()).toBe('aef');
});

test('R10 of a large document the newest updates go ahead, and the merged bytes are shared', () => {
  const state = empty();
  const doc = new Y.Doc();
  doc.on('update', (update: Uint8Array) => take(state, update));
  doc.getText('plain').insert(0, 'long text '.repeat(40_000));
  const nothing = Y.encodeStateVector(new Y.Doc());
  const first = state.answer(new Map(), nothing);
  expect(first.before).toBeNull();
  doc.getText('plain').insert(0, 'newest ');
  const second = state.answer(new Map(), nothing);
  expect(second.step2).toBe(first.step2);
  expect(state.answer(new Map(), nothing).before).toBe(second.before);
  const peer = new Y.Doc();
  join(state, peer);
  expect(peer.getText('plain').toString()).toBe(doc.getText('plain').toString());
});

test('R25 a snapshot that comes after a newer one takes nothing away', () => {
  const doc = new Y.Doc();
  const state = empty();
  const snapshots: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => {
    take(state, update);
    snapshots.push(Y.encodeStateAsUpdate(doc));
  });
  for (const word of ['one ', 'two ', 'three ']) doc.getText('plain').insert(0, word);
  state.adopt(snapshots[1]!, 2);
  state.adopt(snapshots[0]!, 1);
  const peer = new Y.Doc();
  join(state, peer);
  expect(peer.getText('plain').toString()).toBe('three two one ');
});
