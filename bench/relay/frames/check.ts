import assert from 'node:assert/strict';
import * as Y from 'yjs';
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness';
import { cursorEntry, readCursors } from './cursors.ts';
import { makeRandomInserts } from './random-inserts.ts';
import { readUpdate } from './reading.ts';
import { readStamp, stampOf } from './stamps.ts';
import { createTyping, EDIT_LENGTH, FIRST_CLIENT } from './typing.ts';

/**
 * Frames made by hand must be what Yjs would have made: documents that apply a sample of them, in different orders and
 * merged, are equal and say what was written, and our reading of them misses nothing. Throws when they are not.
 */
export function checkFrames(): void {
  for (const us of [0, 1, 63, 64, 1e6, 3.6e9, 2 ** 41]) assert.equal(readStamp(Buffer.from(stampOf(us)), 0), us);
  checkTyping();
  checkInserts();
  checkCursors();
}

function checkTyping(): void {
  const people = 3;
  const edits = 130;
  const typing = Array.from({ length: people }, (_, index) => createTyping(index));
  const updates: Buffer[] = [];
  for (let edit = 0; edit < edits; edit += 1) for (const person of typing) updates.push(person.next(updates.length));

  const inOrder = new Y.Doc();
  for (const update of updates) Y.applyUpdate(inOrder, update);
  const backwards = new Y.Doc();
  for (const update of updates.toReversed()) Y.applyUpdate(backwards, update);
  const merged = Y.mergeUpdates(updates);
  const atOnce = new Y.Doc();
  Y.applyUpdate(atOnce, merged);
  const xml = inOrder.getXmlFragment('default').toString();
  assert.equal(backwards.getXmlFragment('default').toString(), xml);
  assert.equal(atOnce.getXmlFragment('default').toString(), xml);
  assert.equal(inOrder.store.pendingStructs, null);
  const paragraphs = inOrder.getXmlFragment('default').toArray() as Y.XmlElement[];
  assert.equal(paragraphs.length, people * Math.ceil(edits / 40));
  assert.equal(new Set(paragraphs.map((paragraph) => paragraph.getAttribute('id'))).size, paragraphs.length);
  assert.equal(textOf(inOrder).length, people * edits * EDIT_LENGTH);
  for (const [index, person] of typing.entries()) {
    assert.equal(Y.getState(inOrder.store, FIRST_CLIENT + index), person.clock);
  }

  const built = Buffer.from(Y.encodeStateAsUpdate(inOrder));
  for (const [what, parts] of Object.entries({ single: updates, merged: [Buffer.from(merged)], built: [built] })) {
    const seen: number[] = [];
    const heard = { self: 2, clocks: new Uint32Array(people), onEdit: (us: number) => void seen.push(us) };
    for (const part of [...parts, ...parts]) readUpdate(part, 0, heard);
    assert.equal(new Set(seen).size, 2 * edits, what);
    assert.equal(seen.length, 2 * edits, what);
    assert.deepEqual([...heard.clocks], [typing[0]!.clock, typing[1]!.clock, 0], what);
  }
  // A missing edit is found.
  const heard = { self: -1, clocks: new Uint32Array(people), onEdit: () => {} };
  for (const [number, update] of updates.entries()) if (number !== 30) readUpdate(update, 0, heard);
  assert.ok(heard.clocks[0]! < typing[0]!.clock);
  assert.equal(heard.clocks[1], typing[1]!.clock);
}

function checkInserts(): void {
  const inserts = makeRandomInserts(3_000);
  const doc = new Y.Doc();
  for (const update of inserts.updates) Y.applyUpdate(doc, update);
  assert.equal(textOf(doc), inserts.text());
  assert.equal(inserts.text().length, 3_000);
  let reached = 0;
  const nobody = { self: -1, clocks: new Uint32Array(0), onEdit: () => {} };
  readUpdate(Buffer.from(Y.encodeStateAsUpdate(doc)), 0, nobody, (_client, from, to) => {
    assert.equal(from, 0);
    reached = to;
  });
  assert.equal(reached, inserts.clock);
}

/** What stands in the paragraphs, without anything between them. */
export function textOf(doc: Y.Doc): string {
  const paragraphs = doc.getXmlFragment('default').toArray() as Y.XmlElement[];
  return paragraphs.map((paragraph) => String(paragraph.get(0))).join('');
}

function checkCursors(): void {
  const awareness = new Awareness(new Y.Doc());
  applyAwarenessUpdate(awareness, cursorEntry(5, 1, 123_456), null);
  assert.equal(awareness.getStates().get(FIRST_CLIENT + 5)?.['user'].name, 'Person 5');
  const seen: number[][] = [];
  readCursors(cursorEntry(5, 9, 123_456), 0, (...entry) => void seen.push(entry));
  assert.deepEqual(seen, [[5, 9, 123_456]]);
  awareness.destroy();
}
