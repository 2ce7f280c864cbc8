import { getSchema } from '@tiptap/core';
import { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { prosemirrorToYXmlFragment, yXmlFragmentToProseMirrorRootNode } from '@tiptap/y-tiptap';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { BlockNode } from '../block-node.ts';
import { bodyToText } from '../body-text.ts';
import { withBlockIds } from '../block-ids.ts';
import { documentExtensions } from '../extensions/index.ts';
import { markDefaults, nodeDefaults } from '../schema-defaults.ts';
import { arbitraryBody } from '../testing/arbitrary-body.ts';
import { readBody, writeBody } from './body.ts';
import { mergeBody } from './merge-body.ts';

const schema = getSchema(documentExtensions());

/** The same body with null attributes, empty attribute sets and empty contents left out. */
function plain(node: BlockNode): BlockNode {
  const attrs = Object.fromEntries(Object.entries(node.attrs ?? {}).filter(([, value]) => value !== null));
  return {
    type: node.type,
    ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
    ...(node.text === undefined ? {} : { text: node.text }),
    ...(node.marks?.length ? { marks: node.marks.map((mark) => plain(mark as BlockNode)) } : {}),
    ...(node.content?.length ? { content: node.content.map(plain) } : {}),
  };
}

function docOf(body: BlockNode): Y.Doc {
  const doc = new Y.Doc();
  writeBody(doc, body);
  return doc;
}

test('the table of defaults says what the schema says', () => {
  for (const [name, type] of Object.entries(schema.nodes)) {
    const defaults = Object.entries(type.spec.attrs ?? {}).filter(([, attr]) => attr.default !== null);
    expect({ [name]: nodeDefaults(name) }).toEqual({
      [name]: Object.fromEntries(defaults.map(([key, attr]) => [key, attr.default])),
    });
  }
  for (const [name, type] of Object.entries(schema.marks)) {
    expect(Object.keys(markDefaults(name))).toEqual(Object.keys(type.spec.attrs ?? {}));
    expect(type.excludes(type)).toBe(true);
  }
});

test('what we write, the editor binding reads as the same document', () => {
  fc.assert(
    fc.property(arbitraryBody, (body) => {
      const node = yXmlFragmentToProseMirrorRootNode(docOf(body).getXmlFragment('default'), schema);
      expect(plain(node.toJSON() as BlockNode)).toEqual(plain(schema.nodeFromJSON(body).toJSON() as BlockNode));
    }),
    { numRuns: 100 },
  );
});

test('what the editor binding writes, we read as the same document, and we write the same shared types', () => {
  fc.assert(
    fc.property(arbitraryBody, (body) => {
      const node: ProseMirrorNode = schema.nodeFromJSON(body);
      const theirs = new Y.Doc();
      prosemirrorToYXmlFragment(node, theirs.getXmlFragment('default'));
      expect(plain(readBody(theirs))).toEqual(plain(node.toJSON() as BlockNode));
      expect(docOf(body).getXmlFragment('default').toJSON()).toBe(theirs.getXmlFragment('default').toJSON());
    }),
    { numRuns: 100 },
  );
});

test('overlapping marks of one type survive reading and writing', () => {
  const marks = [
    { type: 'comment', attrs: { thread: 'a' } },
    { type: 'comment', attrs: { thread: 'b' } },
  ];
  const body = { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'both', marks }] }] };
  expect(readBody(docOf(body))).toEqual(body);
});

test('a code block alone gives exactly its text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const content = text === '' ? [] : [{ type: 'text', text }];
      expect(bodyToText(readBody(docOf({ type: 'doc', content: [{ type: 'codeBlock', content }] })))).toBe(
        text.toWellFormed(),
      );
    }),
  );
});

test('unknown elements and attributes are kept, and give the text of their children', () => {
  const body: BlockNode = {
    type: 'doc',
    content: [
      {
        type: 'kanban',
        attrs: { lanes: [{ name: 'a' }], open: true },
        content: [{ type: 'lane', content: [{ type: 'text', text: 'inside' }] }],
      },
    ],
  };
  const doc = docOf(body);
  expect(readBody(doc)).toEqual(body);
  expect(bodyToText(readBody(doc))).toBe('inside');
});

test('shared documents of other programs never make reading throw', () => {
  const names = fc.constantFrom('paragraph', 'tableCell', 'text', 'doc', '__proto__', 'whatever');
  type Fill = { kind: number; name: string; text: string; children: Fill[] };
  const { fill } = fc.letrec<{ fill: Fill }>((tie) => ({
    fill: fc.record({
      kind: fc.integer({ min: 0, max: 6 }),
      name: names,
      text: fc.string({ unit: 'binary' }),
      children: fc.oneof({ depthSize: 'small' }, fc.constant<Fill[]>([]), fc.array(tie('fill'), { maxLength: 4 })),
    }),
  }));
  const put = (parent: Y.XmlFragment, fills: readonly Fill[]): void => {
    for (const { kind, name, text, children } of fills) {
      if (kind === 0) {
        const shared = new Y.XmlText();
        parent.push([shared]);
        shared.insert(0, text.toWellFormed(), { bold: true, [name]: { a: 1 } });
        shared.insertEmbed(0, { picture: 1 });
      } else if (kind === 1) parent.push([new Y.XmlHook(name) as unknown as Y.XmlElement]);
      else if (kind === 2) parent.push([new Y.Map() as unknown as Y.XmlElement]);
      else if (kind === 3) parent.push([{ json: text } as unknown as Y.XmlElement]);
      else {
        const element = new Y.XmlElement<{ [key: string]: object | string }>(name);
        parent.push([element as unknown as Y.XmlElement]);
        element.setAttribute('level', { deep: [text] });
        element.setAttribute('__proto__', text);
        put(element, children);
      }
    }
  };
  fc.assert(
    fc.property(fc.array(fill, { maxLength: 6 }), (fills) => {
      const doc = new Y.Doc();
      put(doc.getXmlFragment('default'), fills);
      const body = readBody(doc);
      bodyToText(body);
      JSON.stringify(body);
      mergeBody(
        doc,
        withBlockIds({ type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'x' }] }] }),
      );
      expect(bodyToText(readBody(doc))).toBe('x');
    }),
  );
});

test('a root that another program filled as plain text is read as a paragraph', () => {
  const writer = new Y.Doc();
  writer.getText('default').insert(0, 'plain words');
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(writer));
  expect(bodyToText(readBody(doc))).toBe('plain words');
});

test('nesting without end is read without overflowing the stack', () => {
  const doc = new Y.Doc();
  let parent: Y.XmlFragment = doc.getXmlFragment('default');
  for (let depth = 0; depth < 3000; depth++) {
    const child = new Y.XmlElement('blockquote');
    parent.insert(0, [child]);
    parent = child;
  }
  parent.insert(0, [new Y.XmlText('bottom')]);
  expect(bodyToText(readBody(doc))).toBe('bottom');
});
