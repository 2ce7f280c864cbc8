import type { Element, ElementContent } from 'hast';
import { classesOf, element, findElements, isElement, property, textOf, type Parent } from './tree.ts';

/** The looks that mean something on a page. */
const MEANINGFUL = /(?:^|[;{\s])(font-weight|font-style|text-decoration(?:-line)?|vertical-align)\s*:\s*([^;}!]+)/gi;

/** The rules of single classes in the style sheets of a file, as Google Docs and Word write them. */
export function classLooks(root: Parent): ReadonlyMap<string, string> {
  const looks = new Map<string, string>();
  for (const style of findElements(root, ({ tagName }) => tagName === 'style')) {
    const css = textOf(style)
      .replaceAll(/\/\*[\s\S]*?\*\//g, '')
      .slice(0, 500_000);
    for (const [, selectors = '', rules = ''] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
      for (const selector of selectors.split(',')) {
        const name = /^\s*(?:span|p|td|li)?\.([\w-]+)\s*$/.exec(selector)?.[1];
        if (name !== undefined) looks.set(name, `${looks.get(name) ?? ''};${rules}`);
      }
    }
  }
  return looks;
}

export interface Look {
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly strike: boolean;
  readonly raised: 'sup' | 'sub' | null;
  readonly hidden: boolean;
}

export function lookOf(target: Element, looks: ReadonlyMap<string, string>): Look {
  const rules = [...classesOf(target).map((name) => looks.get(name) ?? ''), property(target, 'style')].join(';');
  const values = new Map<string, string>();
  for (const [, name = '', value = ''] of rules.matchAll(MEANINGFUL))
    values.set(name.toLowerCase().replace('-line', ''), value.trim().toLowerCase());
  const weight = values.get('font-weight') ?? '';
  const decoration = values.get('text-decoration') ?? '';
  const raised = values.get('vertical-align');
  return {
    bold: /^(bold|bolder|[6-9]00)$/.test(weight),
    italic: /^(italic|oblique)/.test(values.get('font-style') ?? ''),
    underline: decoration.includes('underline'),
    strike: decoration.includes('line-through'),
    raised: raised === 'super' ? 'sup' : raised === 'sub' ? 'sub' : null,
    hidden: /(?:^|;)\s*display\s*:\s*none/i.test(property(target, 'style')),
  };
}

/** Spans that only look bold become bold, and so on. */
export function marksOf(target: Element, looks: ReadonlyMap<string, string>): ElementContent[] | undefined {
  if (target.tagName !== 'span' && target.tagName !== 'font') return undefined;
  const look = lookOf(target, looks);
  const inLink = target.children.some((child) => isElement(child) && child.tagName === 'a');
  const tags = [
    ...(look.bold ? ['strong'] : []),
    ...(look.italic ? ['em'] : []),
    ...(look.underline && !inLink ? ['u'] : []),
    ...(look.strike ? ['del'] : []),
    ...(look.raised === null ? [] : [look.raised]),
  ];
  if (tags.length === 0 || textOf(target).trim() === '') return undefined;
  return tags.reduceRight<ElementContent[]>((children, tag) => [element(tag, {}, children)], target.children);
}
