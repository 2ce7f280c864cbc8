import type { Root as HastRoot } from 'hast';
import type { Root } from 'mdast';
import rehypeParse from 'rehype-parse';
import rehypeRemark from 'rehype-remark';
import rehypeSanitize from 'rehype-sanitize';
import { unified } from 'unified';
import { blockHandlers } from './block-handlers.ts';
import { inlineHandlers } from './inline-handlers.ts';
import { sanitizeSchema } from './sanitize-schema.ts';
import { readTable } from './table-reader.ts';

const toTree = { handlers: { ...inlineHandlers, ...blockHandlers, table: readTable } };

const parser = unified().use(rehypeParse, { fragment: true }).freeze();
const reader = unified().use(rehypeSanitize, sanitizeSchema).use(rehypeRemark, toTree).freeze();

// Pictures that come with what is pasted have no address of their own yet.
const withPictures = {
  ...sanitizeSchema,
  protocols: { ...sanitizeSchema.protocols, src: [...(sanitizeSchema.protocols?.['src'] ?? []), 'data', 'blob'] },
};
const pasteReader = unified().use(rehypeSanitize, withPictures).use(rehypeRemark, toTree).freeze();

/** HTML as a tree, as browsers read it. */
export function parseHtml(html: string): HastRoot {
  return parser.parse(html.toWellFormed().replaceAll('\0', '\uFFFD'));
}

/**
 * The Markdown tree that HTML describes. Scripts and styles fall away; so do
 * pictures inside the HTML itself, unless they are asked for.
 */
export function htmlTreeToTree(tree: HastRoot, { dataPictures = false }: { dataPictures?: boolean } = {}): Root {
  return withoutPositions((dataPictures ? pasteReader : reader).runSync(tree) as Root);
}

/** Longer or deeper pieces of raw HTML are no table of a person, and are not worth the time. */
const MAX_LENGTH = 500_000;
const MAX_DEPTH = 100;

// These are never closed, or need not be.
const UNNESTED = /^(?:br|hr|img|input|wbr|col|p|li|dt|dd|td|th|tr|tbody|thead|tfoot|option)$/i;

/** Whether raw HTML in a text is worth looking into. */
export function isReasonableHtml(html: string): boolean {
  if (html.length > MAX_LENGTH) return false;
  let depth = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
    if (UNNESTED.test(name)) continue;
    depth = slash === '/' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > MAX_DEPTH) return false;
  }
  return true;
}

/** The same for HTML in text. */
export function htmlToTree(html: string): Root {
  return htmlTreeToTree(parseHtml(html));
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
