import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { BlockNode } from '../block-node.ts';
import { bodyToText } from '../body-text.ts';
import { bodyToMarkdown, markdownToBody } from '../markdown/index.ts';
import { arbitraryBody } from '../testing/arbitrary-body.ts';
import { repairBlockIds } from './block-id-repair.ts';
import { readBody, writeBody } from './body.ts';
import { mergeBody } from './merge-body.ts';

function docOf(body: BlockNode): Y.Doc {
  const doc = new Y.Doc();
  writeBody(doc, body);
  return doc;
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

function exchange(left: Y.Doc, right: Y.Doc): void {
  Y.applyUpdate(left, Y.encodeStateAsUpdate(right));
  Y.applyUpdate(right, Y.encodeStateAsUpdate(left));
}

const read = (markdown: string) => markdownToBody(markdown).body;
const idsOf = (doc: Y.Doc) => (readBody(doc).content ?? []).map((node) => node.attrs?.['id']);

/** Bytes of what a change added to a document. */
function sizeOfChange(doc: Y.Doc, change: () => void): number {
  const before = Y.encodeStateVector(doc);
  change();
  return Y.encodeStateAsUpdate(doc, before).length;
}

test('merging gives the new body, whatever stood there before', () => {
  fc.assert(
    fc.property(arbitraryBody, arbitraryBody, (before, after) => {
      const doc = docOf(before);
      mergeBody(doc, after);
      const merged = readBody(doc);
      expect(bodyToText(merged)).toBe(bodyToText(after));
      expect(bodyToMarkdown(merged)).toBe(bodyToMarkdown(after));
    }),
    { numRuns: 40 },
  );
});

test('merging what is there already writes nothing', () => {
  fc.assert(
    fc.property(arbitraryBody, (body) => {
      const doc = docOf(body);
      let updates = 0;
      doc.on('update', () => updates++);
      mergeBody(doc, body);
      expect(updates).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test('Markdown of the same document keeps every id and writes nothing', () => {
  const markdown = '# One\n\ntwo *three*\n\n- a\n- b\n\n| x |\n| - |\n| y |\n';
  const doc = docOf(read(markdown));
  const before = readBody(doc);
  mergeBody(doc, { ...read(markdown) });
  expect(bodyToMarkdown(readBody(doc))).toBe(markdown);
  expect(bodyToText(readBody(doc))).toBe(bodyToText(before));
});

test('one changed word in a long page is a small edit that keeps the ids', () => {
  const lines = Array.from({ length: 500 }, (_, index) => `Paragraph number ${index} says something.`);
  const doc = docOf(read(lines.join('\n\n')));
  const before = idsOf(doc);
  lines[250] = 'Paragraph number 250 says nothing.';
  const body = read(lines.join('\n\n'));
  const size = sizeOfChange(doc, () => mergeBody(doc, withoutIds(body)));
  expect(size).toBeLessThan(200);
  expect(idsOf(doc)).toEqual(before);
  expect(bodyToText(readBody(doc))).toContain('250 says nothing.');
});

function withoutIds(node: BlockNode): BlockNode {
  const { id: _, ...attrs } = node.attrs ?? {};
  return { ...node, attrs, ...(node.content === undefined ? {} : { content: node.content.map(withoutIds) }) };
}

test('what somebody else types meanwhile survives', () => {
  const doc = docOf(read('Alpha beta.\n\nGamma delta.\n'));
  const other = copyOf(doc);
  const paragraph = other.getXmlFragment('default').get(0) as Y.XmlElement;
  (paragraph.get(0) as Y.XmlText).insert(6, 'brave ');
  mergeBody(doc, withoutIds(read('Alpha beta!\n\nNew words.\n\nGamma **delta**.\n')));
  exchange(doc, other);
  expect(bodyToMarkdown(readBody(doc))).toBe('Alpha brave beta!\n\nNew words.\n\nGamma **delta**.\n');
  expect(readBody(other)).toEqual(readBody(doc));
});

test('attributes that Markdown cannot say are kept', () => {
  const doc = docOf({ type: 'doc', content: [{ type: 'image', attrs: { src: '/a.png', alt: 'a', width: 300 } }] });
  mergeBody(doc, withoutIds(read('![b](/a.png)\n')));
  expect(readBody(doc).content?.[0]?.attrs).toMatchObject({ src: '/a.png', alt: 'b', width: 300 });
});

test('replicas that repair the same duplicates at once agree', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('x', 'y', 'z'), { minLength: 2, maxLength: 8 }), (names) => {
      const content = names.map((id) => ({ type: 'paragraph', attrs: { id } }));
      const left = docOf({ type: 'doc', content });
      const right = copyOf(left);
      repairBlockIds(left);
      repairBlockIds(right);
      exchange(left, right);
      expect(idsOf(left)).toEqual(idsOf(right));
      expect(new Set(idsOf(left)).size).toBe(names.length);
      expect(repairBlockIds(left)).toBe(0);
    }),
  );
});
