import { getSchema } from '@tiptap/core';
import { splitListItem } from '@tiptap/pm/schema-list';
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state';
import { history, undo } from '@tiptap/pm/history';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BLOCK_TYPES, withBlockIds } from '../block-ids.ts';
import type { BlockNode } from '../block-node.ts';
import { arbitraryBody } from '../testing/arbitrary-body.ts';
import { blockIdPlugin } from './block-id.ts';
import { documentExtensions } from './index.ts';

const schema = getSchema(documentExtensions());

function paragraphs(...texts: string[]): BlockNode {
  const content = texts.map((text, index) => ({
    type: 'paragraph',
    attrs: { id: `p${index}` },
    content: [{ type: 'text', text }],
  }));
  return { type: 'doc', content };
}

function open(body: BlockNode, isEditable = () => true): EditorState {
  let made = 0;
  return EditorState.create({
    doc: schema.nodeFromJSON(body),
    plugins: [history(), blockIdPlugin({ isEditable, newId: () => `new${++made}` })],
  });
}

/** The ids of the blocks in document order. */
function ids(state: EditorState): string[] {
  const found: string[] = [];
  state.doc.descendants((node) => {
    if (BLOCK_TYPES.has(node.type.name)) found.push(String(node.attrs['id']));
  });
  return found;
}

const change = (state: EditorState, make: (tr: Transaction) => Transaction) => state.apply(make(state.tr));

test('typing keeps ids', () => {
  expect(ids(change(open(paragraphs('one', 'two')), (tr) => tr.insertText('x', 2)))).toEqual(['p0', 'p1']);
});

test('the first half of a split block keeps the id, the second gets a new one', () => {
  expect(ids(change(open(paragraphs('one', 'two')), (tr) => tr.split(3)))).toEqual(['p0', 'new1', 'p1']);
});

test('of two joined blocks the first one wins, and undo brings the other back', () => {
  const joined = change(open(paragraphs('one', 'two')), (tr) => tr.join(5));
  expect(ids(joined)).toEqual(['p0']);
  let restored = joined;
  undo(joined, (tr) => (restored = joined.apply(tr)));
  expect(ids(restored)).toEqual(['p0', 'p1']);
});

test('a moved block takes its id along', () => {
  const moved = change(open(paragraphs('one', 'two', 'six')), (tr) => {
    const block = tr.doc.child(0);
    return tr.delete(0, block.nodeSize).insert(tr.doc.content.size, block);
  });
  expect(ids(moved)).toEqual(['p1', 'p2', 'p0']);
});

test.each([
  ['before', 0, ['new1', 'p0', 'p1']],
  ['after', 5, ['p0', 'new1', 'p1']],
])('a copy gets a new id, also %s the original', (_name, at, expected) => {
  const copied = change(open(paragraphs('one', 'two')), (tr) => tr.insert(at, tr.doc.child(0)));
  expect(ids(copied)).toEqual(expected);
});

test('a list item split by Enter is a new item', () => {
  const item: BlockNode = { type: 'listItem', attrs: { id: 'i' }, content: paragraphs('one').content ?? [] };
  const state = open({ type: 'doc', content: [{ type: 'bulletList', attrs: { id: 'l' }, content: [item] }] });
  const selected = change(state, (tr) => tr.setSelection(TextSelection.create(tr.doc, 5)));
  let after = selected;
  splitListItem(schema.nodes['listItem']!)(selected, (tr) => (after = selected.apply(tr)));
  expect(ids(after)).toEqual(['l', 'i', 'p0', 'new1', 'new2']);
});

test('a reader changes nothing', () => {
  const copied = change(
    open(paragraphs('one'), () => false),
    (tr) => tr.insert(0, tr.doc.child(0)),
  );
  expect(ids(copied)).toEqual(['p0', 'p0']);
});

test('duplicates from elsewhere are repaired the same way on every replica', () => {
  const remote = (state: EditorState) =>
    change(state, (tr) => tr.insert(0, tr.doc.child(0)).setMeta('y-sync$', { isChangeOrigin: true }));
  const [left, right] = [remote(open(paragraphs('one', 'two'))), remote(open(paragraphs('one', 'two')))];
  expect(ids(left)).toEqual(ids(right));
  expect(new Set(ids(left)).size).toBe(3);
  expect(ids(left)[0]).toBe('p0');
});

test('whatever is edited, every block has an id of its own and untouched blocks keep theirs', () => {
  const edit = fc.tuple(fc.constantFrom('split', 'join', 'copy', 'delete', 'type'), fc.nat(), fc.nat());
  fc.assert(
    fc.property(arbitraryBody, fc.array(edit, { maxLength: 12 }), (body, edits) => {
      let state = open(body);
      for (const [kind, first, second] of edits) {
        const { doc } = state;
        const place = first % (doc.content.size + 1);
        const untouched = doc.childCount > 1 ? doc.lastChild : null;
        const limit = doc.content.size - (untouched?.nodeSize ?? 0);
        try {
          if (kind === 'split') state = change(state, (tr) => tr.split(place % (limit + 1)));
          // A join at the limit would take the untouched block into the one before.
          else if (kind === 'join') state = change(state, (tr) => tr.join(place % Math.max(limit, 1)));
          else if (kind === 'type') state = change(state, (tr) => tr.insertText('x', place % (limit + 1)));
          else if (kind === 'copy') state = change(state, (tr) => tr.insert(0, tr.doc.child(second % doc.childCount)));
          else if (doc.childCount > 1) state = change(state, (tr) => tr.delete(0, doc.child(0).nodeSize));
        } catch (error) {
          // Not every edit fits every place; ProseMirror refuses those.
          if (!(error instanceof RangeError) && !(error instanceof Error && error.name.includes('Error'))) throw error;
        }
        const now = ids(state);
        expect(now).not.toContain('null');
        expect(new Set(now).size).toBe(now.length);
        if (untouched !== null && kind !== 'copy') expect(now).toContain(untouched.attrs['id']);
      }
    }),
    { numRuns: 60 },
  );
});

test('ids are given to blocks without one and repaired in the same way as by the editor', () => {
  const body = withBlockIds(
    {
      type: 'doc',
      content: [...(paragraphs('a').content ?? []), ...(paragraphs('b').content ?? []), { type: 'paragraph' }],
    },
    () => 'made',
  );
  const remote = change(open(paragraphs('a')), (tr) =>
    tr.insert(tr.doc.content.size, tr.doc.child(0)).setMeta('y-sync$', { isChangeOrigin: true }),
  );
  expect(body.content?.map((node) => node.attrs?.['id'])).toEqual([...ids(remote), 'made']);
});
