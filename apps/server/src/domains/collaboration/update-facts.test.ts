import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { MalformedUpdate, readStateVector, readUpdate, type UpdateFacts } from './update-facts.ts';

/** Updates with every kind of content that Yjs knows, less subdocuments. */
function samples(): Uint8Array[] {
  const updates: Uint8Array[] = [];
  const doc = new Y.Doc();
  doc.on('update', (update: Uint8Array) => void updates.push(update));
  const text = new Y.XmlText('ünïcödé 🦊 and more');
  const block = new Y.XmlElement('paragraph');
  doc.getXmlFragment('default').insert(0, [block]);
  block.insert(0, [text]);
  block.setAttribute('id', 'b1');
  block.setAttribute('id', 'b2');
  text.format(2, 5, { bold: {}, link: { href: '/x' } });
  text.insertEmbed(3, { image: 'x' });
  text.delete(0, 4);
  doc.getMap('map').set('any', { deep: [1, -2.5, 1e300, 2n ** 40n, null, undefined, true, new Uint8Array(4)] });
  doc.getArray('array').push(['a', 1, { b: [] }]);
  doc.getArray('array').delete(0, 1);
  doc.getXmlFragment('default').delete(0, 1);
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  other.getText('plain').insert(0, 'other');
  updates.push(Y.encodeStateAsUpdate(other), Y.encodeStateAsUpdate(new Y.Doc()));
  updates.push(Y.mergeUpdates([updates[0]!, updates[5]!, updates[7]!]));
  return updates;
}

const lengthOf = (facts: UpdateFacts['structs']) => facts.reduce((sum, { from, to }) => sum + to - from, 0);

test('R20 reads every update that Yjs writes, and counts the same content and deletions as Yjs', () => {
  for (const update of samples()) {
    const facts = readUpdate(update);
    const { structs, ds } = Y.decodeUpdate(update);
    const content = structs.filter((struct) => struct.constructor.name !== 'Skip');
    expect(lengthOf(facts.structs)).toBe(content.reduce((sum, struct) => sum + struct.length, 0));
    const deleted = [...ds.clients.values()].flat().reduce((sum, { len }) => sum + len, 0);
    expect(lengthOf(facts.deletes)).toBe(deleted);
  }
});

test('R20 counts a text as Yjs does, however long it is and whatever it is written in', () => {
  const words = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string(), fc.constantFrom('\ufeff', 'é'.repeat(60), '🦊'));
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 40 }), (parts) => {
      const text = parts.join('').toWellFormed();
      if (text === '') return;
      const doc = new Y.Doc();
      doc.getText('plain').insert(0, text);
      expect(lengthOf(readUpdate(Y.encodeStateAsUpdate(doc)).structs)).toBe(text.length);
    }),
  );
});

test('R20 refuses an update that is cut short anywhere or has a byte too many', () => {
  for (const update of samples()) {
    for (let length = 0; length < update.length; length++) {
      expect(() => readUpdate(update.subarray(0, length)), `${length} of ${update.length} bytes`).toThrow(
        MalformedUpdate,
      );
    }
    expect(() => readUpdate(Uint8Array.of(...update, 0))).toThrow(MalformedUpdate);
  }
});

test('R20 whatever passes is an update to Yjs too, and no document stumbles over it', () => {
  const originals = samples();
  const mutated = fc
    .tuple(
      fc.constantFrom(...originals),
      fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 3 }),
    )
    .map(([original, changes]) => {
      const bytes = original.slice();
      for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 60 })), (bytes) => {
      try {
        readUpdate(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedUpdate);
        return;
      }
      Y.decodeUpdate(bytes);
      const doc = new Y.Doc();
      Y.applyUpdate(doc, bytes);
    }),
    { numRuns: 5_000 },
  );
});

test('R20 refuses subdocuments, clients out of order and content that refers to itself', () => {
  const doc = new Y.Doc();
  doc.getMap('map').set('sub', new Y.Doc());
  expect(() => readUpdate(Y.encodeStateAsUpdate(doc))).toThrow('unknown kind');
  // Two clients (1 before 2) with one garbage-collected clock each, and no deletions.
  expect(() => readUpdate(Uint8Array.of(2, 1, 1, 0, 0, 1, 1, 2, 0, 0, 1, 0))).toThrow('not in order');
  // Client 1, clock 0: a text item whose left neighbour is itself.
  expect(() => readUpdate(Uint8Array.of(1, 1, 1, 0, 128 | 4, 1, 0, 1, 97, 0))).toThrow('comes later');
});

test('R20 reads state vectors and refuses what is none', () => {
  const doc = new Y.Doc();
  doc.getText('plain').insert(0, 'abc');
  expect(readStateVector(Y.encodeStateVector(doc))).toEqual(new Map([[doc.clientID, 3]]));
  expect(() => readStateVector(Uint8Array.of(1, 5))).toThrow(MalformedUpdate);
  expect(() => readStateVector(Uint8Array.of(0, 0))).toThrow(MalformedUpdate);
});
