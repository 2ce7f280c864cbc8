import { newBlockId, type BlockNode } from '@materi/editor';
import { createBlockSink, type BlockSink } from './block-sink.ts';
import { createInlineReader, tidied, type InlineContent } from './inline.ts';
import type { Numbered } from './numbering.ts';
import type { Picture } from './pictures.ts';
import type { Reading } from './reading.ts';
import { headingLevel, indentOf, isCode, isQuote, isTitle, type ParagraphStyle } from './styles.ts';
import { tableBlocks } from './tables.ts';
import { child, elementsOf, find, numberOf, textOf, valueOf, type XmlElement } from './xml.ts';

/** Tables in tables in tables: deeper ones give their text. */
const MAX_DEPTH = 12;
/** An indent below this is a matter of looks. */
const QUOTE_INDENT = 240;

/** The text that inline nodes stand for, for code, captions and titles. */
export const plainText = (content: readonly BlockNode[]): string =>
  content.map((node) => (node.type === 'hardBreak' ? '\n' : (node.text ?? ''))).join('');

/** A paragraph whose only content are pictures. */
function picturesAlone({ content, pictures }: InlineContent): Picture[] | null {
  const found: Picture[] = [];
  for (const node of content) {
    const picture = pictures.get(node);
    if (picture !== undefined) found.push(picture);
    else if (node.type !== 'hardBreak' && !(node.type === 'text' && (node.text ?? '').trim() === '')) return null;
  }
  return found.length > 0 ? found : null;
}

const BOX = /^(?:([☐❑])|([☑☒✓🗹]))[\s\u00a0]+/u;

/** Takes the box to be ticked off the start of some text. */
function takeBox(content: readonly BlockNode[]): { checked: boolean; content: BlockNode[] } | null {
  const [first, ...rest] = content;
  const match = first?.type === 'text' ? BOX.exec(`${first.text ?? ''}${rest.length === 0 ? ' ' : ''}`) : null;
  if (first === undefined || match === null) return null;
  const text = (first.text ?? '').slice(match[0].length);
  return { checked: match[2] !== undefined, content: text === '' ? rest : [{ ...first, text }, ...rest] };
}

export interface BlockReader {
  /** The blocks of a body, cell, note or box. */
  read(container: XmlElement): BlockNode[];
  /** The text of a paragraph with the style Title at the very start, when there was one. */
  title(): string | null;
}

export function createBlockReader(reading: Reading): BlockReader {
  const inline = createInlineReader(reading);
  const { styles, numbering, losses, bookmarks } = reading;
  let title: string | null = null;
  let depth = 0;

  /** Bookmarks that were met in or before a block point to it. */
  const claim = (node: BlockNode): BlockNode => {
    if (bookmarks.pending.length === 0) return node;
    const id = typeof node.attrs?.['id'] === 'string' ? node.attrs['id'] : newBlockId();
    for (const name of bookmarks.pending.splice(0)) bookmarks.targets.set(name, id);
    return { ...node, attrs: { ...node.attrs, id } };
  };
  const paragraph = (content: readonly BlockNode[]): BlockNode =>
    claim({ type: 'paragraph', ...(content.length > 0 ? { content: [...content] } : {}) });

  function numbered(style: ParagraphStyle, pPr: XmlElement | undefined): (Numbered & { depth: number }) | null {
    const direct = child(pPr, 'w:numPr');
    const fromStyle = style.properties
      .map((properties) => child(properties, 'w:numPr'))
      .find((found) => found !== undefined);
    const numId = valueOf(direct, 'w:numId') ?? valueOf(fromStyle, 'w:numId');
    if (numId === undefined || numId === '0') return null;
    const level =
      numberOf(valueOf(direct, 'w:ilvl')) ??
      numbering.levelOfStyle(numId, style.id) ??
      numberOf(valueOf(fromStyle, 'w:ilvl')) ??
      0;
    const item = numbering.next(numId, Math.min(8, Math.max(0, level)));
    if (item === null) return null;
    // "List Bullet 2" is a list of its own in Word, and one step deeper for people.
    const stepped = /^list (?:bullet|number) ([2-5])$/.exec(style.names[0] ?? '')?.[1];
    return { ...item, depth: stepped !== undefined && level === 0 ? Number(stepped) - 1 : level };
  }

  function addParagraph(element: XmlElement, sink: BlockSink, prefix: BlockNode[]): BlockNode[] {
    const pPr = child(element, 'w:pPr');
    const style = styles.paragraph(valueOf(pPr, 'w:pStyle'));
    const read = inline.read(element);
    const mark = child(pPr, 'w:rPr');
    if (child(mark, 'w:del') !== undefined || child(mark, 'w:moveFrom') !== undefined) {
      // The end of this paragraph was deleted: it goes on in the next one.
      return [...prefix, ...read.content];
    }
    const whole: InlineContent = { ...read, content: [...prefix, ...read.content] };
    place(whole, style, pPr, sink);
    for (const box of read.boxes) for (const node of readNested(box)) sink.add(node);
    return [];
  }

  function place(read: InlineContent, style: ParagraphStyle, pPr: XmlElement | undefined, sink: BlockSink): void {
    if (isCode(style) && !read.content.some(({ type }) => type !== 'text' && type !== 'hardBreak')) {
      const language = /^source code (\S+)$/.exec(style.names[0] ?? '')?.[1] ?? null;
      return sink.addCode(plainText(read.content).replaceAll('\u00a0', ' '), language);
    }
    if (style.names[0] === 'latex formula block') {
      return sink.add(claim({ type: 'mathBlock', attrs: { latex: plainText(read.content).trim() } }));
    }
    const pictures = picturesAlone(read);
    const content = tidied(read.content);
    const level = headingLevel(style, pPr);
    const item = level === null ? numbered(style, pPr) : null;

    if (content.length === 0 && read.checkbox === null) {
      if (read.rule || isRule(pPr)) sink.add({ type: 'horizontalRule' });
      else if (item !== null) addItem(item, [paragraph([])], null, sink, pPr, style);
      return;
    }
    if (isTitle(style)) {
      const text = plainText(content).trim();
      if (title === null && sink.isEmpty && depth <= 1 && text !== '' && content.every(({ type }) => type === 'text')) {
        title = text;
        return;
      }
      return sink.add(claim({ type: 'heading', attrs: { level: 1 }, content }));
    }
    if (level !== null) {
      if (child(pPr, 'w:numPr') !== undefined || style.properties.some((one) => child(one, 'w:numPr') !== undefined)) {
        losses.add('heading_numbers', plainText(content));
      }
      return sink.add(claim({ type: 'heading', attrs: { level }, content }));
    }
    const blocks = pictures === null ? [textBlock(read, content)] : pictures.map((one) => pictureBlock(one, pPr));
    if (style.names.includes('caption') && pictures === null) {
      const last = sink.last();
      if (last?.type === 'image' && !last.attrs?.['title']) {
        last.attrs = { ...last.attrs, title: plainText(content) };
        return;
      }
    }
    const box = read.checkbox === null ? takeBox(content) : { checked: read.checkbox, content: tidied(content) };
    if (item !== null) {
      addItem(item, box === null ? blocks : [paragraph(box.content)], box?.checked ?? null, sink, pPr, style);
      return;
    }
    if (box !== null) {
      const entry = { listKey: 'boxes', ordered: false, type: '1', number: 1, level: 0, left: undefined };
      return addItem({ ...entry, depth: taskDepth(pPr) }, [paragraph(box.content)], box.checked, sink, pPr, style);
    }
    const { left } = indentOf([pPr, ...style.properties]);
    const isListStyle = style.names.some((name) => /^list( paragraph| continue|$)/.test(name));
    if ((isListStyle || left > 0) && blocks.every((node) => sink.goOn(node, left))) return;
    if (isQuote(style) || (depth <= 1 && isIndented(pPr, style))) return sink.addQuote(blocks);
    for (const node of blocks) sink.add(node);
  }

  /** Boxes without a list are nested by their indent, half an inch a step. */
  const taskDepth = (pPr: XmlElement | undefined): number => Math.min(8, Math.floor(indentOf([pPr]).left / 720));

  function addItem(
    item: Numbered & { depth: number },
    blocks: BlockNode[],
    checked: boolean | null,
    sink: BlockSink,
    pPr: XmlElement | undefined,
    style: ParagraphStyle,
  ): void {
    const own = child(pPr, 'w:ind') === undefined ? undefined : indentOf([pPr]).left;
    const left = own ?? item.left ?? indentOf(style.properties).left;
    sink.addEntry({ numbered: item, level: item.depth, left, checked, blocks });
  }

  function textBlock(read: InlineContent, content: readonly BlockNode[]): BlockNode {
    const [only] = content;
    if (content.length === 1 && only?.type === 'inlineMath' && read.displayMath.length === 1) {
      return claim({ type: 'mathBlock', attrs: { latex: only.attrs?.['latex'] ?? '' } });
    }
    // A picture that no browser shows stays between the words as a link to its file.
    return paragraph(
      content.map((node) => {
        const picture = read.pictures.get(node);
        if (picture === undefined || picture.shows) return node;
        return {
          type: 'text',
          text: picture.name,
          marks: [{ type: 'link', attrs: { href: picture.src, title: null } }],
        };
      }),
    );
  }

  function pictureBlock(picture: Picture, pPr: XmlElement | undefined): BlockNode {
    if (!picture.shows) {
      return claim({ type: 'file', attrs: { src: picture.src, name: picture.name, sizeBytes: null, mediaType: null } });
    }
    const justify = valueOf(pPr, 'w:jc');
    const align = justify === 'center' ? 'center' : justify === 'right' || justify === 'end' ? 'end' : null;
    const { src, alt, width, href } = picture;
    return claim({ type: 'image', attrs: { src, alt, title: null, width, align, href, hrefTitle: null } });
  }

  /** A line below nothing is a rule across the page. */
  function isRule(pPr: XmlElement | undefined): boolean {
    const borders = elementsOf(child(pPr, 'w:pBdr')).filter(
      ({ attrs }) => !/^(nil|none)$/.test(attrs['w:val'] ?? 'none'),
    );
    return borders.length === 1 && (borders[0]?.name === 'w:bottom' || borders[0]?.name === 'w:top');
  }

  /** Set in by hand: how most people write a quote. */
  function isIndented(pPr: XmlElement | undefined, style: ParagraphStyle): boolean {
    if (style.names.some((name) => /^(toc|table of|index|list|body text indent|caption|footnote|endnote)/.test(name)))
      return false;
    const direct = indentOf([pPr]);
    return (
      child(pPr, 'w:ind') !== undefined &&
      direct.left - direct.hanging - indentOf(style.properties).left >= QUOTE_INDENT
    );
  }

  function readNested(container: XmlElement): BlockNode[] {
    depth += 1;
    const pending = bookmarks.pending.splice(0);
    try {
      if (depth > MAX_DEPTH) {
        const text = textOf(container).trim();
        return text === '' ? [] : [paragraph([{ type: 'text', text }])];
      }
      const sink = createBlockSink();
      bookmarks.pending.push(...pending);
      const left = walk(container, sink, []);
      if (left.length > 0) sink.add(paragraph(tidied(left)));
      return sink.finish();
    } finally {
      depth -= 1;
    }
  }

  function walk(container: XmlElement, sink: BlockSink, prefix: BlockNode[]): BlockNode[] {
    let carried = prefix;
    for (const node of elementsOf(container)) {
      switch (node.name) {
        case 'w:p':
          carried = addParagraph(node, sink, carried);
          break;
        case 'w:tbl':
          for (const block of tableBlocks(node, reading, readNested)) sink.add(claim(block));
          break;
        case 'w:sdt':
          carried = walk(child(node, 'w:sdtContent') ?? node, sink, carried);
          break;
        case 'w:customXml':
        case 'w:smartTag':
        case 'w:ins':
        case 'w:moveTo':
          carried = walk(node, sink, carried);
          break;
        case 'w:bookmarkStart': {
          const name = node.attrs['w:name'];
          if (name !== undefined && reading.linkedBookmarks.has(name)) bookmarks.pending.push(name);
          break;
        }
        case 'mc:AlternateContent': {
          const choice = find(node, 'mc:Choice') ?? find(node, 'mc:Fallback');
          if (choice !== undefined) carried = walk(choice, sink, carried);
          break;
        }
        case 'm:oMathPara':
        case 'm:oMath': {
          const read = inline.read({ name: 'w:p', attrs: {}, children: [node] });
          const [formula] = read.content;
          if (formula !== undefined) sink.add({ type: 'mathBlock', attrs: { latex: formula.attrs?.['latex'] ?? '' } });
          break;
        }
        case 'w:altChunk':
          losses.add('embedded_documents', reading.relationships.get(node.attrs['r:id'] ?? '')?.target ?? '');
          break;
        default:
          break;
      }
    }
    return carried;
  }

  return { read: readNested, title: () => title };
}
