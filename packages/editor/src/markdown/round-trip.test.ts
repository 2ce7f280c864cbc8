import { getSchema } from '@tiptap/core';
import fc from 'fast-check';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BlockNode } from '../block-node.ts';
import { bodyToText } from '../body-text.ts';
import { documentExtensions } from '../extensions/index.ts';
import { arbitraryBody } from '../testing/arbitrary-body.ts';
import { bodyToMarkdown, markdownToBody } from './index.ts';

const schema = getSchema(documentExtensions());
const root = join(import.meta.dirname, '../../../..');
const folder = join(process.env['MATERI_BENCH_DATA'] ?? join(root, '../shared/data'), 'markdown-docs');

/** The body without ids, which are new at every reading. */
function shape(node: BlockNode): BlockNode {
  const { id: _, ...attrs } = node.attrs ?? {};
  return { ...node, attrs, ...(node.content === undefined ? {} : { content: node.content.map(shape) }) };
}

test.skipIf(!existsSync(folder))('documentation of a real project is read and written again unchanged', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  expect(files.length).toBeGreaterThan(0);
  for (const name of files) {
    const { body, properties } = markdownToBody(readFileSync(join(folder, name), 'utf8'));
    schema.nodeFromJSON(body).check();
    const written = bodyToMarkdown(body, { properties });
    const again = markdownToBody(written);
    expect({ name, body: shape(again.body), properties: again.properties }).toEqual({
      name,
      body: shape(body),
      properties,
    });
    expect(bodyToMarkdown(again.body, { properties })).toBe(written);
  }
});

if (!existsSync(folder)) process.stderr.write(`Skipped: there is no documentation folder at ${folder}.\n`);

/** Words of a body, without spaces: a space may move out of emphasis or fall away at the end of a line. */
function words(body: BlockNode): string {
  return bodyToText(body).replace(/\s+/g, '');
}

/** The types of the blocks, empty paragraphs left out: Markdown has none. */
function outline(node: BlockNode): unknown[] {
  return (node.content ?? []).flatMap((child): unknown[] => {
    if (/^(text|hardBreak|inlineMath|mention|dateMention|inlineImage)$/.test(child.type)) return [];
    if (child.type === 'paragraph') {
      const shown = (child.content ?? []).filter((inline) => inline.type !== 'hardBreak' && inline.text?.trim() !== '');
      const [only] = shown;
      if (shown.length === 0) return [];
      // Alone in its paragraph a picture is a block.
      if (shown.length === 1 && only?.type === 'inlineImage') return [['image']];
      // A formula with dollars in it needs a fence that makes it a block.
      if (shown.length === 1 && only?.type === 'inlineMath' && String(only.attrs?.['latex']).includes('$')) {
        return [['mathBlock']];
      }
      return ['paragraph'];
    }
    if (child.type === 'table' && (child.content?.length ?? 0) > 1) {
      const [head, ...rows] = child.content ?? [];
      // A header row with nothing in it stands for none.
      if (head?.content?.every((cell) => cell.type === 'tableHeader' && bodyToText(cell).trim() === '') === true)
        return [[child.type, ...outline({ type: 'table', content: rows })]];
    }
    if (child.type === 'tableRow') return [child.content?.length ?? 0];
    return [[child.type, ...outline(child)]];
  });
}

test('a body keeps its text and its blocks through Markdown, whatever the text looks like', () => {
  fc.assert(
    fc.property(arbitraryBody, (body) => {
      const markdown = bodyToMarkdown(body);
      const read = markdownToBody(markdown).body;
      schema.nodeFromJSON(read).check();
      expect(words(read)).toBe(words(body));
      expect(JSON.stringify(outline(read))).toEqual(JSON.stringify(outline(body)));
      // HTML has spaces between words only; where it is written, marks around them may settle once.
      const settled = /<(summary|table)>/.test(markdown) ? bodyToMarkdown(read) : markdown;
      expect(bodyToMarkdown(markdownToBody(settled).body)).toBe(settled);
    }),
    { numRuns: 150, seed: 655 },
  );
});
