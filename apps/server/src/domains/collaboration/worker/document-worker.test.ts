import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { documentTasks } from './document-worker.ts';

const paragraph = (doc: Y.Doc, words: string): Y.XmlText => {
  const element = new Y.XmlElement('paragraph');
  const text = new Y.XmlText(words);
  doc.getXmlFragment('default').push([element]);
  element.insert(0, [text]);
  return text;
};

/** A document and the updates that made it. */
function written(): { doc: Y.Doc; updates: Uint8Array[]; text: Y.XmlText } {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  const text = paragraph(doc, 'first words');
  for (let at = 0; at < 200; at++) {
    text.insert(at % 5, 'x');
    if (at % 2 === 0) text.delete(at % 3, 1);
  }
  paragraph(doc, 'dropped');
  doc.getXmlFragment('default').delete(1, 1);
  return { doc, updates, text };
}

test('R25 a snapshot is smaller than its log and makes the same document', () => {
  const { doc, updates } = written();
  const { snapshot, stateVector } = documentTasks.compact(updates);
  const again = new Y.Doc();
  Y.applyUpdate(again, snapshot);
  expect(again.getXmlFragment('default').toString()).toBe(doc.getXmlFragment('default').toString());
  expect(Y.decodeStateVector(stateVector)).toEqual(Y.decodeStateVector(Y.encodeStateVector(doc)));
  expect(snapshot.length).toBeLessThan(Y.mergeUpdates(updates).length);
});

test('R25 a snapshot on top of a snapshot is the same as one of everything', () => {
  const { updates } = written();
  const first = documentTasks.compact(updates.slice(0, 120)).snapshot;
  const second = documentTasks.compact([first, ...updates.slice(120)]);
  expect(second).toEqual(documentTasks.compact(updates));
});

test('R12 deleting what people see changes the document, and an empty update does not', () => {
  const doc = new Y.Doc();
  const text = paragraph(doc, 'some words');
  text.format(0, 4, { bold: {} });
  const state = Y.encodeStateAsUpdate(doc);
  const before = Y.encodeStateVector(doc);
  text.delete(0, 4);
  expect(documentTasks.judge({ state, update: Y.encodeStateAsUpdate(doc, before) }).changes).toBe(true);
  expect(documentTasks.judge({ state, update: Uint8Array.of(0, 0) }).changes).toBe(false);
});
