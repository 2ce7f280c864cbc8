import type { Parents, Root, ThematicBreak } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { stringAttribute, visitNodes, type BlockNode } from '../block-node.ts';
import { pageAddress, parsePageAddress } from '../body-links.ts';
import { rewriteAddresses } from '../rewrite-addresses.ts';
import { blockWriters } from './block-writers.ts';
import { blocksOf } from './body-to-blocks.ts';
import type { WritingContext } from './body-to-inline.ts';
import { formatFrontMatter, type Properties } from './front-matter.ts';

export interface MarkdownWriting {
  /** The address for a link to a page (and a heading in it); null keeps the address as it is. */
  linkTo?: (documentId: string, fragment: string | null) => string | null;
  /** The address for a picture or file. */
  imageTo?: (src: string) => string;
  /** Written as front matter; nothing for none. */
  properties?: Properties;
}

/** A formula between dollars; more of them when it holds dollars itself, two when one would be read as a price. */
function inlineMath(node: { value: string; data?: { fence?: number } }): string {
  const pad = /^\$|\$$/.test(node.value) ? ' ' : '';
  // With a space inside, one dollar is a price again.
  let fence = pad === '' ? (node.data?.fence ?? 1) : 2;
  while (new RegExp(`(^|[^$])\\${'$'}{${fence}}([^$]|$)`).test(node.value)) fence++;
  const dollars = '$'.repeat(fence);
  return `${dollars}${pad}${node.value}${pad}${dollars}`;
}
inlineMath.peek = () => '$';

/**
 * A rule that nothing takes for something else: dashes at the start of the text
 * open front matter, and in an item dashes and stars are bullets.
 */
function thematicBreak(node: ThematicBreak, parent: Parents | undefined): string {
  if (parent?.type === 'listItem') return '___';
  return parent?.type === 'root' && parent.children[0] === node ? '***' : '---';
}

const writer = unified()
  .use(remarkGfm)
  .use(remarkMath)
  .use(remarkStringify, {
    bullet: '-',
    // Three stars in a row, one list in the other, would be a rule.
    bulletOther: '+',
    emphasis: '*',
    strong: '*',
    fences: true,
    listItemIndent: 'one',
    incrementListMarker: true,
    unsafe: [
      // An address may begin with other characters than a letter, and would be an autolink.
      {
        character: '<',
        after: "[\\w.!#$%&'*+/=?^`{|}~-]{1,64}@",
        inConstruct: 'phrasing',
        notInConstruct: [
          'autolink',
          'destinationLiteral',
          'destinationRaw',
          'reference',
          'titleQuote',
          'titleApostrophe',
        ],
      },
      // Two of them around words highlight these.
      {
        character: '=',
        after: '=',
        inConstruct: 'phrasing',
        notInConstruct: [
          'autolink',
          'destinationLiteral',
          'destinationRaw',
          'reference',
          'titleQuote',
          'titleApostrophe',
        ],
      },
    ],
    handlers: { inlineMath, thematicBreak, ...blockWriters },
  })
  .freeze();

// Labels of footnotes end at a bracket and hold no space.
const FOOTNOTE_LABEL = /^[^\s[\]\\^]{1,200}$/u;

/** The syntax tree of a body. */
export function bodyToTree(body: BlockNode, options: MarkdownWriting = {}): Root {
  const { linkTo, imageTo } = options;
  const footnotes = new Set<string>();
  visitNodes(body, (node) => {
    const label = node.type === 'footnoteDefinition' ? stringAttribute(node, 'label') : null;
    if (label !== null && FOOTNOTE_LABEL.test(label)) footnotes.add(label);
  });
  const addressed = rewriteAddresses(body, {
    ...(linkTo === undefined
      ? {}
      : {
          link: (href: string) => {
            const page = parsePageAddress(href);
            return page === null ? href : (linkTo(page.documentId, page.fragment) ?? href);
          },
        }),
    ...(imageTo === undefined ? {} : { source: imageTo }),
  });
  const context: WritingContext = {
    footnotes,
    linkTo: (documentId) => linkTo?.(documentId, null) ?? pageAddress(documentId),
  };
  return { type: 'root', children: blocksOf(addressed.content, context) };
}

/** Writes a body as Markdown; reading it again and writing once more gives the same text. */
export function bodyToMarkdown(body: BlockNode, options: MarkdownWriting = {}): string {
  const frontMatter = formatFrontMatter(options.properties ?? {});
  const markdown = writer.stringify(bodyToTree(body, options)).toWellFormed();
  return frontMatter === '' || markdown === '' ? frontMatter + markdown : `${frontMatter}\n${markdown}`;
}
