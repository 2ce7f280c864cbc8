import type { Element, ElementContent, Properties, Root } from 'hast';

/** What may hold others. */
export type Holder = Root | Element;

/** Makes an element. */
export function element(tagName: string, properties: Properties, children: ElementContent[]): Element {
  return { type: 'element', tagName, properties, children };
}

/** Replaces elements from the inside out; `undefined` keeps one as it is. */
export function rewrite(holder: Holder, change: (node: Element, parent: Holder) => ElementContent[] | undefined): void {
  holder.children = (holder.children as ElementContent[]).flatMap((child) => {
    if (child.type !== 'element') return [child];
    rewrite(child, change);
    return change(child, holder) ?? [child];
  });
}

/** Every element below, parents first. */
export function* elementsOf(holder: Holder): Generator<Element> {
  for (const child of holder.children) {
    if (child.type !== 'element') continue;
    yield child;
    yield* elementsOf(child);
  }
}

/** The text below. */
export function textBelow(holder: Holder | ElementContent): string {
  if (holder.type === 'text') return holder.value;
  if (!('children' in holder)) return '';
  return (holder.children as ElementContent[]).map(textBelow).join('');
}

/** Whether a text is nothing but spaces, hard ones too. */
export function isBlank(text: string): boolean {
  return /^[\s\u00a0\u200b\ufeff]*$/.test(text);
}
