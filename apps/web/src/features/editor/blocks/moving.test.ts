import { getSchema } from '@tiptap/core';
import { EditorState, TextSelection } from '@tiptap/pm/state';
import { expect, test } from 'vitest';
import { documentExtensions } from '@materi/editor/view';
import { BlockSelection, countBlocks, extended } from './block-selection.ts';
import { moveRange, relocate } from './moving.ts';
import { deleteBlocks } from './removing.ts';
import { selectedRange, unitAround } from './units.ts';

const schema = getSchema(documentExtensions());

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const item = (text: string, ...more: object[]) => ({ type: 'listItem', content: [paragraph(text), ...more] });
const list = (...items: object[]) => ({ type: 'bulletList', content: items });
const columns = (...parts: object[][]) => ({
  type: 'columnList',
  content: parts.map((content) => ({ type: 'column', content })),
});
const open = (...content: object[]) =>
  EditorState.create({ schema, doc: schema.nodeFromJSON({ type: 'doc', content }) });

/** Where the words begin. */
function at(state: EditorState, words: string): number {
  let found = -1;
  state.doc.descendants((node, position) => {
    if (node.isText && node.text === words) found = position;
  });
  return found;
}
const range = (state: EditorState, words: string) => {
  const unit = unitAround(state.doc.resolve(at(state, words)));
  if (unit === null) throw new Error(`No block says ${words}.`);
  return unit;
};

test('the first line of an item or of a toggle stands for the whole', () => {
  const state = open(list(item('a', list(item('b')))), {
    type: 'toggle',
    content: [paragraph('line'), paragraph('in')],
  });
  expect(state.doc.nodeAt(range(state, 'a').from)?.type.name).toBe('listItem');
  expect(state.doc.nodeAt(range(state, 'line').from)?.type.name).toBe('toggle');
  expect(state.doc.nodeAt(range(state, 'in').from)?.type.name).toBe('paragraph');
});

test('a selection grows over the end of its list to the list and what follows, and counts items', () => {
  const state = open(list(item('a'), item('b')), paragraph('after'));
  const { from, to } = range(state, 'b');
  const lone = BlockSelection.create(state.doc, from, to);
  const grown = extended(state.doc, lone, 1);
  expect(grown?.blocks.map(({ node }) => node.type.name)).toEqual(['bulletList', 'paragraph']);
  expect(grown === null ? 0 : countBlocks(grown)).toBe(3);
  expect(extended(state.doc, lone, -1)?.blocks).toHaveLength(2);
});

test('text over several blocks is about all of them', () => {
  const state = open(paragraph('one'), paragraph('two'), paragraph('three'));
  const selection = TextSelection.create(state.doc, at(state, 'one') + 1, at(state, 'two') + 1);
  expect(selectedRange({ doc: state.doc, selection })).toEqual({ from: 0, to: 10 });
});

test('an item that moves over the edge of its list takes a list along, and joins one that it meets', () => {
  const state = open(list(item('a')), paragraph('between'), list(item('b'), item('c')));
  const once = moveRange(state, range(state, 'b'), 'up');
  expect(once?.doc.toString()).toBe(
    'doc(bulletList(listItem(paragraph("a")), listItem(paragraph("b"))), paragraph("between"), bulletList(listItem(paragraph("c"))))',
  );
});

test('a paragraph that is put into a list becomes an item, an item outside gets a list', () => {
  const state = open(paragraph('p'), list(item('a'), item('b')));
  const inside = state.tr;
  relocate(inside, range(state, 'p'), range(state, 'b').from);
  expect(inside.doc.toString()).toBe(
    'doc(bulletList(listItem(paragraph("a")), listItem(paragraph("p")), listItem(paragraph("b"))))',
  );
  const outside = state.tr;
  relocate(outside, range(state, 'a'), 0);
  expect(outside.doc.toString()).toBe(
    'doc(bulletList(listItem(paragraph("a"))), paragraph("p"), bulletList(listItem(paragraph("b"))))',
  );
});

test('what is left empty goes along: the list, the column, and columns of which one is left', () => {
  const state = open(columns([paragraph('left')], [paragraph('right')]), list(item('only')), paragraph('end'));
  const { tr } = state;
  relocate(tr, range(state, 'left'), range(state, 'right').to);
  expect(tr.doc.toString()).toBe(
    'doc(paragraph("right"), paragraph("left"), bulletList(listItem(paragraph("only"))), paragraph("end"))',
  );
  const next = state.tr;
  deleteBlocks(next, range(state, 'only'));
  expect(next.doc.childCount).toBe(2);
  const all = state.tr;
  deleteBlocks(all, { from: 0, to: state.doc.content.size });
  expect(all.doc.toString()).toBe('doc(paragraph)');
});
