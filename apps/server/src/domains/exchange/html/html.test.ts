import { schemaFault } from '@materi/editor/schema-check';
import { bodyToMarkdown } from '@materi/editor/markdown';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readHtml } from './read-html.ts';
import { writeHtml } from './write-html.ts';

const read = (html: string) => {
  const result = readHtml(new TextEncoder().encode(html));
  expect(schemaFault(result.body)).toBeNull();
  return { ...result, markdown: bodyToMarkdown(result.body) };
};

test('a saved page keeps what it is about and loses its menus', () => {
  const { title, markdown, losses } = read(
    `<title>Site – Reading rooms</title><nav>Home About</nav><article><h1>Reading rooms</h1><p>${'Quiet. '.repeat(60)}</p></article><footer>Imprint</footer>`,
  );
  expect(title).toBe('Reading rooms');
  expect(markdown).toMatch(/^Quiet\./);
  expect(markdown).not.toMatch(/About|Imprint/);
  expect(losses).toEqual([]);
});

test('footnotes of several programs become footnotes', () => {
  const pandoc =
    '<p>A<a href="#fn1" class="footnote-ref" id="fnref1"><sup>1</sup></a></p><section class="footnotes"><hr><ol><li id="fn1"><p>Note.<a href="#fnref1" class="footnote-back">↩︎</a></p></li></ol></section>';
  const word =
    '<p>A<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a></p><div><div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> Note.</p></div></div>';
  for (const html of [pandoc, word]) {
    const { markdown } = read(html);
    expect(markdown).toMatch(/A\[\^1\]/);
    expect(markdown).toMatch(/\[\^1\]: Note\./);
  }
});

test('the blocks of Notion and Confluence become ours', () => {
  const { markdown } = read(
    '<article><header><h1 class="page-title">P</h1></header><div class="page-body"><figure class="callout"><div>💡</div><div>Tip</div></figure>' +
      '<ul class="to-do-list"><li><div class="checkbox checkbox-on"></div> <span class="to-do-children-checked">done</span></li></ul>' +
      '<ul class="toggle"><li><details open=""><summary>Line</summary><p>in</p></details></li></ul></div></article>',
  );
  expect(markdown).toBe(
    '> [!NOTE] 💡\n> Tip\n\n- [x] done\n\n<details>\n<summary>Line</summary>\n\nin\n\n</details>\n',
  );
  const page = read(
    '<div id="breadcrumb-section"><ol id="breadcrumbs"><li><a href="index.html">S</a></li><li><a href="Parent_1.html">Parent</a></li></ol></div><h1 id="title-heading"><span id="title-text"> S : Child </span></h1>' +
      '<div id="main-content" class="wiki-content"><div class="confluence-information-macro confluence-information-macro-warning"><p class="title">T</p><div>Careful</div></div><pre class="syntaxhighlighter-pre" data-syntaxhighlighter-params="brush: java; gutter: false">int a;</pre><div data-macro-name="roadmap">x</div></div>',
  );
  expect(page).toMatchObject({
    title: 'Child',
    parentHref: 'Parent_1.html',
    losses: [{ kind: 'unsupported_macros', examples: ['roadmap'] }],
  });
  expect(page.markdown).toContain('> [!WARNING]');
  expect(page.markdown).toContain('```java\nint a;\n```');
});

test('spans that only look bold become bold', () => {
  expect(
    read(
      '<style>.c1{font-weight:700}</style><p>a <span class="c1">b</span> <span style="font-style:italic">c</span></p>',
    ).markdown,
  ).toBe('a **b** *c*\n');
});

test('whatever the HTML, the page is one that an editor shows whole', () => {
  const part = fc.constantFrom(
    ...'p,ul,ol,li,table,tr,td,th,h1,section,sup,article,main,nav,figure,details,summary,span,div,pre,code,svg,iframe,form,input,dl,dt,math'
      .split(',')
      .flatMap((tag) => [`<${tag}>`, `</${tag}>`, `<${tag} id="fn1" class="callout katex toggle" hidden>`]),
    '<a href="#fn1" id="r1">1</a>',
    '<a href="#r1">↩</a>',
    '<img src="data:image/png;base64,AAAA">',
    '<img srcset="a.png 2x">',
    'word ',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      read(parts.join(''));
    }),
    { numRuns: 200 },
  );
});

test('a page as HTML is one file that asks nothing of any server', () => {
  const html = writeHtml({
    title: 'A <page>',
    body: {
      type: 'doc',
      content: [
        { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Part one' }] },
        { type: 'image', attrs: { src: '/api/v1/blobs/x', alt: 'A pixel', title: 'The <first> one' } },
        { type: 'image', attrs: { src: '/api/v1/blobs/x', alt: 'At the end', align: 'end' } },
      ],
    },
    addresses: new Map(),
    pictures: new Map([['/api/v1/blobs/x', { mediaType: 'image/png', bytes: Uint8Array.of(1, 2, 3) }]]),
    titles: new Map(),
  });
  expect(html).toContain('<title>A &lt;page></title>');
  expect(html).toContain('<h2 id="part-one">');
  expect(html).toContain('src="data:image/png;base64,AQID"');
  expect(html).toMatch(/<figure><img [^>]*><figcaption>The &#x3C;first> one<\/figcaption><\/figure>/);
  expect(html).toMatch(/<figure align="right"><img [^>]*alt="At the end"[^>]*><\/figure>/);
  expect(html).not.toMatch(/<script|<link|src="http/);
});
