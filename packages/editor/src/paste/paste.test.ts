import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visitNodes, type BlockNode } from '../block-node.ts';
import { bodyToMarkdown } from '../markdown/index.ts';
import { schemaFault } from '../schema-check.ts';
import { looksLikeMarkdown, readPaste, type PasteOptions } from './index.ts';

/** What a fixture becomes, as Markdown because that is easy to read. */
function pasted(name: string, options: PasteOptions = {}): { source: string; markdown: string; body: BlockNode } {
  const paste = readPaste(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.clip`), 'utf8'), options);
  if (paste === null) throw new Error(`${name} was not read.`);
  expect(schemaFault(paste.body)).toBeNull();
  return { ...paste, markdown: bodyToMarkdown(paste.body) };
}

test('Word: real lists, headings, notes, tables with spans; nothing of what it says to itself', () => {
  const { source, markdown } = pasted('word');
  expect(source).toBe('word');
  expect(markdown).toBe(`# Report on the harbour

# What we saw

A **bold** and *slanted* word, ~~gone~~, <u>under</u>, <mark style="background-color: yellow">marked</mark>, <span style="color: red">red</span>, H<sub>2</sub>O[^1] and a [link](https://a.example/x).

- first
  - below
- second

Between.

3. three
4. four

<table>
<tr>
<th colspan="2" style="background-color: yellow">Ships</th>
</tr>
<tr>
<td>in</td>
<td>12</td>
</tr>
</table>

> Said at sea.

is so

[^1]: The *source*.
`);
});

test('footnotes that are pasted do not take the names of those on the page', () => {
  const { markdown } = pasted('word', { takenFootnotes: new Set(['1', '2']) });
  expect(markdown).toContain('H<sub>2</sub>O[^3]');
  expect(markdown).toContain('[^3]: The *source*.');
});

test('Google Docs: marks from styles, nested lists, checklists, tables', () => {
  const { source, markdown, body } = pasted('google-docs');
  expect(source).toBe('google-docs');
  expect(markdown).toBe(
    `## Plan

Some **bold**, *slanted*, ~~gone~~, <mark style="background-color: yellow">marked</mark>, <span style="color: blue">blue</span> and [a link](https://a.example/).

- one
  - deeper
- two

- [x] ~~done~~
- [ ] open

<table>
<tr>
<th style="background-color: green">Name</th>
<th>Count</th>
</tr>
<tr>
<td>a</td>
<td>1</td>
</tr>
</table>

<img src="https://lh7-rt.googleusercontent.com/docsz/abc" alt="" width="20">
`
      .replace('- two\n\n- [x]', '- two\n\n+ [x]')
      .replace('- [ ] open', '+ [ ] open'),
  );
  const types: string[] = [];
  visitNodes(body, (node) => void types.push(node.type));
  expect(types.filter((type) => type === 'taskItem')).toHaveLength(2);
});

test('a row in the head of a table is its header, however it looks', () => {
  const row = (...words: string[]) =>
    `<tr>${words.map((word) => `<td><p class=MsoNormal>${word}</p></td>`).join('')}</tr>`;
  const html = `<meta name=Generator content="Microsoft Word 15"><table class=MsoTableGrid><thead>${row('Name', 'Age')}</thead>${row('Ada', '36')}</table>`;
  const [table] = readPaste(html, { takenFootnotes: new Set(), language: null })?.body.content ?? [];
  expect(table?.content?.map((each) => each.content?.map((cell) => cell.type))).toEqual([
    ['tableHeader', 'tableHeader'],
    ['tableCell', 'tableCell'],
  ]);
});

test('Notion: callouts, to-dos, toggles, tables, code', () => {
  const { source, markdown } = pasted('notion');
  expect(source).toBe('notion');
  expect(markdown).toBe(`# Trip

Bring **warm** clothes and \`socks\`.

> [!NOTE] 💡
> Mind the *tide*.

- [ ] Book the ferry
- [x] Pack

<details>
<summary>Costs</summary>

Too much.

</details>

| Day | Place |
| --- | ----- |
| 1   | Oban  |

\`\`\`python
print(1)
\`\`\`

> Far away.
`);
});

test('Excel: cells with their colours, spans and header', () => {
  const { source, markdown } = pasted('excel');
  expect(source).toBe('excel');
  expect(markdown).toBe(`<table>
<tr>
<th align="center">Item</th>
<th align="center">Price</th>
</tr>
<tr>
<td style="background-color: green">Tea</td>
<td align="right">3.20</td>
</tr>
<tr>
<td colspan="2">Total &#x26; more</td>
</tr>
</table>
`);
});

test('Google Sheets: a bold first row is the header', () => {
  const { source, body } = pasted('google-sheets');
  expect(source).toBe('google-sheets');
  const [table] = body.content ?? [];
  expect(table?.content?.map((row) => row.content?.map((cell) => cell.type))).toEqual([
    ['tableHeader', 'tableHeader'],
    ['tableCell', 'tableCell'],
  ]);
});

test('one cell of a spreadsheet is its words', () => {
  const html = '<google-sheets-html-origin><table><tbody><tr><td>only</td></tr></tbody></table>';
  const paste = readPaste(html);
  expect(paste === null ? null : bodyToMarkdown(paste.body)).toBe('only\n');
});

test('VS Code: code, with the language that the clipboard names', () => {
  const { source, markdown } = pasted('vscode', { language: 'javascript' });
  expect(source).toBe('code-editor');
  expect(markdown).toBe('```javascript\nif (a) {\n\n  run();\n}\n```\n');
});

test("Apple's programs: marks from the classes of the style sheet", () => {
  const { source, markdown } = pasted('apple-pages');
  expect(source).toBe('apple');
  expect(markdown).toBe('**Shopping**\n\nSome <u>things</u> and **more**\n\n- milk\n- bread\n');
});

test('pages of the web: their meaning without their theme', () => {
  const { source, markdown } = pasted('web');
  expect(source).toBe('web');
  expect(markdown).toBe(`## Install

Run it **now**.

\`\`\`shell
npm ci
npm test
\`\`\`

> [!TIP]
> Be quick.

- [x] done

So $x^2$.

bad
`);
});

test('assistants: code without the bar above it, in its language', () => {
  const html = `<pre class="over"><div><div>javascript</div><button>Copy code</button></div><div>
    <code class="hljs language-javascript"><span>const</span> a = 1;\nb();</code></div></pre>`;
  const paste = readPaste(html);
  expect(paste === null ? null : bodyToMarkdown(paste.body)).toBe('```javascript\nconst a = 1;\nb();\n```\n');
});

test('what this editor copied itself is left to it', () => {
  expect(readPaste('<p data-pm-slice="1 1 []">words</p>')).toBeNull();
  expect(readPaste('  ')).toBeNull();
});

test('pictures inside the HTML keep their data for the upload', () => {
  const paste = readPaste('<p>a</p><p><img src="data:image/png;base64,iVBORw0KGgo=" alt="x"></p>');
  expect(paste?.body.content?.[1]).toMatchObject({
    type: 'image',
    attrs: { src: 'data:image/png;base64,iVBORw0KGgo=' },
  });
});

test('whatever is on the clipboard, the body is one that an editor shows whole', () => {
  const tags = 'p ul ol li table tr td th h1 b span del u a br img div section aside details summary sup o:p pre code';
  const pieces = tags.split(' ').flatMap((tag) => [`<${tag}>`, `</${tag}>`]);
  const part = fc.oneof(
    fc.constantFrom(
      ...pieces,
      'word ',
      "<p style='mso-list:l0 level3 lfo1'>",
      "<span style='mso-list:Ignore'>1.</span>",
      '<li role="checkbox" aria-checked="true">',
      '<a href="#_ftn1">',
      '<a href="#_ftnref1" name="_ftn1">',
      '<td colspan="3" rowspan="4" style="background:#fc0">',
      '<span style="font-weight:700;color:#f00">',
      '<!-- notionvc: x -->',
      '<b id="docs-internal-guid-1">',
    ),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
      const paste = readPaste(parts.join(''));
      if (paste !== null) expect(schemaFault(paste.body)).toBeNull();
    }),
    { numRuns: 300 },
  );
});

test.each([
  '# Title',
  '- item\n- item',
  '1. first\n2. second',
  '> quote\n> more',
  '```\ncode\n```',
  '| a | b |\n| - | - |\n| 1 | 2 |',
  'some **bold** words',
  'a [link](https://x.org) to it',
  '$$\nx\n$$',
  '- [ ] to do',
  '> [!NOTE]\n> text',
  'run `make test` first',
])('%j is Markdown', (text) => {
  expect(looksLikeMarkdown(text)).toBe(true);
});

test.each([
  'plain words',
  'a * b * c',
  '*sighs* well',
  '- one line with a dash',
  '#hashtag',
  'price: $5 and $6',
  '-5 degrees',
  '1.5 metres',
  '1. May is a holiday',
  'snake_case_name and __init__x',
  'https://example.org/a_b_c',
  'if (a ** b ** c) {}',
  'x[0](y)',
  '> replied',
  'a | b | c',
])('%j is plain text', (text) => {
  expect(looksLikeMarkdown(text)).toBe(false);
});
