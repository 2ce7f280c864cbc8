import { zipSync } from 'fflate';
import { schemaFault } from '@materi/editor/schema-check';
import type { BlockNode } from '@materi/editor';
import { expect, test } from 'vitest';
import { isAppError } from '../../../kernel/errors.ts';
import { bodyToMarkdown } from '@materi/editor/markdown';
import { readDocx } from './read-docx.ts';
import { writeDocx } from './write-docx.ts';

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A Word file with this body, and other parts where a story needs them. */
const word = (body: string, parts: Record<string, string> = {}) =>
  zipSync({
    'word/document.xml': bytesOf(
      `<w:document xmlns:w="${W}" xmlns:r="${R}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:body>${body}</w:body></w:document>`,
    ),
    ...Object.fromEntries(Object.entries(parts).map(([path, text]) => [path, bytesOf(text)])),
  });
const related = (...parts: string[]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${parts
    .map((part, at) => `<Relationship Id="p${at}" Type="${R}/${part}" Target="${part}.xml"/>`)
    .join('')}</Relationships>`;
const p = (text: string, properties = '') =>
  `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
const item = (text: string, numId: number, level = 0) =>
  p(text, `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${numId}"/></w:numPr>`);

async function read(body: string, parts: Record<string, string> = {}) {
  const result = await readDocx('a.docx', word(body, parts));
  expect(schemaFault(result.body)).toBeNull();
  return { ...result, markdown: bodyToMarkdown(result.body) };
}

const level = (at: number, format: string) =>
  `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="%1."/><w:pPr><w:ind w:left="${720 * (at + 1)}"/></w:pPr></w:lvl>`;
const numbering = {
  'word/_rels/document.xml.rels': related('numbering'),
  'word/numbering.xml': `<w:numbering xmlns:w="${W}"><w:abstractNum w:abstractNumId="0">${level(0, 'decimal')}${level(1, 'lowerLetter')}</w:abstractNum><w:abstractNum w:abstractNumId="1">${level(0, 'bullet')}${level(1, 'bullet')}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num><w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num></w:numbering>`,
};

test('lists nest, go on after a paragraph, begin anew when told to, and keep paragraphs of their items', async () => {
  const { markdown } = await read(
    item('one', 1) +
      item('deep', 1, 1) +
      item('two', 1) +
      p('more of two', '<w:ind w:left="720"/>') +
      p('between') +
      item('three', 1) +
      item('again one', 2) +
      item('dot', 3),
    numbering,
  );
  expect(markdown).toBe(
    '1. one\n\n   1. deep\n\n2. two\n\n   more of two\n\nbetween\n\n3. three\n\n1) again one\n\n- dot\n',
  );
});

test('boxes become tasks, as Word has them and as text', async () => {
  const box = (checked: number) =>
    `<w:p><w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="${checked}"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t xml:space="preserve"> task</w:t></w:r></w:p>`;
  expect((await read(box(1) + box(0) + p('☑ typed'))).markdown).toBe('- [x] task\n- [ ] task\n- [x] typed\n');
});

test('merged cells become spans and head rows heads, in rows that are all as wide', async () => {
  const cell = (text: string, properties = '') => `<w:tc><w:tcPr>${properties}</w:tcPr>${p(text)}</w:tc>`;
  const { body } = await read(
    `<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>${cell('wide', '<w:gridSpan w:val="2"/>')}${cell('h')}</w:tr>` +
      `<w:tr>${cell('tall', '<w:vMerge w:val="restart"/>')}${cell('b')}${cell('c')}</w:tr><w:tr>${cell('', '<w:vMerge/>')}${cell('d')}</w:tr></w:tbl>`,
  );
  const table = body.content?.[0] as BlockNode;
  expect(
    table.content?.map((row) => row.content?.map(({ type, attrs }) => [type, attrs?.['colspan'], attrs?.['rowspan']])),
  ).toEqual([
    [
      ['tableHeader', 2, 1],
      ['tableHeader', 1, 1],
    ],
    [
      ['tableCell', 1, 2],
      ['tableCell', 1, 1],
      ['tableCell', 1, 1],
    ],
    [
      ['tableCell', 1, 1],
      ['tableCell', 1, 1],
    ],
  ]);
});

test('tracked changes are accepted and counted; a deleted paragraph end joins two paragraphs', async () => {
  const { markdown, losses } = await read(
    '<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">one </w:t></w:r><w:del w:id="2"><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>' +
      '<w:p><w:ins w:id="3"><w:r><w:t>two</w:t></w:r></w:ins></w:p>',
  );
  expect(markdown).toBe('one two\n');
  expect(losses).toEqual([{ kind: 'tracked_changes', count: 2, examples: ['gone', 'two'] }]);
});

test('formulas become LaTeX, in the text and in lines of their own', async () => {
  const fraction =
    '<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:sSup><m:e><m:r><m:t>β</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:den></m:f>';
  const { body } = await read(
    `<w:p><w:r><w:t xml:space="preserve">So </w:t></w:r><m:oMath>${fraction}</m:oMath></w:p><w:p><m:oMathPara><m:oMath>${fraction}</m:oMath></m:oMathPara></w:p>`,
  );
  expect(body.content?.[0]?.content?.[1]).toMatchObject({
    type: 'inlineMath',
    attrs: { latex: '\\frac{a}{{\\beta}^{2}}' },
  });
  expect(body.content?.[1]).toMatchObject({ type: 'mathBlock', attrs: { latex: '\\frac{a}{{\\beta}^{2}}' } });
});

test('fields across runs give links; text boxes follow their paragraph; hidden text is counted', async () => {
  const field = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
  const { markdown, losses } = await read(
    `<w:p>${field('begin')}<w:r><w:instrText> HYPER</w:instrText></w:r><w:r><w:instrText>LINK "https://example.org/" </w:instrText></w:r>${field('separate')}<w:r><w:t>here</w:t></w:r>${field('end')}</w:p>` +
      `<w:p><w:r><w:t>Beside</w:t></w:r><w:r><w:pict><w:txbxContent>${p('in the box')}</w:txbxContent></w:pict></w:r></w:p><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>`,
  );
  expect(markdown).toBe('[here](https://example.org/)\n\nBeside\n\nin the box\n');
  expect(losses.map(({ kind }) => kind)).toEqual(['text_boxes', 'hidden_text']);
});

test('the title is that of the style, else the property, unless a program made it up', async () => {
  const core = (title: string) => ({
    '_rels/.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="${R}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'docProps/core.xml': `<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${title}</dc:title></c>`,
  });
  expect((await read(p('Named', '<w:pStyle w:val="Title"/>') + p('x'), core('Other'))).title).toBe('Named');
  expect((await read(p('x'), core('Yearly report'))).title).toBe('Yearly report');
  expect((await read(p('x'), core('Microsoft Word - Document1'))).title).toBeNull();
});

test.each([
  ['no archive', bytesOf('hello'), 'import.unreadable_file'],
  ['an old file', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0), 'import.unreadable_file'],
  ['an archive without a document', zipSync({ 'a.txt': bytesOf('x') }), 'import.unreadable_file'],
  ['broken XML', zipSync({ 'word/document.xml': bytesOf('<w:document') }), 'import.unreadable_file'],
  [
    'XML that nests without end',
    zipSync({ 'word/document.xml': bytesOf('<a>'.repeat(5000)) }),
    'import.unreadable_file',
  ],
  ['a path out of it', zipSync({ '../x': bytesOf('x') }), 'import.unsafe_path'],
])('%s is refused with a sentence', async (_name, bytes, code) => {
  const fault = await readDocx('a.docx', bytes).catch((error: unknown) => error);
  expect(isAppError(fault) ? fault.code : fault).toBe(code);
});

test('everything that a page holds goes to Word and what Word can hold comes back', async () => {
  const text = (value: string, ...marks: NonNullable<BlockNode['marks']>): BlockNode => ({
    type: 'text',
    text: value,
    ...(marks.length > 0 ? { marks } : {}),
  });
  const para = (...content: BlockNode[]): BlockNode => ({ type: 'paragraph', content });
  const cell = (type: string, attrs: NonNullable<BlockNode['attrs']>, ...content: BlockNode[]): BlockNode => ({
    type,
    attrs: { colspan: 1, rowspan: 1, colwidth: null, align: null, background: null, ...attrs },
    content,
  });
  const body: BlockNode = {
    type: 'doc',
    content: [
      para(
        text('a', { type: 'highlight', attrs: { colour: 'green' } }),
        text('b', { type: 'textColour', attrs: { colour: 'red' } }),
        text('2', { type: 'superscript' }),
      ),
      { type: 'callout', attrs: { kind: 'warning', icon: null }, content: [para(text('Mind the step.'))] },
      {
        type: 'columnList',
        content: ['left', 'right'].map((word) => ({
          type: 'column',
          attrs: { width: 1 },
          content: [para(text(word))],
        })),
      },
      {
        type: 'table',
        content: [
          { type: 'tableRow', content: [cell('tableHeader', { colspan: 2, align: 'center' }, para(text('H')))] },
          {
            type: 'tableRow',
            content: [
              cell('tableCell', { background: 'yellow' }, para(text('1'))),
              cell('tableCell', {}, para(text('2'))),
            ],
          },
        ],
      },
      { type: 'codeBlock', attrs: { language: 'ts', meta: null }, content: [text('let a;\n\tb();')] },
      { type: 'horizontalRule' },
      { type: 'mathBlock', attrs: { latex: '\\frac{a}{b}' } },
      { type: 'toggle', content: [para(text('line')), para(text('folded'))] },
    ],
  };
  const { bytes, losses } = await writeDocx({
    title: 'All',
    body,
    addresses: new Map(),
    pictures: new Map(),
    titles: new Map(),
  });
  expect(losses).toEqual([
    { kind: 'formulas', count: 1 },
    { kind: 'toggles', count: 1 },
  ]);
  const graph = { type: 'codeBlock', attrs: { language: 'mermaid' }, content: [text('graph LR')] };
  const drawn = { title: '', addresses: new Map(), pictures: new Map(), titles: new Map() };
  expect((await writeDocx({ ...drawn, body: { type: 'doc', content: [graph] } })).losses).toEqual([
    { kind: 'diagrams', count: 1 },
  ]);
  const back = await readDocx('all.docx', bytes);
  expect(back.title).toBe('All');
  const opened = [...(body.content ?? []).slice(0, -1), para(text('line')), para(text('folded'))];
  expect(back.body).toEqual({ type: 'doc', content: opened });
});
