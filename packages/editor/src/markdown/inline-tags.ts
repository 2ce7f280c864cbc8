import { stringAttribute, type BlockMark } from '../block-node.ts';
import { isColour } from '../palette.ts';

/**
 * Marks that Markdown lacks and HTML has. The tag around the words is the one
 * that other programs show as what it means; the colour is a name of the palette,
 * which HTML knows too.
 */
const TAGS: Readonly<Record<string, string>> = {
  u: 'underline',
  ins: 'underline',
  sup: 'superscript',
  sub: 'subscript',
  mark: 'highlight',
};

const OPENING = /^<([a-z]+)(?:\s+style="(color|background-color):\s*([a-z]+);?")?\s*>$/i;

/** The mark that an opening tag begins, with the name of the tag that ends it. */
export function markOfTag(html: string): { mark: BlockMark; tag: string } | null {
  const match = OPENING.exec(html);
  const tag = match?.[1]?.toLowerCase();
  if (match === null || tag === undefined) return null;
  const [, , property, colour] = match;
  if (tag === 'span')
    return property === 'color' && isColour(colour) ? { mark: { type: 'textColour', attrs: { colour } }, tag } : null;
  const type = TAGS[tag];
  if (type === undefined) return null;
  if (type === 'highlight') {
    if (property === undefined) return { mark: { type, attrs: { colour: null } }, tag };
    return property === 'background-color' && isColour(colour) ? { mark: { type, attrs: { colour } }, tag } : null;
  }
  return property === undefined ? { mark: { type }, tag } : null;
}

/** The tags around the words with a mark; null when HTML has none for it. */
export function tagsOfMark(mark: BlockMark): [open: string, close: string] | null {
  const colour = stringAttribute(mark, 'colour');
  switch (mark.type) {
    case 'underline':
      return ['<u>', '</u>'];
    case 'superscript':
      return ['<sup>', '</sup>'];
    case 'subscript':
      return ['<sub>', '</sub>'];
    case 'highlight':
      return [isColour(colour) ? `<mark style="background-color: ${colour}">` : '<mark>', '</mark>'];
    case 'textColour':
      return isColour(colour) ? [`<span style="color: ${colour}">`, '</span>'] : null;
    default:
      return null;
  }
}

const PERSON = 'materi:person/';

/** The address by which Markdown names a person. */
export function personAddress(personId: string): string {
  return `${PERSON}${encodeURIComponent(personId)}`;
}

/** The person that such an address names, or null. */
export function parsePersonAddress(href: string): string | null {
  if (!href.startsWith(PERSON)) return null;
  try {
    return decodeURIComponent(href.slice(PERSON.length)) || null;
  } catch {
    return null;
  }
}
