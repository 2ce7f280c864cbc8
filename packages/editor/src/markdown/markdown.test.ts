import { getSchema } from '@tiptap/core';
import { expect, test } from 'vitest';
import { bodyToText } from '../body-text.ts';
import { blobIds, linkedDocumentIds } from '../body-links.ts';
import { documentExtensions } from '../extensions/index.ts';
import { run } from './fuzz.ts';
import { bodyToMarkdown, headingSlugs, markdownToBody } from './index.ts';

const schema = getSchema(documentExtensions());
const PAGE = '0197e7a0-0000-7000-8000-000000000001';
const BLOB = '0197e7a0-0000-7000-8000-000000000002';

/** Reads, checks against the schema, writes. */
function around(markdown: string): string {
  const { body, properties } = markdownToBody(markdown);
  schema.nodeFromJSON(body).check();
  return bodyToMarkdown(body, { properties });
}

test.each([
  ['tables with alignment', '| a  |  b |\n| :- | -: |\n| 1  | \\| |\n'],
  ['line breaks in cells', '| a        |\n| -------- |\n| 1<br>two |\n'],
  ['task lists', '- [ ] open\n- [x] done\n'],
  ['lists that mix boxes and none', '- [ ] open\n- none\n'],
  ['list numbers', '7. seven\n8. eight\n'],
  ['loose lists', '- a\n\n- b\n'],
  ['two lists side by side', '- a\n\n+ b\n'],
  ['footnotes', 'See[^note].\n\n[^note]: The *note*.\n\n    With two paragraphs.\n'],
  ['formulas', 'So $a_b$ and\n\n$$\n\\int_0^1 x\n$$\n'],
  ['strikethrough', '~~gone~~\n'],
  ['underline', '<u>under</u>\n'],
  ['marks around pictures and formulas', '**a ![p](p.png) $x$** [![badge](b.svg)](https://a.example) end\n'],
  ['linked pictures', '[![badge](b.svg "t")](https://a.example)\n'],
  ['code in links', '[`code` and *more*](https://a.example)\n'],
  ['fences with more than a language', '```js {1,3} title="x"\na\n```\n'],
  ['code with fences in it', '````md\n```\n````\n'],
  ['raw HTML', '<video controls>\n</video>\n\ntext <kbd>K</kbd>\n'],
  ['hard breaks', 'one\\\ntwo\n'],
  ['autolinks', '<https://a.example/x>\n'],
  ['items that begin with a heading', '- # Title\n'],
  ['callouts', '> [!WARNING]\n> Mind **this**.\n>\n> - a\n'],
  ['callouts with a sign of their own', '> [!TIP] 🌱\n>\n> - a\n'],
  ['toggles', '<details>\n<summary>More <strong>here</strong></summary>\n\n- a\n\ntext\n\n</details>\n'],
  ['toggle headings', '<details>\n<summary><h2>Part</h2></summary>\n\ntext\n\n</details>\n'],
  [
    'toggles in toggles',
    '<details>\n<summary>a</summary>\n\n<details>\n<summary>b</summary>\n\nc\n\n</details>\n\n</details>\n',
  ],
  ['columns', '<!-- columns -->\n\n<!-- column 2 -->\n\nleft\n\n<!-- column -->\n\nright\n\n<!-- /columns -->\n'],
  [
    'highlights and colours',
    '<mark>a</mark> <mark style="background-color: green">b</mark> <span style="color: red">c</span>\n',
  ],
  ['raised and lowered words', 'x<sup>2</sup> H<sub>2</sub>O\n'],
  ['people and days', '- [ ] Ask [@Ann Lee](materi:person/7) by <time datetime="2026-12-01">2026-12-01</time>\n'],
  ['embeds', '[A film](https://films.example/1) <!-- embed -->\n'],
  ['bookmarks', '[A page](https://a.example/) <!-- bookmark {"description":"What it says"} -->\n'],
  ['files', '[plan.pdf](/api/v1/blobs/1) <!-- file {"sizeBytes":7} -->\n'],
  ['pictures with a width', '<img src="/p.png" alt="a" title="Caption" width="50%">\n'],
  ['pictures in the middle', '<div align="center"><img src="/p.png" alt="a"></div>\n'],
  ['captions of code', '```mermaid title="The way" wrap\nflowchart LR\n```\n'],
  ['tables without a header', '|   |   |\n| - | - |\n| a | b |\n'],
  [
    'tables with spans',
    '<table>\n<tr>\n<th colspan="2">a</th>\n</tr>\n<tr>\n<td style="background-color: blue">b</td>\n<td>c</td>\n</tr>\n</table>\n',
  ],
  ['raw HTML that opens and never closes', '<details>\n<summary>x</summary>\n\ntext\n'],
  ['comments that only look like columns', '<!-- column -->\n\ntext\n\n<!-- /columns -->\n'],
  ['front matter', '---\ntitle: "A: b"\ntags:\n  - x\n  - y\n---\n\ntext\n'],
])('%s stay as they are', (_name, markdown) => {
  expect(around(markdown)).toBe(markdown);
});

test('words between double equals signs are highlighted, as other programs write them', () => {
  expect(around('==one *two*== but a == b and c==d, \\==not==\n')).toBe(
    '<mark>one *two*</mark> but a \\== b and c\\==d, \\==not\\==\n',
  );
});

test('kinds and titles of Obsidian become callouts', () => {
  expect(around('> [!bug]- Known\n> text\n')).toBe('> [!CAUTION]\n> **Known**\n>\n> text\n');
  expect(around('> \\[!NOTE]\n> text\n')).toBe('> \\[!NOTE] text\n');
  expect(around('> [!unheard]\n> of\n')).toBe('> \\[!unheard] of\n');
});

test('a toggle may be longer than the pieces in which a text is read', () => {
  const filler = Array.from({ length: 800 }, (_, index) => `Paragraph ${index} of plain words.`).join('\n\n');
  const markdown = `<details>\n<summary>All</summary>\n\n${filler}\n\n</details>\n`;
  expect(markdownToBody(markdown).body.content).toHaveLength(1);
  expect(around(markdown)).toBe(markdown);
});

test('reference links are resolved', () => {
  expect(around('[a][1], [b] and ![c][1]\n\n[1]: /x "t"\n[B]: <y z>\n')).toBe(
    '[a](/x "t"), [b](<y z>) and ![c](/x "t")\n',
  );
});

test('two prices are no formula', () => {
  expect(around('from $5 to $10, *really*\n')).toBe('from \\$5 to \\$10, *really*\n');
});

test('front matter that YAML rejects is kept as code, and a rule is no front matter', () => {
  expect(around('---\na: [\n---\n\ntext\n')).toBe('```yaml\na: [\n```\n\ntext\n');
  expect(around('---\nTitle\n---\n')).toBe('***\n\n## Title\n');
});

test('wiki links become page links, unless they are escaped or lead nowhere', () => {
  const { body } = markdownToBody('\\[\\[Plan]], [[Plan]], [[Plan|the plan]], [[Nowhere]], `[[Plan]]`', {
    wikiLink: (target, label) => (target === 'Plan' ? { documentId: PAGE, label: label ?? target } : null),
  });
  expect(bodyToMarkdown(body, { linkTo: () => 'plan.md' })).toBe(
    '\\[\\[Plan]], [Plan](plan.md), [the plan](plan.md), \\[\\[Nowhere]], `[[Plan]]`\n',
  );
  expect(linkedDocumentIds(body)).toEqual([PAGE]);
});

test('addresses of pages and pictures are rewritten on the way out, those that atoms carry too', () => {
  const { body } = markdownToBody(
    `[a](/d/${PAGE}#part) x [![b](/api/v1/blobs/${BLOB})](/d/${PAGE}) and [c](https://a.example)`,
  );
  expect(linkedDocumentIds(body)).toEqual([PAGE]);
  expect(blobIds(body)).toEqual([BLOB]);
  const markdown = bodyToMarkdown(body, {
    linkTo: (id, fragment) => (id === PAGE ? `plan.md${fragment === null ? '' : `#${fragment}`}` : null),
    imageTo: (src) => (src.endsWith(BLOB) ? 'assets/b.png' : src),
  });
  expect(markdown).toBe('[a](plan.md#part) x [![b](assets/b.png)](plan.md) and [c](https://a.example)\n');
});

test('headings are named as on GitHub', () => {
  const { body } = markdownToBody('# Über *uns*\n\n## `api.call()`\n\n## `api.call()`\n');
  expect(headingSlugs(body).map(({ slug, level }) => [slug, level])).toEqual([
    ['über-uns', 1],
    ['apicall', 2],
    ['apicall-1', 2],
  ]);
});

test.each([
  ['quotes', '>'.repeat(100_000)],
  ['brackets', '['.repeat(100_000)],
  ['bracket pairs', '['.repeat(20_000) + ']'.repeat(20_000)],
  ['stars', '*a_ '.repeat(20_000)],
  ['lists on one line', '- '.repeat(50_000) + 'a'],
  ['lists by indentation', Array.from({ length: 1500 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n')],
  ['underlines', 'a\n-\n'.repeat(10_000)],
  ['NUL', '\0'.repeat(1000)],
  ['lone surrogates', '\ud800a'.repeat(1000)],
  ['deep HTML', '<div>'.repeat(5000)],
  ['deep tables', '<table><tr><td>'.repeat(5000)],
  ['toggles without end', '<details>\n<summary>x</summary>\n\n'.repeat(2000)],
  ['toggles in toggles', '<details>\n<summary>x</summary>\n\n'.repeat(2000) + '</details>\n\n'.repeat(2000)],
  ['toggles on one line', '<details><summary>'.repeat(20_000)],
  ['equals signs', '==a '.repeat(20_000)],
  ['alerts in alerts', `${'> '.repeat(500)}[!NOTE]\n`.repeat(20)],
  ['columns without end', '<!-- columns -->\n\n<!-- column -->\n\n'.repeat(2000)],
])('hostile input does not hang or crash: %s', (_name, markdown) => {
  const written = around(markdown);
  expect(written).not.toMatch(/\0/);
  expect(written.isWellFormed()).toBe(true);
});

test('a long document keeps its words', () => {
  const paragraph = 'Some *words* with a [link](https://a.example), `code` and a list:\n\n- one\n- two\n\n';
  const markdown = paragraph.repeat(Math.ceil(200_000 / paragraph.length));
  expect(bodyToText(markdownToBody(markdown).body).length).toBeGreaterThan(100_000);
});

test('references reach their definitions across a long text', () => {
  const filler = Array.from({ length: 2000 }, (_, index) => `Paragraph ${index} of plain words.`).join('\n\n');
  const { body } = markdownToBody(`[Start] and[^n]\n\n${filler}\n\n[end][START]\n\n[start]: /x\n[^n]: Note\n`);
  const markdown = bodyToMarkdown(body);
  expect(markdown.startsWith('[Start](/x) and[^n]\n\nParagraph 0 of')).toBe(true);
  const undefinedThere = `[no]\n\n${filler}\n\n    [no]: code\n`;
  expect(bodyToMarkdown(markdownToBody(undefinedThere).body).startsWith('\\[no]\n\n')).toBe(true);
  expect(markdown.endsWith('\n\n[end](/x)\n\n[^n]: Note\n')).toBe(true);
});

test('random files do not crash the conversion', () => {
  expect(run({ files: 50, seed: 7 }).failures).toEqual([]);
});
