import type { Element } from 'hast';
import { defaultHandlers, type Handle, type State } from 'hast-util-to-mdast';
import type { Nodes, PhrasingContent } from 'mdast';
import { isIsoDate } from '../iso-date.ts';
import { markOfTag, personAddress } from '../markdown/inline-tags.ts';
import { isCardType, readDetails } from '../markdown/cards.ts';
import type { CardTree, MarkedData } from '../markdown/tree.ts';
import { hasClass, onlyElement, textOf, textProperty } from './elements.ts';

/**
 * Markdown has no such mark. The tree carries it as emphasis that says what it
 * is, because the library takes nodes of other types for blocks.
 */
function marked(said: MarkedData) {
  return (state: State, node: Element): Nodes[] => {
    const children = state.all(node) as PhrasingContent[];
    return children.length === 0 ? [] : [{ type: 'emphasis', data: said as object, children }];
  };
}

const tag = (html: string): MarkedData => {
  const found = markOfTag(html);
  return found === null ? {} : { mark: found.mark };
};

/** The footnote that an anchor in the text points to. */
function footnoteLabel(node: Element | null): string | null {
  if (node?.tagName !== 'a' || node.properties['dataFootnoteRef'] === undefined) return null;
  const href = textProperty(node, 'href') ?? '';
  const match = /^#(?:user-content-)?fn-(.+)$/.exec(href);
  try {
    return match?.[1] === undefined ? null : decodeURIComponent(match[1]);
  } catch {
    return null;
  }
}

/** The card that a link stands for, or null. */
export function cardOfAnchor(state: State, node: Element): CardTree | null {
  const card = textProperty(node, 'dataCard') ?? '';
  if (!isCardType(card)) return null;
  return {
    type: 'card',
    card,
    url: textProperty(node, 'href') ?? '',
    details: readDetails(textProperty(node, 'dataDetails') ?? '{}'),
    children: state.all(node) as PhrasingContent[],
  };
}

const anchor: Handle = (state, node, parent) => {
  // In a tight list or a cell there is no paragraph around it.
  const isAlone = parent?.type === 'element' && /^(?:li|td|th)$/.test(parent.tagName);
  const card = isAlone ? cardOfAnchor(state, node) : null;
  if (card !== null) return card;
  if (node.properties['dataFootnoteBackref'] !== undefined) return [];
  const label = footnoteLabel(node);
  return label === null ? defaultHandlers.a(state, node) : { type: 'footnoteReference', identifier: label, label };
};

const sup: Handle = (state, node) => {
  const label = footnoteLabel(onlyElement(node));
  if (label !== null) return { type: 'footnoteReference', identifier: label, label };
  return marked(tag('<sup>'))(state, node);
};

const span: Handle = (state, node) => {
  const person = textProperty(node, 'dataPerson');
  if (person !== null && person !== '') {
    return { type: 'link', url: personAddress(person), children: [{ type: 'text', value: textOf(node) }] };
  }
  const style = textProperty(node, 'style');
  const mark = tag(`<span style="${style ?? ''}">`);
  return mark.mark === undefined ? state.all(node) : marked(mark)(state, node);
};

const mark: Handle = (state, node) => {
  const style = textProperty(node, 'style');
  return marked(tag(style === null ? '<mark>' : `<mark style="${style}">`))(state, node);
};

const time: Handle = (state, node) => {
  const date = textProperty(node, 'dateTime');
  return isIsoDate(date) ? marked({ date })(state, node) : state.all(node);
};

const code: Handle = (state, node) =>
  hasClass(node, 'math-inline') ? { type: 'inlineMath', value: textOf(node) } : defaultHandlers.code(state, node);

/** How elements between words become Markdown's tree, where the library's own way would lose something. */
export const inlineHandlers: Record<string, Handle> = {
  a: anchor,
  code,
  mark,
  span,
  sub: marked(tag('<sub>')),
  sup,
  time,
  u: marked(tag('<u>')),
  ins: marked(tag('<u>')),
};
