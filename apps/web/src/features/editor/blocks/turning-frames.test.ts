import { getSchema } from '@tiptap/core';
import { EditorState } from '@tiptap/pm/state';
import { expect, test } from 'vitest';
import { documentExtensions } from '@materi/editor/view';
import { turnFrame } from './turning-frames.ts';

const schema = getSchema(documentExtensions());
const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const frame = (type: string, ...content: object[]) => ({ type, attrs: { id: 'frame' }, content });
const toggle = frame('toggle', paragraph('head'), paragraph('inside'));
const columns = frame(
  'columnList',
  { type: 'column', content: [paragraph('left')] },
  { type: 'column', content: [paragraph('right')] },
);

/** What becomes of one block among others. */
function turned(block: object, kind: string): string {
  const doc = schema.nodeFromJSON({ type: 'doc', content: [paragraph('before'), block, paragraph('after')] });
  const from = doc.child(0).nodeSize;
  const tr = turnFrame(EditorState.create({ schema, doc }), { from, to: from + doc.child(1).nodeSize }, kind);
  if (tr === null) return 'nothing';
  tr.doc.check();
  const blocks: string[] = [];
  tr.doc.forEach((node, _offset, index) => {
    if (index > 0 && index < tr.doc.childCount - 1) blocks.push(node.toString());
  });
  return blocks.join(', ');
}

test('a frame that becomes text gives its blocks up as they are', () => {
  const plain = 'paragraph("head"), paragraph("inside")';
  expect(turned(toggle, 'paragraph')).toBe(plain);
  expect(turned({ ...toggle, type: 'callout' }, 'paragraph')).toBe(plain);
  expect(turned({ ...toggle, type: 'blockquote' }, 'paragraph')).toBe(plain);
  expect(turned(columns, 'paragraph')).toBe('paragraph("left"), paragraph("right")');
});

test('a frame becomes another with all that is in it, and keeps its id', () => {
  expect(turned(toggle, 'callout')).toBe('callout(paragraph("head"), paragraph("inside"))');
  expect(turned({ ...toggle, type: 'callout' }, 'toggle')).toBe('toggle(paragraph("head"), paragraph("inside"))');
  expect(turned(columns, 'blockquote')).toBe('blockquote(paragraph("left"), paragraph("right"))');
  expect(turned(toggle, 'toggle')).toBe('toggle(paragraph("head"), paragraph("inside"))');
  const doc = schema.nodeFromJSON({ type: 'doc', content: [toggle] });
  const tr = turnFrame(EditorState.create({ schema, doc }), { from: 0, to: doc.content.size }, 'callout');
  expect(tr?.doc.child(0).attrs['id']).toBe('frame');
});

test('a frame becomes one item of a list, and a heading with what was below it', () => {
  expect(turned(toggle, 'bulletList')).toBe('bulletList(listItem(paragraph("head"), paragraph("inside")))');
  expect(turned(toggle, 'taskList')).toBe('taskList(taskItem(paragraph("head"), paragraph("inside")))');
  expect(turned({ ...toggle, type: 'callout' }, 'heading2')).toBe('heading("head"), paragraph("inside")');
  expect(turned(toggle, 'heading1')).toBe('toggle(heading("head"), paragraph("inside"))');
});

test('what has no blocks in it is left to others', () => {
  expect(turned(toggle, 'codeBlock')).toBe('nothing');
  expect(turned(paragraph('alone'), 'callout')).toBe('nothing');
});
