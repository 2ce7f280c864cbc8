import type { Element, Root } from 'hast';
import { decodedAddress } from '../address.ts';
import { element, elementsBelow, findElements, oneLine, property, textOf, transform } from './tree.ts';

/**
 * Footnotes as programs write them in HTML: a short link in the text to an
 * element further down that links back. They are rewritten in the one way that
 * the editor's reader knows (GitHub's).
 */
export function rewriteFootnotes(root: Root): void {
  const byId = new Map<string, Element>();
  const anchors = new Map<string, Element>();
  const parents = new Map<Element, Element>();
  const order = new Map<Element, number>();
  for (const node of elementsBelow(root)) {
    order.set(node, order.size);
    for (const child of node.children) if (child.type === 'element') parents.set(child, node);
    const id = property(node, 'id') || (node.tagName === 'a' ? property(node, 'name') : '');
    if (id !== '' && !byId.has(id)) byId.set(id, node);
  }
  for (const link of findElements(root, ({ tagName }) => tagName === 'a')) {
    const href = property(link, 'href');
    if (href.startsWith('#') && href.length > 1) anchors.set(decodedAddress(href.slice(1)), link);
  }
  /** The nearest element around that is a block of its own. */
  const blockOf = (node: Element): Element | undefined => {
    for (let at: Element | undefined = node; at !== undefined; at = parents.get(at)) {
      if (/^(li|p|div|dd|aside|section|td)$/.test(at.tagName)) return at;
    }
    return undefined;
  };
  /** The ids of an element, of its anchors, and of what stands directly around it. */
  const idsNear = (link: Element): string[] => {
    const around = parents.get(link);
    const names = (node: Element | undefined) =>
      node === undefined ? [] : [property(node, 'id'), property(node, 'name')];
    return [...names(link), ...(around?.tagName === 'sup' || around?.tagName === 'span' ? names(around) : [])].filter(
      Boolean,
    );
  };

  const labels = new Map<Element, string>();
  const references = new Map<Element, string>();
  for (const link of findElements(root, ({ tagName }) => tagName === 'a')) {
    if (property(link, 'dataFootnoteRef') !== '' || 'dataFootnoteRef' in link.properties) continue;
    const target = byId.get(decodedAddress(property(link, 'href').replace(/^#/, '')));
    const isMark = /^[[(]?[\p{L}\p{N}*†‡§¶]{1,4}[\])]?$/u.test(oneLine(textOf(link)));
    if (!property(link, 'href').startsWith('#') || target === undefined || !isMark) continue;
    const definition = blockOf(target);
    if (definition === undefined || (order.get(definition) ?? 0) < (order.get(link) ?? 0)) continue;
    const ownIds = idsNear(link);
    const backLink = findElements(definition, ({ tagName }) => tagName === 'a').find((back) =>
      ownIds.includes(decodedAddress(property(back, 'href').replace(/^#/, ''))),
    );
    const isSaid = /doc-(foot|end)note|footnote/.test(
      `${property(definition, 'role')} ${property(definition, 'id')} ${property(definition, 'className')}`,
    );
    if (backLink === undefined && !isSaid) continue;
    const label = labels.get(definition) ?? String(labels.size + 1);
    labels.set(definition, label);
    references.set(link, label);
    if (backLink !== undefined) references.set(backLink, '');
  }
  if (labels.size === 0) return;

  const definitions: Element[] = [];
  transform(root, (node) => {
    const reference = references.get(node);
    if (reference === '') return [];
    if (reference !== undefined)
      return [
        element('sup', {}, [
          element('a', { href: `#fn-${reference}`, dataFootnoteRef: '' }, [{ type: 'text', value: reference }]),
        ]),
      ];
    const label = labels.get(node);
    if (label === undefined) {
      // A raised mark in a raised mark, and the list that held the notes.
      const [only] = node.children;
      if (node.tagName === 'sup' && node.children.length === 1 && only?.type === 'element' && only.tagName === 'sup')
        return [only];
      if (
        /^(ol|ul|dl|section|div|aside)$/.test(node.tagName) &&
        node.children.length > 0 &&
        node.children.every((child) => child.type === 'text' && child.value.trim() === '')
      )
        return [];
      return undefined;
    }
    const number = node.children[0];
    // "1. " before the words repeats the label.
    if (node.tagName !== 'li' && number?.type === 'text')
      number.value = number.value.replace(/^\s*[[(]?\d{1,3}[\])]?[.:]?\s+/, '');
    definitions.push(
      element('li', { id: `fn-${label}` }, node.tagName === 'p' ? [element('p', {}, node.children)] : node.children),
    );
    return [];
  });
  root.children.push(element('section', { dataFootnotes: '' }, [element('ol', {}, definitions)]));
}
