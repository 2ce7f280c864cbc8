import type { Element, ElementContent, Nodes, Root } from 'hast';

export type Parent = Root | Element;

export const isElement = (node: Nodes | undefined): node is Element => node?.type === 'element';

/** The elements directly inside. */
export const childElements = (parent: Parent): Element[] => (parent.children as Nodes[]).filter(isElement);

/** Every element below, parents before children, in document order. */
export function* elementsBelow(root: Parent): Generator<Element> {
  const pending: Element[] = childElements(root).toReversed();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    pending.push(...childElements(next).toReversed());
  }
}

export const findElement = (root: Parent, matches: (element: Element) => boolean): Element | undefined => {
  for (const element of elementsBelow(root)) if (matches(element)) return element;
  return undefined;
};

export const findElements = (root: Parent, matches: (element: Element) => boolean): Element[] =>
  [...elementsBelow(root)].filter(matches);

export const property = (element: Element, name: string): string => {
  const value = element.properties[name];
  return Array.isArray(value)
    ? value.join(' ')
    : value === undefined || value === null || value === false
      ? ''
      : String(value);
};

export const classesOf = (element: Element): string[] => property(element, 'className').split(/\s+/).filter(Boolean);
export const hasClass = (element: Element, ...names: string[]): boolean => {
  const classes = classesOf(element);
  return names.some((name) => classes.includes(name));
};

export function textOf(node: Nodes | undefined): string {
  if (node === undefined) return '';
  let text = '';
  const pending: Nodes[] = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.type === 'text') text += next.value;
    else if ('children' in next) pending.push(...(next.children as Nodes[]).toReversed());
  }
  return text;
}

export const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

export const element = (tagName: string, properties: Element['properties'], children: ElementContent[]): Element => ({
  type: 'element',
  tagName,
  properties,
  children,
});

/** Nested deeper than this, HTML is cut to its text: no page of a person comes near, and the stack stays whole. */
const MAX_DEPTH = 150;

/**
 * Passes every element, the innermost first, through `change`: what it answers
 * stands in its place; `undefined` leaves it.
 */
export function transform(
  root: Parent,
  change: (element: Element, parents: readonly Parent[]) => ElementContent[] | undefined,
): void {
  const walk = (parent: Parent, parents: readonly Parent[]): void => {
    if (parents.length > MAX_DEPTH) {
      const text = textOf(parent);
      parent.children = text === '' ? [] : [{ type: 'text', value: text }];
      return;
    }
    const line = [...parents, parent];
    const children: Root['children'] = [];
    for (const node of parent.children) {
      if (node.type !== 'element') {
        children.push(node);
        continue;
      }
      walk(node, line);
      const replaced = change(node, line);
      if (replaced === undefined) children.push(node);
      else children.push(...replaced);
    }
    parent.children = children as typeof parent.children;
  };
  walk(root, []);
}
