import { Editor, getSchema } from '@tiptap/core';
import { EditorState, TextSelection } from '@tiptap/pm/state';
import { expect, test } from 'vitest';
import type { BlockNode } from '../block-node.ts';
import { loneColumnPlugin } from './columns.ts';
import { documentExtensions } from './index.ts';

const p = (text: string): BlockNode => ({
  type: 'paragraph',
  ...(text === '' ? {} : { content: [{ type: 'text', text }] }),
});

/** An editor without a screen; `caret` is a piece of text to stand before. */
function editing(content: BlockNode[], caret: string): Editor {
  const editor = new Editor({ element: null, extensions: documentExtensions(), content: { type: 'doc', content } });
  let at = 0;
  editor.state.doc.descendants((node, pos) => {
    const index = node.isText ? (node.text ?? '').indexOf(caret) : -1;
    if (index >= 0) at = pos + index;
  });
  editor.commands.setTextSelection(at);
  return editor;
}

/** The outline of a document: types with their text. */
function outline(editor: Editor): unknown[] {
  const of = (node: { type: string; text?: string; content?: unknown[] }): unknown =>
    node.type === 'text' ? node.text : [node.type, ...(node.content ?? []).map((child) => of(child as never))];
  return (editor.getJSON().content ?? []).map((node) => of(node as never));
}

test('blocks go into a callout, change its kind, and come out of it', () => {
  const editor = editing([p('a'), p('b')], 'b');
  expect(editor.commands.setCallout({ kind: 'warning' })).toBe(true);
  expect(outline(editor)).toEqual([
    ['paragraph', 'a'],
    ['callout', ['paragraph', 'b']],
  ]);
  expect(editor.commands.setCallout({ kind: 'tip', icon: '🌱' })).toBe(true);
  expect(editor.getAttributes('callout')).toMatchObject({ kind: 'tip', icon: '🌱' });
  const { id } = editor.getAttributes('paragraph');
  expect(editor.commands.unsetCallout()).toBe(true);
  expect(outline(editor)).toEqual([
    ['paragraph', 'a'],
    ['paragraph', 'b'],
  ]);
  expect(editor.getAttributes('paragraph')['id']).toBe(id);
  expect(editor.state.selection.$from.parent.textContent).toBe('b');
});

test('blocks go into a toggle and come out of it', () => {
  const editor = editing([p('a'), p('b')], 'a');
  expect(editor.commands.setToggle()).toBe(true);
  expect(outline(editor)).toEqual([
    ['toggle', ['paragraph', 'a']],
    ['paragraph', 'b'],
  ]);
  expect(editor.commands.setToggle()).toBe(false);
  expect(editor.commands.unsetToggle()).toBe(true);
  expect(editor.commands.unsetToggle()).toBe(false);
  expect(outline(editor)).toEqual([
    ['paragraph', 'a'],
    ['paragraph', 'b'],
  ]);
});

test('columns are made, widened, counted anew and dissolved without losing a block', () => {
  const editor = editing([p('a'), p('b')], 'a');
  expect(editor.commands.setColumns(3)).toBe(true);
  const empty = ['column', ['paragraph']];
  expect(outline(editor)).toEqual([
    ['columnList', ['column', ['paragraph', 'a']], empty, empty],
    ['paragraph', 'b'],
  ]);
  expect(editor.state.selection.$from.parent.textContent).toBe('a');
  expect(editor.commands.setColumnWidths([2, 1, 1])).toBe(true);
  expect(editor.getAttributes('column')['width']).toBe(2);
  expect(editor.commands.setColumns(2)).toBe(true);
  expect(outline(editor)).toEqual([
    ['columnList', ['column', ['paragraph', 'a']], empty],
    ['paragraph', 'b'],
  ]);
  expect(editor.getAttributes('column')['width']).toBe(1);
  expect(editor.commands.unsetColumns()).toBe(true);
  expect(outline(editor)).toEqual([
    ['paragraph', 'a'],
    ['paragraph', 'b'],
  ]);
});

test('the blocks of a column that goes stay in the last', () => {
  const column = (text: string): BlockNode => ({ type: 'column', content: [p(text)] });
  const editor = editing([{ type: 'columnList', content: ['x', 'y', 'z'].map(column) }], 'z');
  editor.commands.setColumns(2);
  expect(outline(editor)).toEqual([
    ['columnList', ['column', ['paragraph', 'x']], ['column', ['paragraph', 'y'], ['paragraph', 'z']]],
  ]);
  expect(editor.state.selection.$from.parent.textContent).not.toBe('x');
});

test('words are highlighted and coloured by name', () => {
  const editor = editing([p('word')], 'word');
  editor.commands.setTextSelection({ from: 1, to: 5 });
  expect(editor.commands.setHighlight('green')).toBe(true);
  expect(editor.commands.setTextColour('red')).toBe(true);
  expect(editor.isActive('highlight', { colour: 'green' })).toBe(true);
  expect(editor.commands.unsetHighlight()).toBe(true);
  expect(editor.getAttributes('textColour')).toEqual({ colour: 'red' });
});

test('a column that is left alone gives its blocks back, with the caret where it was', () => {
  const column = (text: string): BlockNode => ({ type: 'column', content: [p(text)] });
  const lists = [
    { type: 'columnList', content: ['v', 'w'].map(column) },
    { type: 'columnList', content: ['x', 'y'].map(column) },
  ];
  const doc = getSchema(documentExtensions()).nodeFromJSON({ type: 'doc', content: [p('above'), ...lists] });
  const state = EditorState.create({ doc, plugins: [loneColumnPlugin(() => true)] });
  const first = doc.child(0).nodeSize;
  const second = first + doc.child(1).nodeSize;
  const { tr } = state;
  tr.setSelection(TextSelection.create(doc, doc.content.size - 3));
  for (const list of [second, first]) tr.delete(list + 1, list + 1 + (doc.nodeAt(list)?.firstChild?.nodeSize ?? 0));
  const after = state.apply(tr);
  expect(after.doc.toString()).toBe('doc(paragraph("above"), paragraph("w"), paragraph("y"))');
  expect([after.selection.$from.parent.textContent, after.selection.$from.parentOffset]).toEqual(['y', 1]);
  const others = state.apply(state.tr.delete(second + 1, second + 6).setMeta('y-sync$', { isChangeOrigin: true }));
  expect(others.doc.child(2).type.name).toBe('columnList');
});
