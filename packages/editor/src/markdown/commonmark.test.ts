import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import rehypeStringify from 'rehype-stringify';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { expect, test } from 'vitest';
import { bodyToMarkdown, markdownToBody } from './index.ts';

interface Example {
  example: number;
  markdown: string;
  html: string;
}

const root = join(import.meta.dirname, '../../../..');
const file = join(process.env['MATERI_BENCH_DATA'] ?? join(root, '../shared/data'), 'commonmark/spec.json');

const renderer = unified()
  .use(remarkParse)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeStringify, { allowDangerousHtml: true, closeSelfClosing: true })
  .freeze();

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' };

function character(whole: string, code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

/** The same meaning in one spelling: entities decoded, spaces between and around tags and repeated ones dropped. */
function normalised(html: string): string {
  return html
    .replace(/&#x([0-9a-f]+);/gi, (whole, code: string) => character(whole, Number.parseInt(code, 16)))
    .replace(/&#(\d+);/g, (whole, code: string) => character(whole, Number(code)))
    .replace(/&([a-z]+);/g, (whole, name: string) => NAMED[name] ?? whole)
    .replace(/\s*\/>/g, '>')
    .replace(/\s+/g, ' ')
    .replace(/> </g, '><')
    .replace(/ ?(<\/?(?:p|li|ul|ol|blockquote|h[1-6]|hr|pre|br|table|div)\b[^>]*>) ?/g, '$1')
    .trim();
}

test.skipIf(!existsSync(file))(
  'at least 630 of the 655 CommonMark examples keep their meaning, and all are stable',
  () => {
    const examples = JSON.parse(readFileSync(file, 'utf8')) as Example[];
    const changed: string[] = [];
    const unstable: string[] = [];
    for (const { example, markdown, html } of examples) {
      const exported = bodyToMarkdown(markdownToBody(markdown).body);
      if (normalised(String(renderer.processSync(exported))) !== normalised(html)) {
        changed.push(
          `${example} ${JSON.stringify({ markdown, exported, html, got: String(renderer.processSync(exported)) })}`,
        );
      }
      const again = bodyToMarkdown(markdownToBody(exported).body);
      if (again !== exported) unstable.push(`${example} ${JSON.stringify({ markdown, exported, again })}`);
    }
    expect(unstable).toEqual([]);
    if (examples.length - changed.length < 630) expect(changed).toEqual([]);
  },
);

if (!existsSync(file)) process.stderr.write(`Skipped: the CommonMark examples are not at ${file}.\n`);
