import { stringAttribute, type Attributes, type BlockNode } from '../block-node.ts';
import { isJson } from '../yjs/text.ts';
import type { CardTree } from './tree.ts';

/** What each kind of card knows beside its address and name, by the names in the schema. */
const DETAILS = {
  embed: [],
  bookmark: ['description', 'siteName', 'imageSrc', 'iconSrc'],
  file: ['sizeBytes', 'mediaType', 'display'],
} as const;

const COMMENT = /^<!-- (embed|bookmark|file)(?: (\{.*\}))? -->$/s;

/** Whether a block is written as a card. */
export function isCardType(type: string): type is CardTree['card'] {
  return type in DETAILS;
}

/** The card that a block is. */
export function cardOf(node: BlockNode, card: CardTree['card']): CardTree {
  const url = stringAttribute(node, card === 'file' ? 'src' : 'url') ?? '';
  const name = (stringAttribute(node, card === 'file' ? 'name' : 'title') ?? '').replace(/\s+/g, ' ').trim();
  const details: Attributes = {};
  for (const key of DETAILS[card]) {
    const value = node.attrs?.[key];
    if (value !== null && value !== undefined && value !== '') details[key] = value;
  }
  return { type: 'card', card, url, details, children: [{ type: 'text', value: name === '' ? url : name }] };
}

/** The block that a card is; details that the kind does not have fall away. */
export function cardToBody(card: CardTree['card'], url: string, name: string, details: Attributes): BlockNode {
  const attrs: Attributes = {};
  for (const key of DETAILS[card]) {
    const value = details[key];
    if (key === 'sizeBytes' ? typeof value === 'number' : typeof value === 'string') attrs[key] = value as string;
  }
  const label = name === '' || name === url ? null : name;
  if (card === 'file') return { type: card, attrs: { src: url, name: label ?? url, ...attrs } };
  return { type: card, attrs: { url, title: label, ...attrs } };
}

/** The comment beside a link that makes a card of it; every other program shows the link. */
export function cardComment({ card, details }: CardTree): string {
  if (Object.keys(details).length === 0) return `<!-- ${card} -->`;
  // What would end the comment is written as JSON can write it too.
  const json = JSON.stringify(details)
    .replaceAll('>', '\\u003e')
    .replaceAll('--', '-\\u002d')
    .replaceAll('\u2028', '\\u2028');
  return `<!-- ${card} ${json} -->`;
}

/** Details from JSON that may be anybody's. */
export function readDetails(json: string): Attributes {
  try {
    const value: unknown = JSON.parse(json);
    return isJson(value) && typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

/** The card that a paragraph is which holds one link and such a comment. */
export function asCard(content: readonly BlockNode[]): BlockNode | null {
  const last = content.at(-1);
  if (last?.type !== 'inlineHtml') return null;
  const match = COMMENT.exec(stringAttribute(last, 'html') ?? '');
  const card = match?.[1];
  if (card === undefined || !isCardType(card)) return null;
  let url: string | null = null;
  let name = '';
  for (const [index, node] of content.slice(0, -1).entries()) {
    if (node.type !== 'text') return null;
    const link = node.marks?.find((mark) => mark.type === 'link');
    const href = link === undefined ? null : stringAttribute(link, 'href');
    if (href === null && index === content.length - 2 && node.text?.trim() === '') continue;
    if (href === null || (url !== null && url !== href)) return null;
    url = href;
    name += node.text ?? '';
  }
  return url === null ? null : cardToBody(card, url, name, readDetails(match?.[2] ?? '{}'));
}
