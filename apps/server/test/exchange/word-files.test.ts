import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockNode } from '@materi/editor';
import { schemaFault } from '@materi/editor/schema-check';
import { describe, expect, test } from 'vitest';
import { readDocx, type ReadDocument } from '../../src/domains/exchange/docx/read-docx.ts';
import { writeDocx } from '../../src/domains/exchange/docx/write-docx.ts';
import { evaluationData } from '../support/evaluation-data.ts';
import { parseNative } from './native-tree.ts';
import { bodyOutline, nativeOutline } from './outline.ts';

const written = ({ title, body, embedded }: ReadDocument) =>
  writeDocx({
    title: title ?? '',
    body,
    addresses: new Map(),
    pictures: new Map(embedded.map(({ address, bytes }) => [address, bytes])),
    titles: new Map(),
  });

/** A body without what may differ: ids, names of pictures, names of places in the page. */
function comparable(node: BlockNode): BlockNode {
  const { id: _id, ...rest } = node.attrs ?? {};
  const attrs = Object.fromEntries(
    Object.entries(rest)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, name === 'src' ? 'picture' : value]),
  );
  const marks = node.marks?.map((mark) =>
    String(mark.attrs?.['href'] ?? '').startsWith('#') ? { ...mark, attrs: { href: '#' } } : mark,
  );
  return {
    ...node,
    attrs,
    ...(marks === undefined ? {} : { marks }),
    ...(node.content === undefined ? {} : { content: node.content.map(comparable) }),
  };
}

const wordFiles = (set: string): string[] => {
  const folder = evaluationData(set);
  return folder === null
    ? []
    : readdirSync(folder)
        .filter((name) => name.endsWith('.docx'))
        .map((name) => join(folder, name));
};

/** The expectation with tracked changes accepted and comments left out, where there are several. */
function expectationOf(path: string): string {
  const stem = path.slice(0, -'.docx'.length);
  const folder = readdirSync(join(path, '..')).map((name) => join(path, '..', name));
  return (
    [`${stem}_accept.native`, `${stem}_no_comments.native`, `${stem}.native`].find((name) => folder.includes(name)) ??
    ''
  );
}

const pandoc = wordFiles('docx-pandoc');
test.skipIf(pandoc.length === 0)('the Word files to read are at hand', () => {
  expect(pandoc.length).toBeGreaterThan(0);
});
describe.skipIf(pandoc.length === 0)('Word files with an expected tree', () => {
  test.for(pandoc)('%s has the text and structure that pandoc finds', async (path) => {
    const read = await readDocx(path, readFileSync(path));
    expect(schemaFault(read.body)).toBeNull();
    expect(bodyOutline(read.body)).toEqual(nativeOutline(parseNative(readFileSync(expectationOf(path), 'utf8'))));
  });
});

const all = [...pandoc, ...wordFiles('docx-mammoth')];
describe.skipIf(all.length === 0)('every Word file at hand', () => {
  test.for(all)('%s comes out as a Word file that becomes the same page again', async (path) => {
    const first = await readDocx(path, readFileSync(path));
    const { bytes } = await written(first);
    const second = await readDocx(path, bytes);
    expect(schemaFault(second.body)).toBeNull();
    expect(comparable(second.body)).toEqual(comparable(first.body));
    expect(second.title).toBe(first.title);
    expect(second.embedded.map((file) => Buffer.from(file.bytes).toString('hex'))).toEqual(
      first.embedded.map((file) => Buffer.from(file.bytes).toString('hex')),
    );
  });
});
