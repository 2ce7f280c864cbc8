import type { Root, RootContent } from 'mdast';
import { withBlockIds } from '../block-ids.ts';
import type { BlockNode } from '../block-node.ts';
import { foldBlocks, pieceToBody } from './blocks-to-body.ts';
import { chunksOf, type Chunk } from './chunks.ts';
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
function collectDefinitions(root: Root, definitions: Map<string, { url: string; title: string | null }>): void {
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
}

/** A tree with the text that its positions count in. */
interface ParsedPiece {
  root: Root;
  source: string;
}

function piecesToBody(pieces: readonly ParsedPiece[], options: MarkdownReading): BlockNode {
  const definitions = new Map<string, { url: string; title: string | null }>();
  for (const { root } of pieces) collectDefinitions(root, definitions);
  const contextOf = (source: string): ReadingContext => ({ source, definitions, wikiLink: options.wikiLink ?? null });
  const blocks = pieces.flatMap(({ root, source }) => pieceToBody(root.children, contextOf(source)));
  const content = foldBlocks(blocks, contextOf(''));
  const body = { type: 'doc', content: content.length > 0 ? content : [{ type: 'paragraph' }] };
  return withBlockIds(body, options.newId);
}

/** The body of a syntax tree that was not made from Markdown. */
export function treeToBody(root: Root, options: MarkdownReading = {}): BlockNode {
  return piecesToBody([{ root, source: '' }], options);
}

function parsePiece({ source, length }: Chunk, frontMatter: boolean): ParsedPiece {
  const root = parseMarkdown(source, { frontMatter });
  const children = root.children.filter((node) => (node.position?.start.offset ?? 0) < length);
  return { root: { ...root, children }, source };
}

/**
 * Reads Markdown: CommonMark, GitHub's tables, task lists, strikethrough,
 * autolinks and footnotes, formulas, and YAML front matter. Any text is Markdown,
 * so nothing is refused; front matter that YAML rejects stays as a code block.
 */
export function markdownToBody(markdown: string, options: MarkdownReading = {}): ReadMarkdown {
  const source = defuse(markdown.replace(/^\uFEFF/, '').toWellFormed());
  const [head, ...tail] = chunksOf(source);
  if (head === undefined) return { body: piecesToBody([], options), properties: {} };
  const first = parsePiece(head, true);
  const others = tail.map((chunk) => parsePiece(chunk, false));
  const [yaml, ...rest] = first.root.children;
  if (yaml?.type !== 'yaml') return { body: piecesToBody([first, ...others], options), properties: {} };
  // Two rules and nothing else are two rules.
  const properties = yaml.value.trim() === '' && rest.length === 0 ? null : parseFrontMatter(yaml.value);
  if (properties === null) {
    return { body: piecesToBody([parsePiece(head, false), ...others], options), properties: {} };
  }
  const kept: RootContent[] =
    properties === 'invalid' ? [{ type: 'code', lang: 'yaml', meta: null, value: yaml.value }] : [];
  const root: Root = { ...first.root, children: [...kept, ...rest] };
  const body = piecesToBody([{ root, source: first.source }, ...others], options);
  return { body, properties: properties === 'invalid' ? {} : properties };
}
