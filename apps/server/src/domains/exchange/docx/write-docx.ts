import { visitNodes } from '../body-nodes.ts';
import type { ExportLossKind } from '@materi/contract';
import type { BlockNode } from '@materi/editor';
import { headingSlugs } from '@materi/editor/headings';
import {
  AlignmentType,
  Document,
  HeadingLevel,
  LevelFormat,
  LineRuleType,
  Packer,
  Paragraph,
  Table,
  type ILevelsOptions,
  type INumberingOptions,
  type IParagraphStyleOptions,
} from 'docx';
import { decodedAddress } from '../address.ts';
import { blocksOf, TOP } from './write-blocks.ts';
import { textRuns, writable } from './write-inline.ts';
import type { Writing } from './writing.ts';

export interface WriteDocx {
  readonly title: string;
  readonly body: BlockNode;
  /** New addresses of links and pictures; those that are not named stay. */
  readonly addresses: ReadonlyMap<string, string>;
  /** By the address in the body. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  readonly titles: ReadonlyMap<string, string>;
}

export interface WrittenDocx {
  readonly bytes: Uint8Array;
  readonly losses: { kind: ExportLossKind; count: number }[];
}

const FORMATS: Readonly<Record<string, (typeof LevelFormat)[keyof typeof LevelFormat]>> = {
  '1': LevelFormat.DECIMAL,
  a: LevelFormat.LOWER_LETTER,
  A: LevelFormat.UPPER_LETTER,
  i: LevelFormat.LOWER_ROMAN,
  I: LevelFormat.UPPER_ROMAN,
};

const indentAt = (level: number) => ({ paragraph: { indent: { left: 720 * (level + 1), hanging: 360 } } });
const BULLETS: ILevelsOptions[] = Array.from({ length: 9 }, (_, level) => ({
  level,
  format: LevelFormat.BULLET,
  text: ['•', '◦', '▪'][level % 3] ?? '•',
  alignment: AlignmentType.LEFT,
  style: indentAt(level),
}));

const CODE_LOOK = {
  run: { font: 'Consolas', size: 20 },
  paragraph: { spacing: { before: 120, after: 120 }, shading: { type: 'clear', color: 'auto', fill: 'F5F4F1' } },
} as const;

/** A name that Word takes for a bookmark: a letter first, no signs, at most 40. */
const bookmarkName = (name: string, at: number): string =>
  `${name
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^[^\p{L}]/u, 'm$&')
    .slice(0, 30)}_${at}`;

/** Writes a page as a Word file with real headings, lists, tables and footnotes. */
export async function writeDocx({ title, body, addresses, pictures, titles }: WriteDocx): Promise<WrittenDocx> {
  const slugs = headingSlugs(body).map(({ slug }) => slug);
  const known = new Set(slugs);
  const definitions = new Map<string, BlockNode>();
  const referenced = new Set<string>();
  const linked = new Set<string>();
  visitNodes(body, (node) => {
    const { id, label, href, marks } = node.attrs ?? {};
    if (typeof id === 'string') known.add(id);
    if (node.type === 'footnoteDefinition' && typeof label === 'string' && !definitions.has(label))
      definitions.set(label, node);
    if (node.type === 'footnoteReference' && typeof label === 'string') referenced.add(label);
    const hrefs = [href, ...(node.marks ?? []).map((mark) => mark.attrs?.['href'])];
    if (typeof marks === 'string') hrefs.push(...(/"href":"(#[^"\\]*)"/.exec(marks)?.slice(1) ?? []));
    for (const address of hrefs)
      if (typeof address === 'string' && address.startsWith('#')) linked.add(decodedAddress(address.slice(1)));
  });
  const noteNumbers = new Map(
    [...referenced].filter((label) => definitions.has(label)).map((label, at) => [label, at + 1]),
  );
  const bookmarks = new Map(
    [...linked].filter((name) => known.has(name)).map((name, at) => [name, bookmarkName(name, at + 1)]),
  );
  const unset = new Set(bookmarks.keys());
  const losses = new Map<ExportLossKind, number>();
  const numbering: INumberingOptions['config'][number][] = [{ reference: 'bullets', levels: BULLETS }];
  const codeStyles = new Map<string, IParagraphStyleOptions>();
  let slugAt = 0;

  const writing: Writing = {
    address: (href) => addresses.get(href) ?? href,
    picture: (src) => pictures.get(src),
    titleOf: (documentId, label) => titles.get(documentId) || label || 'Untitled',
    note: (label) => noteNumbers.get(label) ?? null,
    bookmark: (name) => bookmarks.get(name) ?? null,
    target(name) {
      const id = bookmarks.get(name);
      // A name is set once: the first that has it.
      return id !== undefined && unset.delete(name) ? id : null;
    },
    leaveOut: (kind) => losses.set(kind, (losses.get(kind) ?? 0) + 1),
    numbered(level, start, type) {
      const reference = `list-${numbering.length}`;
      const levels = Array.from({ length: 9 }, (_, at): ILevelsOptions => ({
        level: at,
        format: FORMATS[type] ?? LevelFormat.DECIMAL,
        text: `%${at + 1}.`,
        alignment: AlignmentType.LEFT,
        start: at === level ? start : 1,
        style: indentAt(at),
      }));
      numbering.push({ reference, levels });
      return reference;
    },
    codeStyle(language) {
      const plain = language === null ? '' : writable(language).replaceAll(/\s+/g, '').slice(0, 40);
      if (plain === '') return 'SourceCode';
      const id = `SourceCode-${plain.replaceAll(/[^A-Za-z0-9]/g, (sign) => `_${sign.codePointAt(0)}`)}`;
      codeStyles.set(id, { id, name: `Source Code ${plain}`, basedOn: 'SourceCode', ...CODE_LOOK });
      return id;
    },
    nextSlug: () => slugs[slugAt++] ?? '',
    footnotes: new Map(),
  };

  const content = (body.content ?? []).filter(({ type }) => type !== 'footnoteDefinition');
  const children: (Paragraph | Table)[] = [
    ...(title === '' ? [] : [new Paragraph({ heading: HeadingLevel.TITLE, children: textRuns(title) })]),
    ...blocksOf(writing, content, TOP),
  ];
  for (const [label, definition] of definitions) {
    const number = noteNumbers.get(label);
    const blocks = blocksOf(writing, definition.content ?? [], { ...TOP, flat: true });
    if (number === undefined) children.push(new Paragraph({ children: textRuns(`[${label}]`) }), ...blocks);
    else
      writing.footnotes.set(
        number,
        blocks.filter((block): block is Paragraph => block instanceof Paragraph),
      );
  }
  // A table at the very end needs a line after it.
  if (children.at(-1) instanceof Table || children.length === 0) children.push(new Paragraph({}));

  const document = new Document({
    title: writable(title),
    creator: 'Materi',
    features: { updateFields: false },
    numbering: { config: numbering },
    footnotes: Object.fromEntries([...writing.footnotes].map(([number, blocks]) => [number, { children: blocks }])),
    styles: {
      default: {
        document: {
          run: { font: 'Calibri', size: 22 },
          paragraph: { spacing: { after: 140, line: 276, lineRule: LineRuleType.AUTO } },
        },
        title: { run: { size: 52, bold: true }, paragraph: { spacing: { after: 240 } } },
        ...headingLooks(),
      },
      paragraphStyles: [
        {
          id: 'Quote',
          name: 'Quote',
          basedOn: 'Normal',
          quickFormat: true,
          run: { italics: true, color: '555555' },
          paragraph: {
            indent: { left: 400 },
            border: { left: { style: 'single', size: 12, space: 12, color: 'BBBBBB' } },
          },
        },
        { id: 'SourceCode', name: 'Source Code', basedOn: 'Normal', quickFormat: true, ...CODE_LOOK },
        ...codeStyles.values(),
        { id: 'Caption', name: 'caption', basedOn: 'Normal', run: { size: 19, color: '555555' } },
        { id: 'LatexFormulaBlock', name: 'LaTeX Formula Block', basedOn: 'Normal', run: { font: 'Cambria Math' } },
      ],
      characterStyles: [
        { id: 'VerbatimChar', name: 'Verbatim Char', run: { font: 'Consolas' } },
        { id: 'LatexFormula', name: 'LaTeX Formula', run: { font: 'Cambria Math' } },
      ],
    },
    sections: [
      {
        properties: {
          page: { size: { width: 11906, height: 16838 }, margin: { top: 1440, bottom: 1440, left: 1273, right: 1273 } },
        },
        children,
      },
    ],
  });
  return {
    bytes: new Uint8Array(await Packer.toBuffer(document)),
    losses: [...losses].map(([kind, count]) => ({ kind, count })),
  };
}

const headingLooks = () =>
  Object.fromEntries(
    [36, 30, 26, 24, 22, 22].map((size, at) => [
      `heading${at + 1}`,
      {
        run: { size, bold: true, color: '1F1F1F' },
        paragraph: { spacing: { before: 280 - at * 20, after: 100 }, keepNext: true },
      },
    ]),
  );
