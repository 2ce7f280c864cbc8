import type { Element, ElementContent } from 'hast';
import { defaultHandlers, type Handle, type State } from 'hast-util-to-mdast';
import type { BlockContent, DefinitionContent, FootnoteDefinition, PhrasingContent } from 'mdast';
import { readImageWidth, type ImageAlign } from '../image-size.ts';
import type { ColumnTree, PictureTree } from '../markdown/tree.ts';
import { isCalloutKind } from '../palette.ts';
import { childElements, hasClass, onlyElement, textOf, textProperty } from './elements.ts';
import { cardOfAnchor } from './inline-handlers.ts';

type Flow = (BlockContent | DefinitionContent)[];

const flow = (state: State, node: Element): Flow => state.toFlow(state.all(node)) as Flow;

const ALIGNS: Readonly<Record<string, ImageAlign>> = { left: 'start', center: 'center', right: 'end' };

/** A picture that stands alone, with its caption; null when it says no more than Markdown can. */
function picture(image: Element, link: Element | null, around: Element | null, caption: string): PictureTree | null {
  const align = around === null ? undefined : ALIGNS[textProperty(around, 'align') ?? ''];
  const width = readImageWidth(textProperty(image, 'width'));
  if (align === undefined && width === null && caption === '') return null;
  const href = link === null ? null : textProperty(link, 'href');
  return {
    type: 'picture',
    url: textProperty(image, 'src') ?? '',
    alt: textProperty(image, 'alt') ?? '',
    title: caption || textProperty(image, 'title'),
    width,
    align: align ?? null,
    href,
    hrefTitle: link === null ? null : textProperty(link, 'title'),
  };
}

/** The only picture in an element, with the link around it. */
function onlyPicture(node: Element): { image: Element; link: Element | null } | null {
  const only = onlyElement(node);
  if (only?.tagName === 'img') return { image: only, link: null };
  if (only?.tagName !== 'a' && only?.tagName !== 'p') return null;
  const inside = onlyPicture(only);
  return inside === null ? null : { ...inside, link: inside.link ?? (only.tagName === 'a' ? only : null) };
}

const paragraph: Handle = (state, node) => {
  const only = onlyElement(node);
  const card = only?.tagName === 'a' ? cardOfAnchor(state, only) : null;
  if (card !== null) return card;
  const found = onlyPicture(node);
  const shown = found === null ? null : picture(found.image, found.link, node, '');
  return shown ?? defaultHandlers.p(state, node);
};

const figure: Handle = (state, node) => {
  const [caption, ...more] = childElements(node).filter((child) => child.tagName === 'figcaption');
  const rest: Element = { ...node, children: node.children.filter((child) => child !== caption) };
  const found = onlyPicture(rest);
  if (found === null || more.length > 0) return flow(state, node);
  const words = caption === undefined ? '' : textOf(caption).replace(/\s+/g, ' ').trim();
  return picture(found.image, found.link, node, words) ?? flow(state, rest);
};

/** The level of a heading element, else null. */
function headingLevel(node: Element | null): number | null {
  const level = /^h([1-6])$/.exec(node?.tagName ?? '')?.[1];
  return level === undefined ? null : Number(level);
}

const details: Handle = (state, node) => {
  const line = childElements(node).find((child) => child.tagName === 'summary');
  const heading = line === undefined ? null : onlyElement(line);
  const level = headingLevel(heading);
  const words = line === undefined ? [] : state.all(level === null || heading === null ? line : heading);
  const rest: Element = { ...node, children: node.children.filter((child) => child !== line) };
  return { type: 'toggle', summary: words as PhrasingContent[], level, children: flow(state, rest) };
};

/** A stray line of a toggle is a paragraph. */
const summary: Handle = (state, node) => defaultHandlers.p(state, node);

function alertKind(node: Element): string | undefined {
  const classes = Array.isArray(node.properties['className']) ? node.properties['className'] : [];
  return classes.map((name) => /^markdown-alert-(\w+)$/.exec(String(name))?.[1]).find(isCalloutKind);
}

const div: Handle = (state, node) => {
  const kind = alertKind(node);
  if (kind !== undefined && isCalloutKind(kind)) {
    const isTitle = (child: ElementContent) => child.type === 'element' && hasClass(child, 'markdown-alert-title');
    const rest: Element = { ...node, children: node.children.filter((child) => !isTitle(child)) };
    return { type: 'callout', kind, icon: textProperty(node, 'dataIcon'), children: flow(state, rest) };
  }
  if (hasClass(node, 'columns')) {
    const children = childElements(node)
      .filter((child) => hasClass(child, 'column'))
      .map((child): ColumnTree => {
        const width = Number(textProperty(child, 'dataWidth') ?? 1);
        return { type: 'column', width: Number.isFinite(width) && width > 0 ? width : 1, children: flow(state, child) };
      });
    if (children.length > 0) return { type: 'columnList', children };
  }
  const found = textProperty(node, 'align') === null ? null : onlyPicture(node);
  return (found === null ? null : picture(found.image, found.link, node, '')) ?? flow(state, node);
};

const section: Handle = (state, node) => {
  if (node.properties['dataFootnotes'] === undefined) return flow(state, node);
  return childElements(node)
    .filter((child) => child.tagName === 'ol')
    .flatMap((list) => childElements(list))
    .flatMap((item): FootnoteDefinition[] => {
      const label = /^(?:user-content-)?fn-(.+)$/.exec(textProperty(item, 'id') ?? '')?.[1];
      return label === undefined
        ? []
        : [{ type: 'footnoteDefinition', identifier: label, label, children: flow(state, item) }];
    });
};

const pre: Handle = (state, node) => {
  const code = onlyElement(node);
  if (code !== null && hasClass(code, 'math-display')) return { type: 'math', value: textOf(code) };
  const result = defaultHandlers.pre(state, node);
  if (code?.tagName === 'code' && typeof result === 'object' && 'type' in result && result.type === 'code') {
    const caption = textProperty(code, 'dataCaption');
    result.data = {
      ...(caption === null ? {} : { caption }),
      ...(code.properties['dataWrap'] === undefined ? {} : { wrap: true }),
    } as object;
  }
  return result;
};

const image: Handle = (state, node, parent) => {
  // Directly between blocks a picture stands alone.
  const between =
    parent?.type === 'root' ||
    (parent?.type === 'element' && /^(td|th|li|blockquote|div|section)$/.test(parent.tagName));
  return (between ? picture(node, null, null, '') : null) ?? defaultHandlers.img(state, node);
};

/** How blocks become Markdown's tree, where the library's own way would lose something. */
export const blockHandlers: Record<string, Handle> = {
  details,
  div,
  figure,
  img: image,
  p: paragraph,
  pre,
  section,
  summary,
};
