import type { Element, ElementContent } from 'hast';
import { declarationsOf, nearestColour, type Declarations } from './css.ts';
import { element } from './hast-edit.ts';

interface MarkNeeds {
  rules: ReadonlyMap<string, Declarations>;
  /** Colours of a document mean something; those of a site are its theme. */
  withColours: boolean;
}

const BOLD = /^(?:bold|bolder|[6-9]00)$/;
const PLAIN = /^(?:normal|lighter|[1-5]00)$/;

/** Tags that say by themselves what a style may take back. */
const BOLD_TAGS = new Set(['b', 'strong']);
const ITALIC_TAGS = new Set(['i', 'em']);

/**
 * What only looks bold, struck or highlighted becomes it, and what a style says
 * is not bold after all (Google Docs puts everything into such a `<b>`) is not.
 */
export function marksFromStyle(node: Element, { rules, withColours }: MarkNeeds): ElementContent[] | undefined {
  const style = declarationsOf(node, rules);
  if (style.get('display') === 'none' || style.get('mso-hide') === 'all') return [];
  if (!/^(?:span|font|b|strong|i|em|u|a|s|del|ins|mark|sup|sub|code|label|small|big)$/.test(node.tagName))
    return undefined;
  const weight = style.get('font-weight') ?? '';
  const slant = style.get('font-style') ?? '';
  const decoration = `${style.get('text-decoration') ?? ''} ${style.get('text-decoration-line') ?? ''}`;
  const raised = style.get('vertical-align');
  const link = node.tagName === 'a' || node.children.some((child) => child.type === 'element' && child.tagName === 'a');
  const tags: string[] = [];
  if (BOLD.test(weight) && !BOLD_TAGS.has(node.tagName)) tags.push('strong');
  if (/^(?:italic|oblique)/.test(slant) && !ITALIC_TAGS.has(node.tagName)) tags.push('em');
  if (decoration.includes('line-through') && !/^(?:s|del)$/.test(node.tagName)) tags.push('del');
  if (decoration.includes('underline') && !link && node.tagName !== 'u') tags.push('u');
  if (raised === 'super' && node.tagName !== 'sup') tags.push('sup');
  if (raised === 'sub' && node.tagName !== 'sub') tags.push('sub');
  const isRefuted =
    (BOLD_TAGS.has(node.tagName) && PLAIN.test(weight)) ||
    (ITALIC_TAGS.has(node.tagName) && slant === 'normal') ||
    (node.tagName === 'u' && /\bnone\b/.test(decoration));
  const isPlain = isRefuted || /^(?:span|font|label|small|big)$/.test(node.tagName);
  let content: ElementContent[] = isPlain ? node.children : [{ ...node, properties: withoutStyle(node) }];
  if (withColours && !link) {
    const ink = nearestColour(style.get('color') ?? fontColour(node), 'ink');
    const paper = nearestColour(
      style.get('mso-highlight') ?? style.get('background-color') ?? style.get('background'),
      'paper',
    );
    if (ink !== null && node.tagName !== 'mark') content = [element('span', { style: `color: ${ink}` }, content)];
    if (paper !== null) content = [element('mark', { style: `background-color: ${paper}` }, content)];
  }
  for (const tag of tags) content = [element(tag, {}, content)];
  return content;
}

function fontColour(node: Element): string | undefined {
  const { color } = node.properties;
  return node.tagName === 'font' && typeof color === 'string' ? color : undefined;
}

function withoutStyle({ properties, tagName }: Element): Element['properties'] {
  const { style: _, ...rest } = properties;
  // What a mark of the page itself looks like is kept as the page says it.
  return tagName === 'mark' ? properties : rest;
}
