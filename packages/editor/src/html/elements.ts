import type { Element, ElementContent } from 'hast';

/** A property of an element as text; missing, empty and true are all told apart from words. */
export function textProperty(node: Element, name: string): string | null {
  const value = node.properties[name];
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return Array.isArray(value) ? value.join(' ') : null;
}

/** Whether an element has a class. */
export function hasClass(node: Element, name: string): boolean {
  const { className } = node.properties;
  return Array.isArray(className) && className.includes(name);
}

/** The children that are elements. */
export function childElements(node: { children: readonly ElementContent[] }): Element[] {
  return node.children.filter((child): child is Element => child.type === 'element');
}

/** The only thing in an element apart from spaces, when that is an element. */
export function onlyElement(node: Element): Element | null {
  const shown = node.children.filter(
    (child) => child.type === 'element' || (child.type === 'text' && child.value.trim() !== ''),
  );
  const [only] = shown;
  return shown.length === 1 && only?.type === 'element' ? only : null;
}

/** The text of an element with everything in it. */
export function textOf(node: Element | ElementContent): string {
  const parts: string[] = [];
  const pending: ElementContent[] = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.type === 'text') parts.push(next.value);
    else if (next.type === 'element') pending.push(...next.children.toReversed());
  }
  return parts.join('');
}
