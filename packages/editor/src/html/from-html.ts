import type { Root } from 'mdast';
import rehypeParse from 'rehype-parse';
import rehypeRemark from 'rehype-remark';
import rehypeSanitize from 'rehype-sanitize';
import { unified } from 'unified';
import type { BlockNode } from '../block-node.ts';
import { treeToBody } from '../markdown/from-markdown.ts';
import { sanitizeSchema } from './sanitize-schema.ts';

const reader = unified()
  .use(rehypeParse, { fragment: true })
  .use(rehypeSanitize, sanitizeSchema)
  .use(rehypeRemark, {
    handlers: {
      // Markdown has no underline; the tags around it become the mark.
      u: (state, node) => [
        { type: 'html', value: '<u>' },
        ...(state.all(node) as { type: 'text'; value: string }[]),
        { type: 'html', value: '</u>' },
      ],
    },
  })
  .freeze();

/** The body that HTML describes: its headings, lists, tables, links and words. Scripts and styles fall away. */
export function htmlToBody(html: string, options: { newId?: () => string } = {}): BlockNode {
  const tree = reader.runSync(reader.parse(html.toWellFormed().replaceAll('\0', '\uFFFD')));
  return treeToBody(withoutPositions(tree as Root), options);
}

/** Positions count in the HTML, and what reads the tree would take them for places in Markdown. */
function withoutPositions(root: Root): Root {
  const pending: { position?: unknown; children?: unknown[] }[] = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    delete next.position;
    pending.push(...((next.children ?? []) as { position?: unknown; children?: unknown[] }[]));
  }
  return root;
}
