import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createKnownState } from './known-state.ts';
import { readStateVector, readUpdate, type Span } from './update-facts.ts';

const span = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.nat(40), fc.integer({ min: 1, max: 10 }))
  .map(([client, from, length]): Span => ({ client, from, to: from + length }));

const idsOf = ({ client, from, to }: Span) => Array.from({ length: to - from }, (_, at) => `${client}:${from + at}`);

test('R6 knows exactly the ids that were added, in whatever order', () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 30 }), span, (added, asked) => {
      const known = createKnownState();
      const naive = new Set<string>();
      for (const one of added) {
        known.add({ structs: [one], deletes: [one] });
        for (const id of idsOf(one)) naive.add(id);
      }
      const isNew = idsOf(asked).some((id) => !naive.has(id));
      expect(known.addsContent({ structs: [asked], deletes: [] })).toBe(isNew);
      expect(known.addsDeletes({ structs: [], deletes: [asked] })).toBe(isNew);
      expect(readUpdate(known.deletesOnly()).deletes.flatMap(idsOf).toSorted()).toEqual([...naive].toSorted());
    }),
  );
});

test('R10 the state vector ends at the first gap', () => {
  const known = createKnownState();
  known.add({ structs: [{ client: 7, from: 0, to: 3 }], deletes: [] });
  known.add({ structs: [{ client: 7, from: 5, to: 9 }], deletes: [] });
  known.add({ structs: [{ client: 8, from: 2, to: 4 }], deletes: [] });
  expect(readStateVector(known.stateVector())).toEqual(new Map([[7, 3]]));
  expect(known.isCoveredBy(new Map([[7, 3]]))).toBe(false);
  known.add({ structs: [{ client: 7, from: 3, to: 5 }], deletes: [] });
  expect(readStateVector(known.stateVector())).toEqual(new Map([[7, 9]]));
});

test('R10 agrees with Yjs about what a document knows', () => {
  const doc = new Y.Doc();
  const known = createKnownState();
  doc.on('update', (update: Uint8Array) => known.add(readUpdate(update)));
  const text = doc.getText('plain');
  for (let at = 0; at < 200; at++) {
    text.insert((at * 7) % (text.length + 1), 'word ');
    if (at % 3 === 0) text.delete((at * 5) % (text.length - 2), 2);
  }
  expect(Buffer.from(known.stateVector())).toEqual(Buffer.from(Y.encodeStateVector(doc)));
  expect(known.addsDeletes(readUpdate(Y.encodeStateAsUpdate(doc)))).toBe(false);
  expect(known.isCoveredBy(readStateVector(Y.encodeStateVector(doc)))).toBe(true);
});
