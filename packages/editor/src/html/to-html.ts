import type { Element } from 'hast';
import rehypeParse from 'rehype-parse';
import rehypeSanitize from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import type { BlockNode } from '../block-node.ts';
import { bodyToTree, type MarkdownWriting } from '../markdown/to-markdown.ts';
import { sanitizeSchema } from './sanitize-schema.ts';

export type HtmlWriting = Pick<MarkdownWriting, 'linkTo' | 'imageTo'>;

function formula(value: string, className: string): Element {
  return {
    type: 'element',
    tagName: 'code',
    properties: { className: ['language-math', className] },
    children: [{ type: 'text', value }],
  };
}

const toHast = unified()
  .use(remarkRehype, {
    allowDangerousHtml: true,
    clobberPrefix: '',
    handlers: {
      inlineMath: (_state, node: { value: string }) => formula(node.value, 'math-inline'),
      math: (_state, node: { value: string }): Element => ({
        type: 'element',
        tagName: 'pre',
        properties: {},
        children: [formula(node.value, 'math-display')],
      }),
    },
  })
  .freeze();
const writer = unified().use(rehypeStringify, { allowDangerousHtml: true }).freeze();
const sanitizer = unified()
  .use(rehypeParse, { fragment: true })
  .use(rehypeSanitize, sanitizeSchema)
  .use(rehypeStringify)
  .freeze();

/** A body as HTML without anything that could run: raw HTML in it is parsed and cleaned, not passed on. */
export function bodyToHtml(body: BlockNode, options: HtmlWriting = {}): string {
  const tree = toHast.runSync(bodyToTree(body, options));
  // Raw HTML is text in the tree; only after parsing can it be judged.
  return String(sanitizer.processSync(writer.stringify(tree)));
}
