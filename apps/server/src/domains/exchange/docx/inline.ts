import { compareMarkTypes, type BlockMark, type BlockNode } from '@materi/editor';
import { markerColour, nearestColour } from './colours.ts';
import { formulaOf } from './math-to-latex.ts';
import { pictureOf, type Picture } from './pictures.ts';
import { BOOKMARK_SCHEME, type Reading } from './reading.ts';
import { isCodeCharacter, isLinkCharacter, isMonospace, nearest, nearestToggle } from './styles.ts';
import { child, elementsOf, find, findAll, textOf, toggle, valueOf, type XmlElement } from './xml.ts';

/** What the runs of a paragraph hold. */
export interface InlineContent {
  readonly content: BlockNode[];
  /** Boxes beside the paragraph, whose text comes after it. */
  readonly boxes: XmlElement[];
  /** A formula in a line of its own. */
  readonly displayMath: string[];
  /** The pictures among `content`, with what only a picture block can say. */
  readonly pictures: Map<BlockNode, Picture>;
  /** Whether a sign of a rule across the page was met. */
  readonly rule: boolean;
  /** A box to be ticked at the very start. */
  readonly checkbox: boolean | null;
}

/** In the order in which the schema ranks them. */
export const sortedMarks = (marks: readonly BlockMark[]): BlockMark[] =>
  marks.toSorted((left, right) => compareMarkTypes(left.type, right.type));

const sameMarks = (a: BlockNode, b: BlockNode): boolean =>
  JSON.stringify(a.marks ?? []) === JSON.stringify(b.marks ?? []);

/** The letters of Word's sign fonts that people use in text. */
const SIGN_FONTS: Readonly<Record<number, string>> = {
  0x6c: '●',
  0x6e: '■',
  0x6f: '☐',
  0x71: '❑',
  0x75: '◆',
  0x76: '❖',
  0xa7: '▪',
  0xa8: '☐',
  0xd8: '➢',
  0xdf: '←',
  0xe0: '→',
  0xe1: '↑',
  0xe2: '↓',
  0xe8: '➔',
  0xf0: '⇨',
  0xfb: '✗',
  0xfc: '✓',
  0xfd: '☒',
  0xfe: '☑',
  0x4a: '☺',
  0x4c: '☹',
  0x52: '☑',
};
const SYMBOL_FONT: Readonly<Record<number, string>> = {
  0xb7: '•',
  0xae: '→',
  0xac: '←',
  0xb3: '≥',
  0xa3: '≤',
  0xb1: '±',
  0xb4: '×',
  0xb8: '÷',
  0xb9: '≠',
  0xbb: '≈',
  0xa5: '∞',
  0x61: 'α',
  0x62: 'β',
  0x67: 'γ',
  0x64: 'δ',
  0x65: 'ε',
  0x6c: 'λ',
  0x6d: 'μ',
  0x70: 'π',
  0x73: 'σ',
  0x77: 'ω',
  0x44: 'Δ',
  0x57: 'Ω',
  0x53: 'Σ',
  0xb0: '°',
  0xe5: '∑',
  0xd6: '√',
};

function symbol(element: XmlElement): string {
  const code = Number.parseInt(element.attrs['w:char'] ?? '', 16);
  if (!Number.isFinite(code)) return '';
  const font = (element.attrs['w:font'] ?? '').toLowerCase();
  const at = code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code;
  const known = /wingdings|webdings/.test(font) ? SIGN_FONTS[at] : font === 'symbol' ? SYMBOL_FONT[at] : undefined;
  return known ?? (at >= 32 && at <= 0x10ffff && !(at >= 0xd800 && at <= 0xdfff) ? String.fromCodePoint(at) : '');
}

/** Where `HYPERLINK "address" \l "bookmark"` leads. */
function fieldTarget(instruction: string): string | null {
  const match = /^\s*HYPERLINK\b(.*)$/is.exec(instruction)?.[1];
  if (match === undefined) return null;
  const anchor = /\\l\s+(?:"([^"]*)"|(\S+))/i.exec(match);
  const address = /^\s*(?:"([^"]*)"|([^\s\\]\S*))/.exec(match.replaceAll(/\\[lomnt]\s+(?:"[^"]*"|\S+)/gi, ' '));
  const url = address?.[1] ?? address?.[2] ?? '';
  const name = anchor?.[1] ?? anchor?.[2] ?? '';
  if (url === '') return name === '' ? null : `${BOOKMARK_SCHEME}${name}`;
  return name === '' || url.includes('#') ? url : `${url}#${name}`;
}

/** A legacy form field: what stands in it. */
function formField(data: XmlElement | undefined): string {
  const box = child(data, 'w:checkBox');
  if (box === undefined) return '';
  return (toggle(box, 'w:checked') ?? toggle(box, 'w:default') ?? false) ? '☑' : '☐';
}

export function createInlineReader(reading: Reading) {
  const { styles, losses } = reading;

  /** The marks of a run: its own properties and those of its character style, the paragraph's style apart. */
  function marksOf(rPr: XmlElement | undefined, href: string | null): BlockMark[] {
    const style = styles.character(valueOf(rPr, 'w:rStyle'));
    const isLink = href !== null;
    const looksLikeLink = style !== undefined && isLinkCharacter(style);
    const list = [rPr, ...(looksLikeLink ? [] : (style?.properties ?? []))];
    const marks: BlockMark[] = [];
    if (isLink) marks.push({ type: 'link', attrs: { href, title: null } });
    if (nearestToggle(list, 'w:b')) marks.push({ type: 'bold' });
    if (nearestToggle(list, 'w:i')) marks.push({ type: 'italic' });
    if (nearestToggle(list, 'w:strike') || nearestToggle(list, 'w:dstrike')) marks.push({ type: 'strike' });
    const underline = nearest(list, (properties) => valueOf(properties, 'w:u'));
    if (underline !== undefined && underline !== 'none' && !isLink) marks.push({ type: 'underline' });
    const raised = nearest(list, (properties) => valueOf(properties, 'w:vertAlign'));
    if (raised === 'superscript') marks.push({ type: 'superscript' });
    if (raised === 'subscript') marks.push({ type: 'subscript' });
    const font = nearest(list, (properties) => child(properties, 'w:rFonts')?.attrs['w:ascii']);
    const isCode = (style !== undefined && isCodeCharacter(style)) || (reading.monospaceIsCode && isMonospace(font));
    const marker = nearest(list, (properties) => valueOf(properties, 'w:highlight'));
    const shade = nearest(list, (properties) => child(properties, 'w:shd')?.attrs['w:fill']);
    const behind = marker === undefined ? (isCode ? null : nearestColour(shade)) : markerColour(marker);
    if (behind !== null) marks.push({ type: 'highlight', attrs: { colour: behind } });
    const ink = nearest(list, (properties) => valueOf(properties, 'w:color'));
    const colour = isLink || isCode ? null : nearestColour(ink);
    if (colour !== null) marks.push({ type: 'textColour', attrs: { colour } });
    if (isCode) marks.push({ type: 'code' });
    return sortedMarks(marks);
  }

  /** @param href the link that the paragraph's element around the runs sets */
  function read(paragraph: XmlElement): InlineContent {
    const content: BlockNode[] = [];
    const boxes: XmlElement[] = [];
    const displayMath: string[] = [];
    const pictures = new Map<BlockNode, Picture>();
    let rule = false;
    let checkbox: boolean | null = null;

    const push = (node: BlockNode): void => {
      const last = content.at(-1);
      if (node.type === 'text' && last?.type === 'text' && sameMarks(last, node))
        last.text = `${last.text}${node.text}`;
      else content.push(node);
    };
    const addText = (text: string, marks: readonly BlockMark[]): void => {
      if (text !== '')
        push({ type: 'text', text: text.toWellFormed(), ...(marks.length > 0 ? { marks: [...marks] } : {}) });
    };
    const addAtom = (type: string, attrs: NonNullable<BlockNode['attrs']>, marks: readonly BlockMark[]): BlockNode => {
      const node: BlockNode = { type, attrs: { ...attrs, marks: marks.length > 0 ? JSON.stringify(marks) : null } };
      push(node);
      return node;
    };

    const fieldHref = (): string | null => {
      for (const field of reading.fields.toReversed()) if (field.inResult && field.href !== null) return field.href;
      return null;
    };
    const inInstruction = (): boolean => reading.fields.some(({ inResult }) => !inResult);

    function fieldSign(element: XmlElement, marks: readonly BlockMark[]): void {
      const type = element.attrs['w:fldCharType'];
      const field = reading.fields.at(-1);
      if (type === 'begin') {
        reading.fields.push({ instruction: '', inResult: false, href: null, data: child(element, 'w:ffData') });
      } else if (type === 'separate' && field !== undefined) {
        field.inResult = true;
        field.href = fieldTarget(field.instruction);
      } else if (type === 'end' && field !== undefined) {
        reading.fields.pop();
        if (!inInstruction()) addText(formField(field.data), marks);
      }
    }

    function addPicture(element: XmlElement, href: string | null): void {
      const picture = pictureOf(element, reading);
      if (picture === null) return;
      const target = picture.href ?? href;
      const link: BlockMark[] = target === null ? [] : [{ type: 'link', attrs: { href: target, title: null } }];
      const node = addAtom('inlineImage', { src: picture.src, alt: picture.alt, title: null }, link);
      pictures.set(node, { ...picture, href: target });
    }

    /** The text of boxes; they float beside the page in Word and follow the paragraph here. */
    function addBoxes(element: XmlElement): boolean {
      const found = findAll(element, 'w:txbxContent');
      // Boxes in boxes come with the outer one.
      const outer = found.filter(
        (box) => !found.some((other) => other !== box && findAll(other, 'w:txbxContent').includes(box)),
      );
      for (const box of outer) {
        boxes.push(box);
        losses.add('text_boxes', textOf(box));
      }
      return outer.length > 0;
    }

    function drawing(element: XmlElement, href: string | null): boolean {
      if (find(element, 'a:blip') !== undefined || find(element, 'v:imagedata') !== undefined) {
        for (const one of picturesIn(element)) addPicture(one, href);
        addBoxes(element);
        return true;
      }
      if (addBoxes(element)) return true;
      const ruler = find(element, 'v:rect')?.attrs ?? {};
      if (/^(t|true|1)$/i.test(ruler['o:hr'] ?? '')) {
        rule = true;
        return true;
      }
      return false;
    }

    function lostDrawing(element: XmlElement): void {
      const properties = find(element, 'wp:docPr')?.attrs;
      losses.add('drawings', properties?.['descr'] ?? properties?.['title'] ?? properties?.['name'] ?? '');
    }

    function alternatives(element: XmlElement, href: string | null, walk: (inner: XmlElement) => void): void {
      const choices = elementsOf(element);
      for (const choice of choices) {
        const graphic = find(choice, 'w:drawing') ?? find(choice, 'w:pict');
        if (graphic === undefined) {
          if (choice.children.length > 0) return walk(choice);
        } else if (drawing(choice, href)) return;
      }
      const last = choices[0];
      if (last !== undefined && find(last, 'w:drawing') !== undefined) lostDrawing(last);
    }

    function run(element: XmlElement, href: string | null): void {
      const rPr = child(element, 'w:rPr');
      const instruction = inInstruction();
      if (toggle(rPr, 'w:vanish') === true && !instruction && child(element, 'w:fldChar') === undefined) {
        losses.add('hidden_text', textOf(element));
        return;
      }
      // As our own export writes formulas.
      if (styles.character(valueOf(rPr, 'w:rStyle'))?.names.includes('latex formula') === true && !instruction) {
        const latex = textOf(element).trim();
        if (latex !== '') addAtom('inlineMath', { latex }, marksOf(rPr, href));
        return;
      }
      const linked = () => href ?? fieldHref();
      const marks = () => marksOf(rPr, linked());
      const runPart = (part: XmlElement): void => {
        switch (part.name) {
          case 'w:t':
            if (!inInstruction()) addText(textOf(part).replaceAll(/[\r\n]+/g, ' '), marks());
            break;
          case 'w:tab':
          case 'w:ptab':
            if (!inInstruction()) addText('\t', marks());
            break;
          case 'w:br':
            if (part.attrs['w:type'] === undefined || part.attrs['w:type'] === 'textWrapping')
              push({ type: 'hardBreak' });
            break;
          case 'w:cr':
            push({ type: 'hardBreak' });
            break;
          case 'w:noBreakHyphen':
            addText('\u2011', marks());
            break;
          case 'w:sym':
            addText(symbol(part), marks());
            break;
          case 'w:instrText': {
            const field = reading.fields.at(-1);
            if (field !== undefined && !field.inResult) field.instruction += textOf(part);
            break;
          }
          case 'w:fldChar':
            fieldSign(part, marks());
            break;
          case 'w:footnoteReference':
          case 'w:endnoteReference':
            note(part, marks());
            break;
          case 'w:drawing':
          case 'w:pict':
            if (!drawing(part, linked())) lostDrawing(part);
            break;
          case 'w:object':
            losses.add('embedded_objects', find(part, 'o:OLEObject')?.attrs['ProgID'] ?? '');
            drawing(part, linked());
            break;
          case 'mc:AlternateContent':
            alternatives(part, linked(), (choice) => elementsOf(choice).forEach(runPart));
            break;
          default:
            break;
        }
      };
      elementsOf(element).forEach(runPart);
    }

    function note(element: XmlElement, marks: readonly BlockMark[]): void {
      const kind = element.name === 'w:footnoteReference' ? 'footnote' : 'endnote';
      const key = `${kind}:${element.attrs['w:id'] ?? ''}`;
      if (!reading.hasNote(key)) return;
      const label = reading.notes.get(key) ?? String(reading.notes.size + 1);
      reading.notes.set(key, label);
      addAtom(
        'footnoteReference',
        { label },
        marks.filter(({ type }) => type !== 'superscript' && type !== 'link'),
      );
    }

    function formula(element: XmlElement, alone: boolean): void {
      const latex = formulaOf(element);
      if (latex === '') return;
      if (alone) displayMath.push(latex);
      addAtom('inlineMath', { latex }, []);
    }

    function hyperlink(element: XmlElement): string | null {
      const relation = reading.relationships.get(element.attrs['r:id'] ?? '');
      const anchor = element.attrs['w:anchor'] ?? element.attrs['w:docLocation'] ?? '';
      if (relation === undefined) return anchor === '' ? null : `${BOOKMARK_SCHEME}${anchor}`;
      return anchor === '' || relation.target.includes('#') ? relation.target : `${relation.target}#${anchor}`;
    }

    function walk(element: XmlElement, href: string | null): void {
      if (reading.depth > 200) return;
      for (const node of elementsOf(element)) {
        switch (node.name) {
          case 'w:r':
            run(node, href);
            break;
          case 'w:hyperlink':
            walk(node, hyperlink(node) ?? href);
            break;
          case 'w:fldSimple':
            walk(node, fieldTarget(node.attrs['w:instr'] ?? '') ?? href);
            break;
          case 'w:ins':
          case 'w:moveTo':
            losses.add('tracked_changes', textOf(node));
            walk(node, href);
            break;
          case 'w:del':
          case 'w:moveFrom':
            losses.add('tracked_changes', findAll(node, 'w:delText').map(textOf).join('') || textOf(node));
            break;
          case 'w:sdt': {
            const box = child(child(node, 'w:sdtPr'), 'w14:checkbox');
            const inside = child(node, 'w:sdtContent');
            if (box !== undefined) {
              const checked = child(box, 'w14:checked')?.attrs['w14:val'];
              const isChecked = checked === '1' || checked === 'true';
              if (content.length === 0 && checkbox === null) checkbox = isChecked;
              else addText(isChecked ? '☑' : '☐', []);
            } else if (inside !== undefined) walk(inside, href);
            break;
          }
          case 'w:smartTag':
          case 'w:customXml':
          case 'w:dir':
          case 'w:bdo':
            walk(node, href);
            break;
          case 'm:oMathPara':
            for (const formulaElement of elementsOf(node).filter(({ name }) => name === 'm:oMath'))
              formula(formulaElement, true);
            break;
          case 'm:oMath':
            formula(node, false);
            break;
          case 'w:bookmarkStart': {
            const name = node.attrs['w:name'];
            if (name !== undefined && reading.linkedBookmarks.has(name)) reading.bookmarks.pending.push(name);
            break;
          }
          case 'mc:AlternateContent':
            alternatives(node, href, (choice) => walk(choice, href));
            break;
          default:
            break;
        }
      }
    }

    reading.depth += 1;
    walk(paragraph, null);
    reading.depth -= 1;
    return { content, boxes, displayMath, pictures, rule, checkbox };
  }

  return { read };
}

/** Each picture by itself; a group may hold several. */
function picturesIn(element: XmlElement): XmlElement[] {
  const groups = [
    ...findAll(element, 'pic:pic'),
    ...findAll(element, 'v:shape').filter((shape) => find(shape, 'v:imagedata')),
  ];
  return groups.length > 1 ? groups : [element];
}

/** Whitespace as a page keeps it: none at the ends of a paragraph or beside its breaks, tabs as spaces. */
export function tidied(content: readonly BlockNode[]): BlockNode[] {
  const nodes: BlockNode[] = [];
  for (const node of content) {
    if (node.type !== 'text') nodes.push(node);
    else {
      const isCode = node.marks?.some(({ type }) => type === 'code') === true;
      const text = isCode ? (node.text ?? '') : (node.text ?? '').replaceAll(/[\t ]*\t[\t ]*/g, ' ');
      nodes.push({ ...node, text });
    }
  }
  const isBreak = (node: BlockNode | undefined) => node === undefined || node.type === 'hardBreak';
  let changed = true;
  while (changed) {
    changed = false;
    for (const [at, node] of nodes.entries()) {
      if (node.type !== 'text') continue;
      let text = node.text ?? '';
      if (isBreak(nodes[at - 1])) text = text.replace(/^[\t ]+/, '');
      if (isBreak(nodes[at + 1])) text = text.replace(/[\t ]+$/, '');
      if (text === node.text) continue;
      changed = true;
      if (text === '') nodes.splice(at, 1);
      else nodes[at] = { ...node, text };
      break;
    }
    while (nodes[0]?.type === 'hardBreak') nodes.shift();
    while (nodes.at(-1)?.type === 'hardBreak') nodes.pop();
  }
  return nodes;
}
