import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeBody } from '../yjs/body.ts';
import { repairBlockIds } from '../yjs/block-id-repair.ts';
import { withBlockIds } from '../block-ids.ts';
import { openReplica, randomEdit, type Replica } from '../testing/index.ts';

const START = withBlockIds({
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 1 }, content: [{ type: 'text', text: 'Title' }] },
    { type: 'paragraph', content: [{ type: 'text', text: 'one two' }] },
    { type: 'paragraph', content: [{ type: 'text', text: 'three' }] },
    {
      type: 'bulletList',
      content: ['x', 'y'].map((text) => ({
        type: 'listItem',
        content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
      })),
    },
    {
      type: 'toggle',
      content: ['line', 'body'].map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
    },
  ],
});

/** Three people on copies of one page. */
function openThree(): Replica[] {
  const first = new Y.Doc();
  writeBody(first, START);
  const docs = [first, new Y.Doc(), new Y.Doc()];
  for (const doc of docs.slice(1)) Y.applyUpdate(doc, Y.encodeStateAsUpdate(first));
  return docs.map((doc) => openReplica(doc));
}

/** Brings two copies together, as if both had been offline until now. */
function sync(left: Replica, right: Replica): void {
  const [toRight, toLeft] = [
    Y.encodeStateAsUpdate(left.doc, Y.encodeStateVector(right.doc)),
    Y.encodeStateAsUpdate(right.doc, Y.encodeStateVector(left.doc)),
  ];
  Y.applyUpdate(right.doc, toRight, 'network');
  Y.applyUpdate(left.doc, toLeft, 'network');
}

function syncAll([first, second, third]: readonly Replica[]): void {
  if (first === undefined || second === undefined || third === undefined) return;
  for (let round = 0; round < 3; round++) {
    sync(first, second);
    sync(second, third);
    sync(third, first);
  }
}

const bodyOf = ({ state }: Replica): unknown => state.doc.toJSON();

/** Random numbers from a list that fast-check shrinks. */
function fromList(numbers: readonly number[]): (limit: number) => number {
  let at = 0;
  return (limit) => (limit <= 0 ? 0 : (numbers[at++ % Math.max(numbers.length, 1)] ?? 0) % limit);
}

const step = fc.record({
  who: fc.integer({ min: 0, max: 2 }),
  numbers: fc.array(fc.nat({ max: 9973 }), { minLength: 6, maxLength: 12 }),
  meet: fc.constantFrom(null, null, 0, 1, 2),
});

test('after any edits of three people, offline or not, all have the same page, and every block an id of its own', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const people = openThree();
      for (const { who, numbers, meet } of steps) {
        const person = people[who];
        if (person === undefined) continue;
        randomEdit(person, fromList(numbers));
        // Whoever edits has the law kept at once.
        const own = person.ids().filter((id) => id !== null);
        expect(new Set(own).size).toBe(own.length);
        const other = meet === null ? undefined : people[meet];
        if (other !== undefined && other !== person) sync(person, other);
      }
      syncAll(people);
      // What nobody edits any more the server repairs, and everyone hears of it.
      const [first] = people;
      if (first !== undefined) repairBlockIds(first.doc);
      syncAll(people);
      const [one, ...others] = people.map(bodyOf);
      for (const other of others) expect(other).toEqual(one);
      const ids = first?.ids() ?? [];
      expect(ids).not.toContain(null);
      expect(new Set(ids).size).toBe(ids.length);
      for (const person of people) person.close();
    }),
    { numRuns: 60 },
  );
});

const textOf = ({ state }: Replica): string[] =>
  Array.from({ length: state.doc.childCount }, (_, index) => state.doc.child(index).textContent);

/** Three people on paragraphs `p0`, `p1`…; each new id says who made it. */
function openParagraphs(...texts: string[]): Replica[] {
  const content = texts.map((text, index) => ({
    type: 'paragraph',
    attrs: { id: `p${index}` },
    content: [{ type: 'text', text }],
  }));
  const first = new Y.Doc();
  writeBody(first, { type: 'doc', content });
  return ['a', 'b', 'c'].map((name, index) => {
    const doc = index === 0 ? first : new Y.Doc();
    if (doc !== first) Y.applyUpdate(doc, Y.encodeStateAsUpdate(first));
    let made = 0;
    return openReplica(doc, { newId: () => `${name}${++made}` });
  });
}

/** Where a text begins. */
function before({ state }: Replica, text: string): number {
  let found = -1;
  state.doc.descendants((node, pos) => {
    const index = node.isText ? (node.text ?? '').indexOf(text) : -1;
    if (index >= 0) found = pos + index;
  });
  return found;
}

test('the first half of a split keeps its id while somebody else types in both halves', () => {
  const [ann, bob, cas] = openParagraphs('one two', 'end') as [Replica, Replica, Replica];
  ann.dispatch(ann.state.tr.split(before(ann, ' two')));
  bob.dispatch(bob.state.tr.insertText('big ', before(bob, 'one')));
  syncAll([ann, bob, cas]);
  expect(cas.ids()).toEqual(['p0', 'a1', 'p1']);
  expect(textOf(cas)[0]).toBe('big one');
});

test('of two joined paragraphs the first wins while somebody else types in it', () => {
  const [ann, bob, cas] = openParagraphs('one', 'two', 'end') as [Replica, Replica, Replica];
  ann.dispatch(ann.state.tr.join(ann.state.doc.child(0).nodeSize));
  bob.dispatch(bob.state.tr.insertText('big ', before(bob, 'one')));
  syncAll([ann, bob, cas]);
  expect(cas.ids()).toEqual(['p0', 'p2']);
  expect(textOf(cas)).toEqual(['big onetwo', 'end']);
});

function moveFirst(replica: Replica, index: number): void {
  const { tr, doc } = replica.state;
  const node = doc.child(0);
  tr.delete(0, node.nodeSize);
  let at = 0;
  for (let each = 0; each < index; each++) at += tr.doc.child(each).nodeSize;
  replica.dispatch(tr.insert(at, node));
}

test('a moved block keeps its id; moved by two at once, the first keeps it and all agree on the other', () => {
  const [ann, bob, cas] = openParagraphs('one', 'two', 'three', 'four') as [Replica, Replica, Replica];
  moveFirst(ann, 1);
  expect(ann.ids()).toEqual(['p1', 'p0', 'p2', 'p3']);
  moveFirst(bob, 3);
  syncAll([ann, bob, cas]);
  expect(repairBlockIds(cas.doc)).toBe(1);
  syncAll([ann, bob, cas]);
  expect(ann.ids().filter((id) => id === 'p0')).toHaveLength(1);
  expect(new Set(ann.ids()).size).toBe(5);
  expect([bob.ids(), cas.ids()]).toEqual([ann.ids(), ann.ids()]);
  // The first of the two in the page is the one that keeps it.
  expect(textOf(ann)[ann.ids().indexOf('p0')]).toBe('one');
  expect(textOf(ann).indexOf('one')).toBe(ann.ids().indexOf('p0'));
});

test('pasting and duplicating make new ids, also of what two people paste at once', () => {
  const [ann, bob, cas] = openParagraphs('one', 'two') as [Replica, Replica, Replica];
  for (const person of [ann, bob]) person.dispatch(person.state.tr.insert(0, person.state.doc.child(1)));
  syncAll([ann, bob, cas]);
  expect(new Set(cas.ids())).toEqual(new Set(['p0', 'p1', 'a1', 'b1']));
  expect(textOf(cas)[cas.ids().indexOf('p1')]).toBe('two');
  expect(cas.ids().at(-1)).toBe('p1');
});

test('undo takes back what this person did and nothing else, and blocks come back with their ids', () => {
  const [ann, bob, cas] = openParagraphs('one', 'two', 'three') as [Replica, Replica, Replica];
  const size = ann.state.doc.child(0).nodeSize;
  ann.dispatch(ann.state.tr.delete(size, size + ann.state.doc.child(1).nodeSize));
  bob.dispatch(bob.state.tr.insertText('!', before(bob, 'three') + 5));
  syncAll([ann, bob, cas]);
  expect(cas.ids()).toEqual(['p0', 'p2']);
  ann.undo();
  syncAll([ann, bob, cas]);
  expect(cas.ids()).toEqual(['p0', 'p1', 'p2']);
  expect(textOf(cas)).toEqual(['one', 'two', 'three!']);
  ann.redo();
  syncAll([ann, bob, cas]);
  expect(textOf(cas)).toEqual(['one', 'three!']);
  ann.undo();
  bob.undo();
  syncAll([ann, bob, cas]);
  expect(textOf(cas)).toEqual(['one', 'two', 'three']);
  expect(ann.ids()).toEqual(['p0', 'p1', 'p2']);
});
