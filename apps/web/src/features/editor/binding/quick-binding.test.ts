import { getSchema } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { EditorState, TextSelection, type Transaction } from '@tiptap/pm/state';
import {
  absolutePositionToRelativePosition,
  prosemirrorJSONToYXmlFragment,
  relativePositionToAbsolutePosition,
  yUndoPlugin,
  ySyncPlugin,
  ySyncPluginKey,
  yUndoPluginKey,
  yXmlFragmentToProsemirrorJSON,
} from '@tiptap/y-tiptap';
import { documentExtensions } from '@materi/editor/view';
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { quicken } from './quick-binding.ts';
import { relativePosition } from './relative-position.ts';

const schema = getSchema(documentExtensions());

const paragraph = (id: string, text: string) => ({
  type: 'paragraph',
  attrs: { id },
  content: text === '' ? [] : [{ type: 'text', text }],
});

/** An editor as the binding sees it: a state, a way to change it, and the views of its plugins. */
function openEditor(doc: Y.Doc) {
  const body = doc.getXmlFragment('default');
  const plugins = quicken([ySyncPlugin(body), yUndoPlugin()]);
  const view = {
    state: EditorState.create({ schema, plugins }),
    hasFocus: () => false,
    dispatch(transaction: Transaction) {
      const before = view.state;
      view.state = before.apply(transaction);
      for (const one of views) one.update?.(view as never, before);
    },
  };
  const views: ReturnType<NonNullable<(typeof plugins)[0]['spec']['view']>>[] = [];
  for (const plugin of plugins) {
    const made = plugin.spec.view?.call(plugin, view as never);
    if (made !== undefined) views.push(made);
  }
  return { view, body, doc };
}

type Editing = ReturnType<typeof openEditor>;

const blocksOf = (doc: ProseMirrorNode) => Array.from({ length: doc.childCount }, (_, index) => doc.child(index));
const expectEqual = ({ view, body }: Editing) =>
  expect(view.state.doc.toJSON()).toEqual(schema.nodeFromJSON(yXmlFragmentToProsemirrorJSON(body)).toJSON());
const mappingOf = ({ view }: Editing) => ySyncPluginKey.getState(view.state).binding.mapping;

function withBlocks(...texts: string[]): Y.Doc {
  const doc = new Y.Doc();
  const content = texts.map((text, at) => paragraph(`block${at}`, text));
  prosemirrorJSONToYXmlFragment(schema, { type: 'doc', content }, doc.getXmlFragment('default'));
  return doc;
}

describe('the quick binding', () => {
  // First, because ProseMirror warns of a selection between blocks only once.
  test('a page that begins with blocks in blocks opens with the caret in text', () => {
    const doc = new Y.Doc();
    const content = [{ type: 'callout', attrs: { id: 'frame' }, content: [paragraph('inside', 'words')] }];
    prosemirrorJSONToYXmlFragment(schema, { type: 'doc', content }, doc.getXmlFragment('default'));
    const warn = vi.spyOn(console, 'warn');
    const { selection } = openEditor(doc).view.state;
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
    expect(selection.$from.parent.textContent).toBe('words');
  });

  test('a letter typed here is written into its own block, and other blocks are not looked at', () => {
    const one = openEditor(withBlocks('first', 'second', 'third'));
    const types = one.body.toArray();
    const typeAt = (position: number) => one.view.dispatch(one.view.state.tr.insertText('!', position));
    typeAt(14);
    const read = vi.spyOn(Y.XmlElement.prototype, 'getAttributes');
    typeAt(14);
    typeAt(15);
    const readTypes = new Set(read.mock.contexts);
    read.mockRestore();
    expect([...readTypes]).toEqual([types[1]]);
    expect(one.view.state.doc.child(1).textContent).toBe('second!!!');
    expectEqual(one);
    expect(one.body.toArray()).toEqual(types);
  });

  test('a letter typed elsewhere leaves the other blocks the objects that they were', () => {
    const doc = withBlocks('first', 'second', 'third');
    const one = openEditor(doc);
    const before = blocksOf(one.view.state.doc);
    const text = (one.body.get(1) as Y.XmlElement).get(0) as Y.XmlText;
    doc.transact(() => text.insert(0, 'the '), 'somebody else');
    const after = blocksOf(one.view.state.doc);
    expect(after[1]?.textContent).toBe('the second');
    expect(after[0]).toBe(before[0]);
    expect(after[2]).toBe(before[2]);
    expectEqual(one);
  });

  test('plugins that are put up again draw nothing anew; what came in between is drawn', () => {
    const one = openEditor(withBlocks('first', 'second'));
    const before = one.view.state.doc;
    const { binding } = ySyncPluginKey.getState(one.view.state);
    binding.destroy();
    binding.initView(one.view);
    binding._forceRerender();
    expect(one.view.state.doc).toBe(before);
  });

  test('undo takes back what was typed here and leaves what others typed', () => {
    const doc = withBlocks('first', 'second');
    const one = openEditor(doc);
    one.view.dispatch(one.view.state.tr.insertText('my ', 1));
    const text = (one.body.get(1) as Y.XmlElement).get(0) as Y.XmlText;
    doc.transact(() => text.insert(0, 'their '), 'somebody else');
    yUndoPluginKey.getState(one.view.state).undoManager.undo();
    expect(blocksOf(one.view.state.doc).map((block) => block.textContent)).toEqual(['first', 'their second']);
    expectEqual(one);
  });

  test('a word that was typed while others wrote goes with one undo', () => {
    const doc = withBlocks('first', 'second');
    const one = openEditor(doc);
    const theirs = (one.body.get(1) as Y.XmlElement).get(0) as Y.XmlText;
    [...'mine '].forEach((letter, at) => {
      one.view.dispatch(one.view.state.tr.insertText(letter, 1 + at));
      doc.transact(() => theirs.insert(0, 'x'), 'somebody else');
      // Their caret is drawn, which changes nothing in the page.
      one.view.dispatch(one.view.state.tr.setMeta('caret', at));
    });
    yUndoPluginKey.getState(one.view.state).undoManager.undo();
    expect(blocksOf(one.view.state.doc).map((block) => block.textContent)).toEqual(['first', 'xxxxxsecond']);
    expectEqual(one);
  });

  const edit = fc.record({
    by: fc.nat(2),
    kind: fc.constantFrom('type', 'type', 'type', 'split', 'remove', 'join', 'move', 'mark', 'sync', 'undo'),
    at: fc.nat(1000),
    size: fc.nat(12),
    text: fc.string({ minLength: 1, maxLength: 4 }),
  });

  test('after an undo somebody else’s change leaves the caret where it is', () => {
    const doc = withBlocks('first', 'second');
    const one = openEditor(doc);
    one.view.dispatch(one.view.state.tr.insertText('my ', 1));
    const end = one.view.state.doc.content.size - 2;
    one.view.dispatch(one.view.state.tr.setSelection(TextSelection.create(one.view.state.doc, end)));
    yUndoPluginKey.getState(one.view.state).undoManager.undo();
    const text = (one.body.get(0) as Y.XmlElement).get(0) as Y.XmlText;
    doc.transact(() => text.insert(0, 'their '), 'somebody else');
    const { $from } = one.view.state.selection;
    expect([$from.parent.textContent, $from.parentOffset]).toEqual(['second', 5]);
  });

  test('a list that two people emptied together goes without an error, wherever the caret was', () => {
    const doc = new Y.Doc();
    const items = ['one', 'two'].map((text, at) => ({
      type: 'listItem',
      attrs: { id: `item${at}` },
      content: [paragraph(`line${at}`, text)],
    }));
    const list = { type: 'bulletList', attrs: { id: 'list' }, content: items };
    const content = [paragraph('start', 'start'), list, paragraph('end', 'end')];
    prosemirrorJSONToYXmlFragment(schema, { type: 'doc', content }, doc.getXmlFragment('default'));
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
    const one = openEditor(doc);
    const { tr } = one.view.state;
    tr.delete(8, 8 + (one.view.state.doc.child(1).firstChild?.nodeSize ?? 0));
    one.view.dispatch(tr.setSelection(TextSelection.atEnd(tr.doc)));
    (other.getXmlFragment('default').get(1) as Y.XmlElement).delete(1, 1);
    expect(() => Y.applyUpdate(doc, Y.encodeStateAsUpdate(other), 'net')).not.toThrow();
    expect(one.view.state.doc.textContent).toBe('startend');
    expectEqual(one);
  });

  test('three editors with random edits hold what a whole reading of the shared body gives, and agree in the end', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 60 }), (edits) => {
        const docs = [withBlocks('one', '', 'three', 'four'), new Y.Doc(), new Y.Doc()];
        const sync = () => {
          for (const from of docs)
            for (const to of docs) if (from !== to) Y.applyUpdate(to, Y.encodeStateAsUpdate(from), 'net');
        };
        sync();
        const editors = docs.map(openEditor);
        for (const { by, kind, at, size, text } of edits) {
          const editor = editors[by] as Editing;
          const { state } = editor.view;
          const position = Math.min(state.doc.content.size, 1 + (at % Math.max(1, state.doc.content.size)));
          const from = TextSelection.near(state.doc.resolve(position)).from;
          const { tr } = state;
          if (kind === 'type') editor.view.dispatch(tr.insertText(text, from));
          if (kind === 'split') editor.view.dispatch(tr.split(from));
          if (kind === 'remove') editor.view.dispatch(tr.delete(from, Math.min(from + size, state.doc.content.size)));
          if (kind === 'mark') {
            const mark = schema.marks['bold']?.create();
            const end = Math.min(from + size, state.doc.content.size);
            if (mark !== undefined) editor.view.dispatch(tr.addMark(from, end, mark));
          }
          if (kind === 'join') {
            const before = state.doc.resolve(from).before(1);
            if (before > 0) editor.view.dispatch(tr.join(before));
          }
          if (kind === 'move') {
            const $from = state.doc.resolve(from);
            const block = $from.node(1);
            tr.delete($from.before(1), $from.after(1));
            if (tr.doc.childCount > 1) editor.view.dispatch(tr.insert(tr.doc.content.size, block));
          }
          if (kind === 'undo') yUndoPluginKey.getState(state).undoManager.undo();
          if (kind === 'sync') sync();
          const position_ = editor.view.state.selection.from;
          const quick = relativePosition(editor.view.state.doc, position_, editor.body, mappingOf(editor));
          const counted = absolutePositionToRelativePosition(position_, editor.body, mappingOf(editor));
          expect(relativePositionToAbsolutePosition(editor.doc, editor.body, quick, mappingOf(editor))).toBe(
            relativePositionToAbsolutePosition(editor.doc, editor.body, counted, mappingOf(editor)),
          );
        }
        sync();
        sync();
        for (const editor of editors) {
          // An empty page shows one empty line that the shared body need not have.
          if (editor.body.length > 0) expectEqual(editor);
          expect(editor.view.state.doc.toJSON()).toEqual(editors[0]?.view.state.doc.toJSON());
          editor.body.toArray().forEach((type, index) => {
            const mapped = mappingOf(editor).get(type);
            if (mapped !== undefined) expect(mapped.nodeSize).toBe(editor.view.state.doc.child(index).nodeSize);
          });
        }
      }),
      { numRuns: 150 },
    );
  });
});
