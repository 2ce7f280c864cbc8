import rehypeParse from 'rehype-parse';
import rehypeSanitize from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';
import type { BlockNode } from '../block-node.ts';
import { bodyToTree, type MarkdownWriting } from '../markdown/to-markdown.ts';
import { sanitizeSchema } from './sanitize-schema.ts';
import { treeToHtml } from './tree-to-html.ts';

export type HtmlWriting = Pick<MarkdownWriting, 'linkTo' | 'imageTo'>;

const sanitizer = unified()
  .use(rehypeParse, { fragment: true })
  .use(rehypeSanitize, sanitizeSchema)
  .use(rehypeStringify)
  .freeze();

/** A body as HTML without anything that could run: raw HTML in it is parsed and cleaned, not passed on. */
export function bodyToHtml(body: BlockNode, options: HtmlWriting = {}): string {
  // Raw HTML is text in the tree; only after parsing can it be judged.
  return String(sanitizer.processSync(treeToHtml(bodyToTree(body, options))));
}
