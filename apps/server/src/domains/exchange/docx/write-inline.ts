import { isColour, type BlockMark, type BlockNode } from '@materi/editor';
import {
  Bookmark,
  ExternalHyperlink,
  FootnoteReferenceRun,
  ImageRun,
  InternalHyperlink,
  ShadingType,
  Tab,
  TextRun,
  type IRunOptions,
  type ParagraphChild,
} from 'docx';
import { decodedAddress } from '../address.ts';
import { WORD_COLOURS } from './colours.ts';
import { imageFacts } from './image-facts.ts';
import { TEXT_WIDTH_PIXELS } from './pictures.ts';
import type { Writing } from './writing.ts';

/** Characters that XML cannot hold. */
// oxlint-disable-next-line no-control-regex -- These are the characters that are meant.
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
export const writable = (text: string): string => text.toWellFormed().replaceAll(UNWRITABLE, '');

const colourOf = (mark: BlockMark) => {
  const colour = mark.attrs?.['colour'];
  return isColour(colour) ? colour : null;
};

function lookOf(marks: readonly BlockMark[]): IRunOptions {
  let look: IRunOptions = {};
  for (const mark of marks) {
    if (mark.type === 'bold') look = { ...look, bold: true };
    else if (mark.type === 'italic') look = { ...look, italics: true };
    else if (mark.type === 'strike') look = { ...look, strike: true };
    else if (mark.type === 'underline') look = { ...look, underline: {} };
    else if (mark.type === 'superscript') look = { ...look, superScript: true };
    else if (mark.type === 'subscript') look = { ...look, subScript: true };
    else if (mark.type === 'code') look = { ...look, style: 'VerbatimChar' };
    else if (mark.type === 'highlight') {
      const fill = WORD_COLOURS[colourOf(mark) ?? 'yellow'].fill;
      look = { ...look, shading: { type: ShadingType.CLEAR, color: 'auto', fill } };
    } else if (mark.type === 'textColour') {
      const colour = colourOf(mark);
      if (colour !== null) look = { ...look, color: WORD_COLOURS[colour].text };
    }
  }
  return look;
}

/** Text as runs: line ends as breaks, tabs as tabs. */
export function textRuns(text: string, look: IRunOptions = {}): TextRun[] {
  return writable(text)
    .split('\n')
    .map((line, at) => {
      const children = line.split('\t').flatMap((part, index) => (index === 0 ? [part] : [new Tab(), part]));
      return new TextRun({ ...look, ...(at > 0 ? { break: 1 } : {}), children });
    });
}

const carriedMarks = (node: BlockNode): BlockMark[] => {
  const json = node.attrs?.['marks'];
  if (typeof json !== 'string') return node.marks ?? [];
  try {
    const marks: unknown = JSON.parse(json);
    return Array.isArray(marks) ? (marks as BlockMark[]) : [];
  } catch {
    return [];
  }
};

/** A picture as a run; text where Word cannot show it. */
export function pictureRun(writing: Writing, attrs: BlockNode['attrs']): ParagraphChild[] {
  const src = String(attrs?.['src'] ?? '');
  const alt = writable(String(attrs?.['alt'] ?? ''));
  const bytes = writing.picture(src);
  const facts = bytes === undefined ? null : imageFacts(bytes);
  if (bytes === undefined || facts === null || facts.type === 'webp' || facts.type === 'svg') {
    writing.leaveOut('pictures', alt || src);
    const address = writing.address(src);
    const run = new TextRun({ text: alt || address || 'Picture', style: 'Hyperlink' });
    return /^https?:/i.test(address) ? [new ExternalHyperlink({ link: address, children: [run] })] : [run];
  }
  const width = Math.max(1, Math.min(TEXT_WIDTH_PIXELS, shownWidth(attrs?.['width']) ?? facts.width));
  const height = Math.max(1, Math.round((facts.height * width) / facts.width));
  const description = { title: '', name: alt, description: alt };
  return [new ImageRun({ type: facts.type, data: bytes, transformation: { width, height }, altText: description })];
}

function shownWidth(value: unknown): number | null {
  if (typeof value === 'number') return value;
  const match = typeof value === 'string' ? /^(\d+)(%?)/.exec(value) : null;
  if (match === null) return null;
  return match[2] === '%' ? Math.round((Number(match[1]) / 100) * TEXT_WIDTH_PIXELS) : Number(match[1]);
}

const isLink = (mark: BlockMark): boolean => mark.type === 'link' && typeof mark.attrs?.['href'] === 'string';

/** Inline nodes as runs; neighbours of one link in one hyperlink. */
export function inlineRuns(writing: Writing, nodes: readonly BlockNode[], look: IRunOptions = {}): ParagraphChild[] {
  const children: ParagraphChild[] = [];
  for (let at = 0; at < nodes.length;) {
    const href = linkOf(nodes[at] as BlockNode);
    if (href === null) {
      children.push(...plainRuns(writing, nodes[at] as BlockNode, look));
      at += 1;
      continue;
    }
    const linked: ParagraphChild[] = [];
    while (at < nodes.length && linkOf(nodes[at] as BlockNode) === href) {
      linked.push(...plainRuns(writing, nodes[at] as BlockNode, { ...look, style: 'Hyperlink' }));
      at += 1;
    }
    children.push(...hyperlink(writing, href, linked));
  }
  return children;
}

export function hyperlink(writing: Writing, href: string, children: ParagraphChild[]): ParagraphChild[] {
  const address = writing.address(href);
  if (address.startsWith('#')) {
    const anchor = writing.bookmark(decodedAddress(address.slice(1)));
    return anchor === null ? children : [new InternalHyperlink({ anchor, children })];
  }
  return address === '' ? children : [new ExternalHyperlink({ link: writable(address), children })];
}

function linkOf(node: BlockNode): string | null {
  if (node.type === 'pageLink') return `/d/${String(node.attrs?.['documentId'] ?? '')}`;
  const link = carriedMarks(node).find(isLink);
  return link === undefined ? null : String(link.attrs?.['href']);
}

function plainRuns(writing: Writing, node: BlockNode, around: IRunOptions): ParagraphChild[] {
  const own = lookOf(carriedMarks(node));
  const look: IRunOptions = {
    ...around,
    ...own,
    ...(around.style === undefined ? {} : { style: own.style ?? around.style }),
  };
  switch (node.type) {
    case 'text':
      return textRuns(node.text ?? '', look);
    case 'hardBreak':
      return [new TextRun({ break: 1 })];
    case 'inlineImage':
      return pictureRun(writing, node.attrs);
    case 'inlineMath':
      writing.leaveOut('formulas', String(node.attrs?.['latex'] ?? ''));
      return textRuns(String(node.attrs?.['latex'] ?? ''), { ...look, style: 'LatexFormula' });
    case 'footnoteReference': {
      const label = String(node.attrs?.['label'] ?? '');
      const number = writing.note(label);
      return number === null ? textRuns(`[${label}]`, look) : [new FootnoteReferenceRun(number)];
    }
    case 'pageLink':
      return textRuns(
        writing.titleOf(String(node.attrs?.['documentId'] ?? ''), String(node.attrs?.['label'] ?? '')),
        look,
      );
    case 'mention':
      return textRuns(`@${String(node.attrs?.['label'] ?? '')}`, look);
    case 'dateMention':
      return textRuns(String(node.attrs?.['date'] ?? ''), look);
    case 'inlineHtml':
      return /^<br\b/i.test(String(node.attrs?.['html'] ?? '')) ? [new TextRun({ break: 1 })] : [];
    default:
      return node.content === undefined ? [] : inlineRuns(writing, node.content, look);
  }
}

/** The runs with a bookmark around them, when something links to the block. */
export function bookmarked(
  writing: Writing,
  names: readonly (string | null)[],
  runs: ParagraphChild[],
): ParagraphChild[] {
  return names.reduce<ParagraphChild[]>((children, name) => {
    const id = name === null ? null : writing.target(name);
    return id === null ? children : [new Bookmark({ id, children })];
  }, runs);
}
