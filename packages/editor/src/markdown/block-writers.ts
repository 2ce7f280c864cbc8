import type { Paragraph, Parents } from 'mdast';
import type { Info, State } from 'mdast-util-to-markdown';
import { htmlToTree } from '../html/html-to-tree.ts';
import { treeToHtml } from '../html/tree-to-html.ts';
import { cardComment } from './cards.ts';
import type { CalloutTree, CardTree, ColumnListTree, PictureTree, RichTableTree, ToggleTree } from './tree.ts';

type Parent = Parents | undefined;

/** HTML as one piece: a blank line would end it. */
function asOneBlock(html: string): string {
  return html.trim().replace(/\n(?:[ \t]*\n)+/g, (lines) => `\n${'&#10;'.repeat(lines.split('\n').length - 2)}`);
}

/**
 * The HTML of a node as it comes out after it is read once: HTML knows spaces
 * only between words, and what is written shall not change at the second round.
 */
function settledHtml(node: ToggleTree | RichTableTree): string {
  const html = treeToHtml(node);
  const [read, ...more] = htmlToTree(html).children;
  return asOneBlock(read !== undefined && read.type === node.type && more.length === 0 ? treeToHtml(read) : html);
}

/** A quote whose first line says what it is; every other program shows the quote. */
function callout(node: CalloutTree, _parent: Parent, state: State, info: Info): string {
  const exit = state.enter('blockquote');
  const tracker = state.createTracker(info);
  tracker.move('> ');
  tracker.shift(2);
  const head = `[!${node.kind.toUpperCase()}]${node.icon === null ? '' : ` ${node.icon}`}`;
  const content = state.containerFlow(node, tracker.current());
  const gap = node.children[0]?.type === 'paragraph' ? '\n' : '\n\n';
  const value = state.indentLines(
    content === '' ? head : `${head}${gap}${content}`,
    (line, _index, blank) => `>${blank ? '' : ' '}${line}`,
  );
  exit();
  return value;
}

/** What HTML has for it; inside, Markdown goes on. */
function toggle(node: ToggleTree, _parent: Parent, state: State, info: Info): string {
  const line = settledHtml({ ...node, children: [] })
    .replace(/^<details>\s*/, '')
    .replace(/\s*<\/details>$/, '')
    .replaceAll('\n', ' ');
  const content = state.containerFlow(node, state.createTracker(info).current());
  return ['<details>\n' + line, ...(content === '' ? [] : [content]), '</details>'].join('\n\n');
}

/** The columns one after the other, between comments that no other program shows. */
function columnList(node: ColumnListTree, _parent: Parent, state: State, info: Info): string {
  const parts = ['<!-- columns -->'];
  for (const column of node.children) {
    parts.push(`<!-- column${column.width === 1 ? '' : ` ${column.width}`} -->`);
    const content = state.containerFlow(column, state.createTracker(info).current());
    if (content !== '') parts.push(content);
  }
  return [...parts, '<!-- /columns -->'].join('\n\n');
}

/** A link with a comment beside it. */
function card(node: CardTree, parent: Parent, state: State, info: Info): string {
  const paragraph: Paragraph = {
    type: 'paragraph',
    children: [
      { type: 'link', url: node.url, title: null, children: node.children as never },
      { type: 'text', value: ' ' },
      { type: 'html', value: cardComment(node) },
    ],
  };
  return state.handle(paragraph, parent, state, info);
}

function picture(node: PictureTree): string {
  const html = asOneBlock(treeToHtml(node)).replaceAll('\n', ' ');
  // A picture alone is a block of its own; with a link around it needs the paragraph.
  return /^<p><img [^>]*><\/p>$/.test(html) ? html.slice(3, -4) : html;
}

function richTable(node: RichTableTree): string {
  return settledHtml(node);
}

/** How the blocks are written that Markdown itself does not have. */
export const blockWriters = { callout, toggle, columnList, card, picture, richTable };
