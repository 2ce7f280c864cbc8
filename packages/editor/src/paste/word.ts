import type { Element, ElementContent } from 'hast';
import { childElements, textProperty } from '../html/elements.ts';
import { declarationsOf, type Declarations } from './css.ts';
import { element, elementsOf, isBlank, rewrite, textBelow, type Holder } from './hast-edit.ts';

type Rules = ReadonlyMap<string, Declarations>;

const classesOf = (node: Element): string[] =>
  Array.isArray(node.properties['className']) ? node.properties['className'].map(String) : [];

const isComment = (node: Element): boolean =>
  classesOf(node).some((name) => /^(?:MsoComment|msocom)/i.test(name)) ||
  /mso-element:\s*comment/.test(textProperty(node, 'style') ?? '');

/** Drops what Word says to itself: comments, deletions that are tracked, spaces for its layout. */
function withoutOwnNotes(node: Element): ElementContent[] | undefined {
  if (isComment(node)) return [];
  if (node.tagName === 'del' && node.properties['cite'] !== undefined) return [];
  if (node.tagName === 'ins' && node.properties['cite'] !== undefined) return node.children;
  if (node.tagName.includes(':')) return isBlank(textBelow(node)) ? [] : node.children;
  if (node.tagName === 'img' && /^(?:file:|cid:)/i.test(textProperty(node, 'src') ?? '')) return [];
  return undefined;
}

/** Where a paragraph stands in a list of Word's. */
interface Place {
  list: string;
  level: number;
  marker: string;
}

function placeOf(node: ElementContent, rules: Rules): Place | null {
  if (node.type !== 'element' || !/^(?:p|h[1-6]|div)$/.test(node.tagName)) return null;
  const match = /^(l\d+)\s+level(\d+)(?:\s+(lfo\d+))?/.exec(declarationsOf(node, rules).get('mso-list') ?? '');
  if (match?.[1] === undefined) return null;
  let marker = '';
  for (const child of elementsOf(node)) {
    if (!/mso-list:\s*Ignore/i.test(textProperty(child, 'style') ?? '')) continue;
    marker = textBelow(child)
      .replace(/[\s\u00a0]+/g, ' ')
      .trim();
    break;
  }
  return { list: `${match[1]} ${match[3] ?? ''}`, level: Math.min(Math.max(Number(match[2]), 1), 9), marker };
}

/** What kind of list a marker begins; Word writes the marker itself and not what it means. */
function listOf(marker: string): { tag: 'ul' | 'ol'; start: number } {
  const number = /^[([]?(?:(\d+)(?:\.\d+)*|[a-z]{1,2}|[ivxlc]+)[.)\]]/i.exec(marker);
  if (number === null) return { tag: 'ul', start: 1 };
  const last = /(\d+)[.)\]]*$/.exec(marker)?.[1];
  return { tag: 'ol', start: Number(last ?? 1) };
}

const CHECKED = /^[☑☒✓✔✅]/u;
const BOX = /^[☐□❑❏☑☒✓✔✅]/u;

function itemOf(node: Element, marker: string): Element {
  rewrite(node, (child) => (/mso-list:\s*Ignore/i.test(textProperty(child, 'style') ?? '') ? [] : undefined));
  const box = BOX.test(marker)
    ? [element('input', { type: 'checkbox', disabled: true, ...(CHECKED.test(marker) ? { checked: true } : {}) }, [])]
    : [];
  const content: ElementContent[] = node.tagName === 'p' || node.tagName === 'div' ? node.children : [{ ...node }];
  return element('li', {}, [...box, ...content]);
}

/** Makes lists of paragraphs that only look like items. */
function gatherLists(holder: Holder, rules: Rules): void {
  const result: ElementContent[] = [];
  let stack: { list: Element; level: number; of: string }[] = [];
  for (const child of holder.children as ElementContent[]) {
    if (child.type === 'element') gatherLists(child, rules);
    const place = placeOf(child, rules);
    if (place === null || child.type !== 'element') {
      const isBetween = child.type === 'comment' || (child.type === 'text' && isBlank(child.value));
      if (!isBetween) stack = [];
      result.push(child);
      continue;
    }
    while ((stack.at(-1)?.level ?? 0) > place.level) stack.pop();
    const { tag, start } = listOf(place.marker);
    const top = stack.at(-1);
    const isOther =
      top !== undefined &&
      top.level === place.level &&
      (top.list.tagName !== tag || (place.level === 1 && top.of !== place.list));
    if (isOther) stack.pop();
    if (top === undefined || isOther || top.level < place.level) {
      const list = element(tag, tag === 'ol' && start !== 1 ? { start } : {}, []);
      const above = stack.at(-1)?.list.children.at(-1);
      if (above?.type === 'element') above.children.push(list);
      else result.push(list);
      stack.push({ list, level: place.level, of: place.list });
    }
    stack.at(-1)?.list.children.push(itemOf(child, place.marker));
  }
  holder.children = result;
}

const BLOCKS: Readonly<Record<string, string>> = {
  MsoTitle: 'h1',
  MsoQuote: 'blockquote',
  MsoIntenseQuote: 'blockquote',
};

/** Paragraphs that a style makes more of; paragraphs with nothing in them are Word's way of making space. */
function blockOf(node: Element): ElementContent[] | undefined {
  if (node.tagName !== 'p') return undefined;
  const isEmpty = isBlank(textBelow(node)) && ![...elementsOf(node)].some(({ tagName }) => tagName === 'img');
  if (isEmpty) return [];
  const tag = classesOf(node)
    .map((name) => BLOCKS[name])
    .find((found) => found !== undefined);
  if (tag === undefined) return undefined;
  return [tag === 'blockquote' ? element(tag, {}, [element('p', {}, node.children)]) : element(tag, {}, node.children)];
}

/** Makes of Word's HTML what it means: real lists, titles and quotes, without its notes to itself. */
export function readWord(root: Holder, rules: Rules): void {
  rewrite(root, withoutOwnNotes);
  gatherLists(root, rules);
  rewrite(root, blockOf);
}

/** Whether something is left of an element beside its links back. */
const restOf = (node: Element): ElementContent[] => node.children;

/**
 * Footnotes as Word (`_ftn1`) and Google Docs (`ftnt1`) write them, made into
 * those of Markdown. `label` names the n-th one of what is pasted.
 */
export function readFootnotes(root: Holder, label: (name: string) => string): void {
  const NOTE = /^#_?((?:ftn|edn|ftnt)\d+)$/;
  const BACK = /^#_?(?:ftnref|ednref|ftnt_ref)\d+$/;
  const notes: Element[] = [];
  const named = new Set<string>();
  for (const node of elementsOf(root)) {
    const name = node.tagName === 'a' ? NOTE.exec(textProperty(node, 'href') ?? '')?.[1] : undefined;
    if (name !== undefined) named.add(name);
  }
  if (named.size === 0) return;
  rewrite(root, (node) => {
    if (/mso-element:\s*(?:foot|end)note-list/.test(textProperty(node, 'style') ?? '')) {
      return node.children.filter((child) => child.type !== 'element' || child.tagName !== 'hr');
    }
    const back = [...elementsOf(node)].find((inner) => BACK.test(textProperty(inner, 'href') ?? ''));
    const isNote =
      back !== undefined && /^(?:div|p)$/.test(node.tagName) && /^(?:ftn|edn|ftnt)\d+$/.test(idOf(node, back));
    if (!isNote) return undefined;
    const name = idOf(node, back);
    rewrite(node, (inner) => (BACK.test(textProperty(inner, 'href') ?? '') ? [] : undefined));
    const first = childElements(node)[0];
    const content = node.tagName === 'p' ? [element('p', {}, restOf(node))] : node.children;
    notes.push(
      element(
        'li',
        { id: `fn-${label(name)}` },
        first === undefined && node.tagName !== 'p' ? [element('p', {}, node.children)] : content,
      ),
    );
    return [];
  });
  rewrite(root, (node) => {
    const name = node.tagName === 'a' ? NOTE.exec(textProperty(node, 'href') ?? '')?.[1] : undefined;
    if (name === undefined) return undefined;
    return [element('a', { href: `#fn-${label(name)}`, dataFootnoteRef: '' }, [{ type: 'text', value: label(name) }])];
  });
  // The sign is raised by the note itself.
  rewrite(root, (node) => {
    if (node.tagName !== 'sup' && node.tagName !== 'span') return undefined;
    const [only, ...more] = childElements(node);
    return only?.properties['dataFootnoteRef'] !== undefined && more.length === 0 ? [only] : undefined;
  });
  if (notes.length > 0) {
    (root.children as ElementContent[]).push(element('section', { dataFootnotes: '' }, [element('ol', {}, notes)]));
  }
}

/** The name of the note that an element holds: its own, or that of the way back in it. */
function idOf(node: Element, back: Element): string {
  const own = textProperty(node, 'id') ?? '';
  if (own !== '') return own;
  return (textProperty(back, 'name') ?? textProperty(back, 'id') ?? '').replace(/^_/, '');
}
