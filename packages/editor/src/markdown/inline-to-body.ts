import type { ImageReference, LinkReference, PhrasingContent, RootContent } from 'mdast';
import type { Attributes, BlockMark, BlockNode } from '../block-node.ts';
import { carryMarks } from '../rewrite-addresses.ts';
import { compareMarkTypes } from '../schema-defaults.ts';
import { isIsoDate } from '../iso-date.ts';
import { splitHighlights } from './highlights.ts';
import { joinTexts, trimmed } from './inline-text.ts';
import { markOfTag, parsePersonAddress } from './inline-tags.ts';
import { plainPlaces } from './plain-places.ts';
import { parseWithoutMath } from './syntax.ts';
import type { MarkedData } from './tree.ts';

/** A page that `[[Name]]` stands for. */
export interface WikiTarget {
  documentId: string;
  label: string;
}

/** What the conversion of one document needs to know everywhere. */
export interface ReadingContext {
  source: string;
  /** Addresses of reference links by normalised identifier. */
  definitions: ReadonlyMap<string, { url: string; title: string | null }>;
  wikiLink: ((target: string, label: string | null) => WikiTarget | null) | null;
}

interface Place {
  context: ReadingContext;
  marks: readonly BlockMark[];
  /** In a table cell a line break is written as `<br>`. */
  inCell: boolean;
  depth: number;
}

// Emphasis in emphasis deeper than this adds nothing but stack.
const MAX_DEPTH = 40;
const WIKI_LINK = /\[\[([^[\]|\n]+)(?:\|([^[\]\n]+))?\]\]/g;

function withMark(marks: readonly BlockMark[], mark: BlockMark): BlockMark[] {
  if (marks.some((other) => other.type === mark.type)) return [...marks];
  return [...marks, mark].toSorted((left, right) => compareMarkTypes(left.type, right.type));
}

function textNode(text: string, marks: readonly BlockMark[]): BlockNode {
  return marks.length > 0 ? { type: 'text', text, marks: [...marks] } : { type: 'text', text };
}

function atom(type: string, attrs: Attributes, marks: readonly BlockMark[]): BlockNode {
  return { type, attrs: { ...attrs, marks: carryMarks(marks) } };
}

/** A line end within a paragraph is a space: the page has its own width. */
function unwrapped(text: string): string {
  return text.replace(/[\t ]*(?:\r\n|\r|\n)[\t ]*/g, ' ');
}

/** Text with `[[Page]]` in it. What was escaped in the source stays text. */
function convertText(value: string, written: string, { context, marks }: Place): BlockNode[] {
  const { wikiLink } = context;
  if (wikiLink === null || !value.includes('[[')) return [textNode(unwrapped(value), marks)];
  const nodes: BlockNode[] = [];
  const isWrittenPlainly = plainPlaces(value, written);
  let end = 0;
  for (const match of value.matchAll(WIKI_LINK)) {
    const [whole, target, label] = match;
    if (target === undefined || !isWrittenPlainly(whole, match.index)) continue;
    const page = wikiLink(target.trim(), label?.trim() ?? null);
    if (page === null) continue;
    nodes.push(textNode(unwrapped(value.slice(end, match.index)), marks));
    const outer = marks.filter((mark) => mark.type !== 'link');
    nodes.push(atom('pageLink', { documentId: page.documentId, label: page.label }, outer));
    end = match.index + whole.length;
  }
  nodes.push(textNode(unwrapped(value.slice(end)), marks));
  return nodes;
}

/**
 * Two prices in one sentence are no formula. As pandoc has it: the opening
 * dollar touches what follows, the closing one what precedes, and no digit
 * comes after it.
 */
function isFormula(value: string, start: number, end: number, source: string): boolean {
  if (source[start + 1] === '$') return true;
  const inside = source.slice(start + 1, end - 1);
  return !/^\s|\s$/.test(inside) && !/\d/.test(source[end] ?? '') && value !== '';
}

function convertMath(node: Extract<PhrasingContent, { type: 'inlineMath' }>, place: Place): BlockNode[] {
  const { source } = place.context;
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  const value = node.value.replace(/\s*[\r\n]+\s*/g, ' ').trim();
  if (start === undefined || end === undefined || isFormula(value, start, end, source)) {
    return value === '' ? [] : [atom('inlineMath', { latex: value }, place.marks)];
  }
  const [paragraph] = parseWithoutMath(`$${node.value}$`).children;
  const children = paragraph?.type === 'paragraph' ? paragraph.children : [];
  return convertChildren(children, { ...place, context: { ...place.context, source: `$${node.value}$` } });
}

/** How far ahead the closing tag of a mark is looked for; the pair of a person is near. */
const MAX_PAIR_DISTANCE = 200;

function closingIndex(children: readonly PhrasingContent[], from: number, tag: string): number {
  const end = Math.min(children.length, from + MAX_PAIR_DISTANCE);
  for (let index = from + 1; index < end; index++) {
    const child = children[index];
    if (child?.type === 'html' && child.value.toLowerCase() === `</${tag}>`) return index;
  }
  return -1;
}

function convertImage(url: string, alt: string, title: string | null, place: Place): BlockNode[] {
  return [atom('inlineImage', { src: url, alt: unwrapped(alt), title }, place.marks)];
}

function convertLink(
  children: readonly PhrasingContent[],
  url: string,
  title: string | null,
  place: Place,
): BlockNode[] {
  const personId = parsePersonAddress(url);
  if (personId !== null) {
    const outer = place.marks.filter((mark) => mark.type !== 'link');
    const label = children.map(plainText).join('').replace(/^@/, '');
    return [atom('mention', { personId, label: unwrapped(label) }, outer)];
  }
  const marks = withMark(place.marks, { type: 'link', attrs: { href: url, title } });
  const content = convertChildren(children, { ...place, marks, depth: place.depth + 1 });
  if (content.length > 0) return content;
  // A link around nothing has no text that could carry it; HTML can say it.
  const quote = (value: string) => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  const titled = title === null ? '' : ` title="${quote(unwrapped(title))}"`;
  return [
    atom('inlineHtml', { html: `<a href="${quote(encodeSpaces(url))}"${titled}>` }, place.marks),
    atom('inlineHtml', { html: '</a>' }, place.marks),
  ];
}

/** A reference whose definition was none after all is text. */
function withBrackets(
  open: string,
  content: readonly BlockNode[],
  { referenceType, label, identifier }: LinkReference | ImageReference,
  marks: readonly BlockMark[],
): BlockNode[] {
  const name = referenceType === 'full' ? `[${label ?? identifier}]` : referenceType === 'collapsed' ? '[]' : '';
  return [textNode(open, marks), ...content, textNode(`]${name}`, marks)];
}

function encodeSpaces(url: string): string {
  return url.replace(/\s/g, encodeURIComponent);
}

function plainText(node: PhrasingContent): string {
  const texts: string[] = [];
  const pending: RootContent[] = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('value' in next) texts.push(next.value);
    if ('children' in next) pending.push(...next.children.toReversed());
  }
  return texts.join('');
}

function convertNode(node: PhrasingContent, place: Place): BlockNode[] {
  const { context, marks } = place;
  const inner = (mark: BlockMark) => ({ ...place, marks: withMark(marks, mark), depth: place.depth + 1 });
  switch (node.type) {
    case 'text': {
      const { start, end } = node.position ?? {};
      return convertText(node.value, context.source.slice(start?.offset ?? 0, end?.offset ?? 0), place);
    }
    case 'emphasis': {
      const { date, mark } = (node.data ?? {}) as MarkedData;
      if (date !== undefined) return [atom('dateMention', { date }, marks)];
      return convertChildren(node.children, inner(mark ?? { type: 'italic' }));
    }
    case 'strong':
      return convertChildren(node.children, inner({ type: 'bold' }));
    case 'delete':
      return convertChildren(node.children, inner({ type: 'strike' }));
    case 'inlineCode':
      return [textNode(unwrapped(node.value), withMark(marks, { type: 'code' }))];
    case 'break':
      return [{ type: 'hardBreak' }];
    case 'link':
      return convertLink(node.children, node.url, node.title ?? null, place);
    case 'linkReference': {
      const target = context.definitions.get(node.identifier);
      if (target === undefined) return withBrackets('[', convertChildren(node.children, place), node, marks);
      return convertLink(node.children, target.url, target.title, place);
    }
    case 'image':
      return convertImage(node.url, node.alt ?? '', node.title ?? null, place);
    case 'imageReference': {
      const target = context.definitions.get(node.identifier);
      if (target === undefined) return withBrackets('![', [textNode(node.alt ?? '', marks)], node, marks);
      return convertImage(target.url, node.alt ?? '', target.title, place);
    }
    case 'html':
      if (place.inCell && /^<br\s*\/?>$/i.test(node.value)) return [{ type: 'hardBreak' }];
      return [atom('inlineHtml', { html: node.value }, marks)];
    case 'footnoteReference': {
      const outer = marks.filter((mark) => mark.type !== 'link');
      return [atom('footnoteReference', { label: node.label ?? node.identifier }, outer)];
    }
    case 'inlineMath':
      return convertMath(node, place);
    default:
      return convertStray(node, place);
  }
}

/** HTML puts blocks where only text may stand (a list in bold, say): what they say stays, as text. */
function convertStray(node: RootContent, place: Place): BlockNode[] {
  if (node.type === 'picture') return convertImage(node.url, node.alt, node.title, place);
  if (node.type === 'toggle') {
    const children = [...node.summary, ...node.children] as PhrasingContent[];
    return convertChildren(children, { ...place, depth: place.depth + 1 });
  }
  if ('children' in node) {
    return convertChildren(node.children as PhrasingContent[], { ...place, depth: place.depth + 1 });
  }
  return 'value' in node && node.value !== '' ? [textNode(unwrapped(node.value), place.marks)] : [];
}

function convertChildren(children: readonly PhrasingContent[], place: Place): BlockNode[] {
  if (place.depth > MAX_DEPTH) {
    return joinTexts(children.map((child) => textNode(unwrapped(plainText(child)), place.marks)));
  }
  const nodes: BlockNode[] = [];
  const parts = splitHighlights(children, place.context.source);
  for (let index = 0; index < parts.length; index++) {
    const child = parts[index];
    if (child === undefined) continue;
    const date = child.type === 'html' ? /^<time datetime="([^"]*)">$/i.exec(child.value)?.[1] : undefined;
    const found = child.type === 'html' ? markOfTag(child.value) : null;
    const tag = isIsoDate(date) ? 'time' : found?.tag;
    const close = tag === undefined ? -1 : closingIndex(parts, index, tag);
    if (isIsoDate(date) && close > index) {
      nodes.push(atom('dateMention', { date }, place.marks));
      index = close;
    } else if (found !== null && close > index + 1) {
      const marks = withMark(place.marks, found.mark);
      nodes.push(...convertChildren(parts.slice(index + 1, close), { ...place, marks, depth: place.depth + 1 }));
      index = close;
    } else nodes.push(...convertNode(child, place));
  }
  return joinTexts(nodes);
}

/** The inline nodes of a paragraph, heading or cell. */
export function inlineToBody(
  children: readonly PhrasingContent[],
  context: ReadingContext,
  { inCell = false }: { inCell?: boolean } = {},
): BlockNode[] {
  return trimmed(convertChildren(children, { context, marks: [], inCell, depth: 0 }));
}
