import type { Code, List, ListItem, Paragraph, RootContent, Table } from 'mdast';
import { htmlToTree, isReasonableHtml } from '../html/html-to-tree.ts';
import type { BlockMark, BlockNode } from '../block-node.ts';
import { carriedMarks } from '../rewrite-addresses.ts';
import { asCallout, isEmoji } from './callouts.ts';
import { asCard, cardToBody } from './cards.ts';
import { readCodeMeta } from './code-meta.ts';
import { foldContainers } from './containers.ts';
import { inlineToBody, type ReadingContext } from './inline-to-body.ts';
import { needsRichTable, richTreeToBody } from './tables.ts';
import type { CardTree, ToggleTree } from './tree.ts';

/** Containers nested deeper than this keep their text only. */
const MAX_DEPTH = 60;

const emptyParagraph = (): BlockNode => ({ type: 'paragraph' });

function textblock(type: string, content: BlockNode[], attrs?: BlockNode['attrs']): BlockNode {
  return { type, ...(attrs === undefined ? {} : { attrs }), ...(content.length > 0 ? { content } : {}) };
}

/** A paragraph that holds nothing but one picture, linked at most, is a picture block. */
function asImageBlock(content: readonly BlockNode[]): BlockNode | null {
  const [only] = content;
  if (content.length !== 1 || only?.type !== 'inlineImage') return null;
  const marks: BlockMark[] = carriedMarks(only);
  if (marks.some((mark) => mark.type !== 'link')) return null;
  const { src = null, alt = null, title = null } = only.attrs ?? {};
  const link = marks[0]?.attrs;
  return {
    type: 'image',
    attrs: { src, alt, title, href: link?.['href'] ?? null, hrefTitle: link?.['title'] ?? null },
  };
}

/** A formula fenced by two dollars, alone in its paragraph, is meant to stand alone. */
function asMathBlock(node: Paragraph, context: ReadingContext): BlockNode | null {
  const [only] = node.children;
  if (node.children.length !== 1 || only?.type !== 'inlineMath') return null;
  if (context.source[(only.position?.start.offset ?? 0) + 1] !== '$') return null;
  return { type: 'mathBlock', attrs: { latex: only.value.trim() } };
}

function paragraphToBody(node: Paragraph, context: ReadingContext): BlockNode {
  const content = inlineToBody(node.children, context);
  return asMathBlock(node, context) ?? asImageBlock(content) ?? asCard(content) ?? textblock('paragraph', content);
}

function codeToBody(node: Code): BlockNode {
  const content: BlockNode[] = node.value === '' ? [] : [{ type: 'text', text: node.value.replace(/\r\n?/g, '\n') }];
  const said = node.data as { caption?: string; wrap?: boolean } | undefined;
  const written = readCodeMeta(node.meta ?? null);
  return textblock('codeBlock', content, {
    language: node.lang ?? null,
    meta: written.meta,
    caption: said?.caption ?? written.caption,
    wrap: said?.wrap === true || written.wrap ? true : null,
  });
}

function tableToBody(node: Table, context: ReadingContext): BlockNode | null {
  const width = node.children[0]?.children.length ?? 0;
  if (width === 0) return null;
  const [head, ...body] = node.children;
  // Markdown cannot leave the header out; where it is empty it stands for none.
  const isHeadless = body.length > 0 && head?.children.every((cell) => cell.children.length === 0) === true;
  const rows = isHeadless ? body : node.children;
  return {
    type: 'table',
    content: rows.map((row, rowIndex) => ({
      type: 'tableRow',
      // A row may have too few cells or too many; the first row decides.
      content: Array.from({ length: width }, (_, column) => ({
        type: rowIndex === 0 && !isHeadless ? 'tableHeader' : 'tableCell',
        attrs: { align: node.align?.[column] ?? null },
        content: [
          textblock('paragraph', inlineToBody(row.children[column]?.children ?? [], context, { inCell: true })),
        ],
      })),
    })),
  };
}

function itemToBody(item: ListItem, context: ReadingContext, depth: number): BlockNode {
  const blocks = blocksToBody(item.children, context, depth + 1);
  if (typeof item.checked !== 'boolean') {
    return { type: 'listItem', content: blocks.length > 0 ? blocks : [emptyParagraph()] };
  }
  const [first] = item.children;
  const head = first?.type === 'paragraph' ? inlineToBody(first.children, context) : [];
  const [only] = head;
  // An encoded space stands for "nothing yet", because a box needs text after it.
  const blank = head.length === 1 && only?.type === 'text' && only.marks === undefined && only.text?.trim() === '';
  const rest = first?.type === 'paragraph' ? blocksToBody(item.children.slice(1), context, depth + 1) : blocks;
  return {
    type: 'taskItem',
    attrs: { checked: item.checked },
    content: [textblock('paragraph', blank ? [] : head), ...rest],
  };
}

/** The last line of a block; a table at the end of an item may count a blank line as its own. */
function lastLine(node: RootContent): number | undefined {
  const end = node.position?.end.line;
  if (node.type === 'table') {
    const rows = node.children.at(-1)?.position?.end.line;
    // The line under the head is no row of the tree.
    return rows === undefined ? end : rows + (node.children.length === 1 ? 1 : 0);
  }
  const last = node.type === 'list' || node.type === 'listItem' ? node.children.at(-1) : undefined;
  return last === undefined ? end : lastLine(last);
}

/** Whether a blank line stands between two of these. Lines are counted, because the parser's own flag misses some. */
function hasGap(nodes: readonly RootContent[]): boolean {
  return nodes.some((node, index) => {
    const next = nodes[index + 1]?.position?.start.line;
    const end = lastLine(node);
    return next !== undefined && end !== undefined && next > end + 1;
  });
}

function isTight(list: List): boolean {
  if (list.position === undefined) return list.spread !== true && list.children.every((item) => item.spread !== true);
  return !hasGap(list.children) && !list.children.some((item) => hasGap(item.children));
}

function listToBody(node: List, context: ReadingContext, depth: number): BlockNode {
  const tight = isTight(node);
  const content = node.children.map((item) => itemToBody(item, context, depth));
  if (node.ordered === true) return { type: 'orderedList', attrs: { start: node.start ?? 1, tight }, content };
  const type = content.every((item) => item.type === 'taskItem') ? 'taskList' : 'bulletList';
  return { type, attrs: { tight }, content };
}

/** A source of nothing: what HTML said has no places in the Markdown. */
const withoutSource = (context: ReadingContext): ReadingContext => ({ ...context, source: '' });

function toggleToBody({ summary, level, children }: ToggleTree, context: ReadingContext, depth: number): BlockNode {
  const words = inlineToBody(summary, context);
  const line = level === null ? textblock('paragraph', words) : textblock('heading', words, { level });
  return { type: 'toggle', content: [line, ...blocksToBody(children, context, depth + 1)] };
}

function cardTreeToBody({ card, url, details, children }: CardTree, context: ReadingContext): BlockNode {
  const name = inlineToBody(children, context).map((node) => node.text ?? '');
  return cardToBody(card, url, name.join(''), details);
}

/**
 * Raw HTML that says what Markdown cannot and a block can: a table with spans,
 * a picture with a width. Anything else stays raw HTML.
 */
function htmlToBlock(html: string, context: ReadingContext, depth: number): BlockNode | null {
  if (!/^\s*<(?:table|img|p|div|figure)\b/i.test(html) || !isReasonableHtml(html)) return null;
  const [only, ...more] = htmlToTree(html).children;
  if (only === undefined || more.length > 0 || (only.type !== 'richTable' && only.type !== 'picture')) return null;
  const block = blockToBody(only, withoutSource(context), depth);
  return block?.type === 'table' && !needsRichTable(block) ? null : block;
}

function blockToBody(node: RootContent, context: ReadingContext, depth: number): BlockNode | null {
  const inside = (children: readonly RootContent[]): BlockNode[] => {
    const blocks = blocksToBody(children, context, depth + 1);
    return blocks.length > 0 ? blocks : [emptyParagraph()];
  };
  switch (node.type) {
    case 'paragraph':
      return paragraphToBody(node, context);
    case 'heading':
      return textblock('heading', inlineToBody(node.children, context), { level: node.depth });
    case 'blockquote': {
      const callout = asCallout(node, context.source);
      if (callout !== null) return blockToBody(callout, context, depth);
      return { type: 'blockquote', content: inside(node.children) };
    }
    case 'callout': {
      const icon = node.icon !== null && isEmoji(node.icon) ? node.icon : null;
      return { type: 'callout', attrs: { kind: node.kind, icon }, content: inside(node.children) };
    }
    case 'toggle':
      return toggleToBody(node, context, depth);
    case 'columnList':
      return {
        type: 'columnList',
        content: node.children.map((column) => ({
          type: 'column',
          attrs: { width: column.width },
          content: inside(column.children),
        })),
      };
    case 'card':
      return cardTreeToBody(node, context);
    case 'picture': {
      const { url, alt, title, width, align, href, hrefTitle } = node;
      return { type: 'image', attrs: { src: url, alt, title, width, align, href, hrefTitle } };
    }
    case 'richTable':
      return richTreeToBody(node, inside);
    case 'list':
      return node.children.length > 0 ? listToBody(node, context, depth) : null;
    case 'code':
      return codeToBody(node);
    case 'html':
      return htmlToBlock(node.value, context, depth) ?? { type: 'htmlBlock', attrs: { html: node.value } };
    case 'thematicBreak':
      return { type: 'horizontalRule' };
    case 'table':
      return tableToBody(node, context);
    case 'math':
      // What stands beside the opening fence belongs to the formula for every other reader.
      return { type: 'mathBlock', attrs: { latex: [node.meta, node.value].filter(Boolean).join('\n') } };
    case 'footnoteDefinition':
      return {
        type: 'footnoteDefinition',
        attrs: { label: node.label ?? node.identifier },
        content: inside(node.children),
      };
    default:
      return null;
  }
}

function textBelow(nodes: readonly RootContent[]): string {
  const texts: string[] = [];
  const pending: RootContent[] = nodes.toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('value' in next) texts.push(next.value);
    if ('children' in next) pending.push(...next.children.toReversed());
    if (next.type === 'toggle') pending.push(...next.summary.toReversed());
  }
  return texts.join(' ').replace(/\s+/g, ' ').trim();
}

/**
 * The blocks of one piece of a document. Raw HTML that opens a container may be
 * closed in another piece; `foldBlocks` joins them when all are there.
 */
export function pieceToBody(nodes: readonly RootContent[], context: ReadingContext, depth = 0): BlockNode[] {
  if (depth > MAX_DEPTH) {
    const text = textBelow(nodes);
    return text === '' ? [] : [{ type: 'paragraph', content: [{ type: 'text', text }] }];
  }
  return nodes.flatMap((node) => blockToBody(node, context, depth) ?? []);
}

/** Makes toggles and columns of what raw HTML opens and closes. */
export function foldBlocks(blocks: readonly BlockNode[], context: ReadingContext, depth = 0): BlockNode[] {
  return foldContainers(blocks, (html) => {
    if (!isReasonableHtml(html)) return emptyParagraph();
    const [toggle] = htmlToTree(`<details><summary>${html}</summary></details>`).children;
    if (toggle?.type !== 'toggle') return emptyParagraph();
    return toggleToBody(toggle, withoutSource(context), depth).content?.[0] ?? emptyParagraph();
  });
}

/** The blocks of a container. */
function blocksToBody(nodes: readonly RootContent[], context: ReadingContext, depth: number): BlockNode[] {
  return foldBlocks(pieceToBody(nodes, context, depth), context, depth);
}
