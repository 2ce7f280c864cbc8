import { getSchema } from '@tiptap/core';
import { expect, test } from 'vitest';
import { documentExtensions } from '../extensions/index.ts';
import { bodyToMarkdown, markdownToBody } from '../markdown/index.ts';
import { bodyToHtml, htmlToBody } from './index.ts';

const schema = getSchema(documentExtensions());

test('HTML becomes the same body as the Markdown that says the same', () => {
  const body = htmlToBody(
    '<h2>Plan</h2><p>One <b>bold</b> <u>word</u> and <a href="https://a.example">a link</a></p>' +
      '<ul><li>a</li><li><input type="checkbox" checked> b</li></ul><table><tr><th>x</th></tr><tr><td>1</td></tr></table>' +
      '<pre><code class="language-js">let a;\n</code></pre>',
  );
  schema.nodeFromJSON(body).check();
  expect(bodyToMarkdown(body)).toBe(
    '## Plan\n\nOne **bold** <u>word</u> and [a link](https://a.example)\n\n- a\n- [x] b\n\n| x |\n| - |\n| 1 |\n\n```js\nlet a;\n```\n',
  );
});

test.each([
  ['<script>alert(1)</script>', 'alert(1)'],
  ['<img src=x onerror=alert(1)>', 'onerror'],
  ['<a href="javascript:alert(1)">x</a>', 'javascript:'],
  ['<a href="JaVaScRiPt:alert(1)">x</a>', 'script:'],
  ['<svg><script>alert(1)</script></svg>', 'alert(1)'],
  ['<iframe src="https://a.example"></iframe>', 'iframe'],
  ['<style>body{display:none}</style>', 'display'],
  ['<p style="position:fixed" onclick="x()">t</p>', 'position'],
  ['<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>', 'onerror'],
])('%s never comes in and never goes out', (html, evil) => {
  expect(JSON.stringify(htmlToBody(html))).not.toContain(evil);
  for (const markdown of [html, `text ${html} text`, `[x](<${html}>)`]) {
    const written = bodyToHtml(markdownToBody(markdown).body);
    expect(written).not.toMatch(/<(script|style|iframe|svg)|href="[a-z]*script:|<[^>]* on[a-z]+=/i);
  }
});

test('a link to a script written in Markdown loses its address in HTML', () => {
  expect(bodyToHtml(markdownToBody('[x](javascript:alert\\(1\\)) ![y](data:text/html,hi)').body)).toBe(
    '<p><a>x</a> <img alt="y"></p>',
  );
});

test('raw HTML in a page is shown as HTML, cleaned', () => {
  expect(bodyToHtml(markdownToBody('<details open onclick="x()">\n<b>hi</b>\n</details>\n').body)).toBe(
    '<details open>\n<b>hi</b>\n</details>',
  );
});
