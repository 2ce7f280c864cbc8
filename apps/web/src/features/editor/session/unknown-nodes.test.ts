import { getSchema } from '@tiptap/core';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { documentExtensions } from '@materi/editor/view';
import { unknownNewNode, unknownNode } from './unknown-nodes.ts';

const schema = getSchema(documentExtensions());

test('a block of a newer version is found, however deep it lies', () => {
  const body = new Y.Doc().getXmlFragment('default');
  const quote = new Y.XmlElement('blockquote');
  body.insert(0, [new Y.XmlElement('paragraph'), quote]);
  expect(unknownNode(body, schema)).toBeNull();
  quote.insert(0, [new Y.XmlElement('hologram')]);
  expect(unknownNode(body, schema)).toBe('hologram');
});

test('a transaction is searched for what it brought', () => {
  const doc = new Y.Doc();
  const body = doc.getXmlFragment('default');
  const found: (string | null)[] = [];
  doc.on('beforeObserverCalls', (transaction: Y.Transaction) => found.push(unknownNewNode(transaction, schema)));
  body.insert(0, [new Y.XmlElement('paragraph')]);
  const quote = new Y.XmlElement('blockquote');
  quote.insert(0, [new Y.XmlElement('hologram')]);
  body.insert(1, [quote]);
  body.insert(2, [new Y.XmlElement('paragraph')]);
  expect(found).toEqual([null, 'hologram', null]);
});
