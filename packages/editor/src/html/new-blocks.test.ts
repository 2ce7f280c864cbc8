import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BlockNode } from '../block-node.ts';
import { bodyToText } from '../body-text.ts';
import { bodyToMarkdown, markdownToBody } from '../markdown/index.ts';
import { schemaFault } from '../schema-check.ts';
import { arbitraryBody } from '../testing/arbitrary-body.ts';
import { bodyToHtml, htmlToBody } from './index.ts';

const through = (markdown: string): string => bodyToMarkdown(htmlToBody(bodyToHtml(markdownToBody(markdown).body)));

test.each([
  ['callouts', '> [!WARNING] 🔥\n>\n> - a\n'],
  ['toggles', '<details>\n<summary>More <strong>here</strong></summary>\n\n- a\n\n</details>\n'],
  ['columns', '<!-- columns -->\n\n<!-- column 2 -->\n\nleft\n\n<!-- column -->\n\nright\n\n<!-- /columns -->\n'],
  ['colours', '<mark>a</mark> <mark style="background-color: green">b</mark> <span style="color: red">c</span>\n'],
  ['people and days', '[@Ann](materi:person/7) by <time datetime="2026-12-01">2026-12-01</time>\n'],
  ['cards', '[A page](https://a.example/) <!-- bookmark {"description":"What it says"} -->\n'],
  ['pictures', '<div align="center"><img src="/p.png" alt="a" title="Caption" width="50%"></div>\n'],
  ['code with a caption', '```js title="x" wrap\na\n```\n'],
  ['formulas', 'so $a_b$\n\n$$\nc\n$$\n'],
  ['footnotes', 'See[^note].\n\n[^note]: The *note*.\n'],
  ['tables without a header', '|   |   |\n| - | - |\n| a | b |\n'],
])('%s survive HTML', (_name, markdown) => {
  expect(through(markdown)).toBe(markdown);
});

const words = (body: BlockNode): string => bodyToText(body).replace(/[\s\u00a0]+/g, '');

test('any body keeps its words through HTML, and what comes back fits the schema', () => {
  fc.assert(
    fc.property(arbitraryBody, (body) => {
      const read = htmlToBody(bodyToHtml(body));
      expect(schemaFault(read)).toBeNull();
      expect(words(read)).toBe(words(body));
    }),
    { numRuns: 100 },
  );
});

test('words between a picture and its caption, and nothing else of a figure, are kept', () => {
  const body = htmlToBody('<figure><img src="/p.png" alt="A"><figcaption>The <b>caption</b></figcaption></figure>');
  expect(body.content?.[0]).toMatchObject({ type: 'image', attrs: { alt: 'A', title: 'The caption' } });
});

test('rows that cells from above fill entirely do not tear the table', () => {
  const body = htmlToBody(
    '<table><tr><td rowspan="3">a</td><td rowspan="2">b</td></tr><tr></tr><tr><td>c</td></tr></table>',
  );
  const [table] = body.content ?? [];
  expect(table?.content?.map((row) => row.content?.map((cell) => [cell.attrs?.['rowspan'], bodyToText(cell)]))).toEqual(
    [
      [
        [2, 'a'],
        [1, 'b'],
      ],
      [[1, 'c']],
    ],
  );
});
