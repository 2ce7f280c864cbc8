import type { Root, RootContent } from 'mdast';
import { withBlockIds } from '../block-ids.ts';
import type { BlockNode } from '../block-node.ts';
import { blocksToBody } from './blocks-to-body.ts';
import { parseFrontMatter, type Properties } from './front-matter.ts';
import { defuse } from './hostile-input.ts';
import type { ReadingContext, WikiTarget } from './inline-to-body.ts';
import { parseMarkdown } from './syntax.ts';

export interface MarkdownReading {
  /** The page that `[[target]]` or `[[target|label]]` means; null leaves the text as it is. */
  wikiLink?: (target: string, label: string | null) => WikiTarget | null;
  /** Makes the ids of new blocks; random by default. */
  newId?: () => string;
}

export interface ReadMarkdown {
  body: BlockNode;
  /** From the front matter; empty without one. */
  properties: Properties;
}

/** The first definition of each name wins, wherever it stands. */
function definitionsOf(root: Root): ReadingContext['definitions'] {
  const definitions = new Map<string, { url: string; title: string | null }>();
  const pending: RootContent[] = root.children.toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.type === 'definition' && !definitions.has(next.identifier)) {
      definitions.set(next.identifier, { url: next.url, title: next.title ?? null });
    }
    // Definitions stand between blocks only, so that paragraphs need no visit.
    if (
      next.type === 'blockquote' ||
      next.type === 'list' ||
      next.type === 'listItem' ||
      next.type === 'footnoteDefinition'
    )
      pending.push(...(next.children as RootContent[]).toReversed());
  }
  return definitions;
}

/** The body of a syntax tree; `source` is the text that its positions count in. */
export function treeToBody(root: Root, source: string, options: MarkdownReading = {}): BlockNode {
  const context: ReadingContext = {
    source,
    definitions: definitionsOf(root),
    wikiLink: options.wikiLink ?? null,
  };
  const content = blocksToBody(root.children, context);
  const body = { type: 'doc', content: content.length > 0 ? content : [{ type: 'paragraph' }] };
  return withBlockIds(body, options.newId);
}

/**
 * Reads Markdown: CommonMark, GitHub's tables, task lists, strikethrough,
 * autolinks and footnotes, formulas, and YAML front matter. Any text is Markdown,
 * so nothing is refused; front matter that YAML rejects stays as a code block.
 */
export function markdownToBody(markdown: string, options: MarkdownReading = {}): ReadMarkdown {
  const source = defuse(markdown.replace(/^\uFEFF/, '').toWellFormed());
  const root = parseMarkdown(source, { frontMatter: true });
  const [first, ...rest] = root.children;
  if (first?.type !== 'yaml') return { body: treeToBody(root, source, options), properties: {} };
  // Two rules and nothing else are two rules.
  const properties = first.value.trim() === '' && rest.length === 0 ? null : parseFrontMatter(first.value);
  if (properties === null) {
    return { body: treeToBody(parseMarkdown(source, { frontMatter: false }), source, options), properties: {} };
  }
  if (properties !== 'invalid') return { body: treeToBody({ ...root, children: rest }, source, options), properties };
  const kept: RootContent = { type: 'code', lang: 'yaml', meta: null, value: first.value };
  return { body: treeToBody({ ...root, children: [kept, ...rest] }, source, options), properties: {} };
}
