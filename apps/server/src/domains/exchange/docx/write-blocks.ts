import { isCalloutKind, isColour, type BlockNode, type CalloutKind } from '@materi/editor';
import {
  AlignmentType,
  BorderStyle,
  HeadingLevel,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
  type IParagraphOptions,
  type ITableCellOptions,
} from 'docx';
import { isDiagram } from '../body-nodes.ts';
import { WORD_COLOURS } from './colours.ts';
import { CALLOUT_STYLE, COLUMNS_STYLE } from './tables.ts';
import { bookmarked, hyperlink, inlineRuns, pictureRun, textRuns } from './write-inline.ts';
import type { Writing } from './writing.ts';

/** Where blocks stand: how deep in lists, and how far set in. */
interface Place {
  readonly depth: number;
  readonly indent: number;
  readonly style: string | null;
  /** In a note only paragraphs may stand. */
  readonly flat: boolean;
}

export const TOP: Place = { depth: 0, indent: 0, style: null, flat: false };
const STEP = 720;
const HANGING = 360;
const TEXT_WIDTH = 9360;
const TWIPS_PER_PIXEL = 15;
const LEVELS = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
  HeadingLevel.HEADING_5,
  HeadingLevel.HEADING_6,
] as const;
const CALLOUT_COLOURS = {
  note: 'blue',
  tip: 'green',
  important: 'purple',
  warning: 'orange',
  caution: 'red',
} as const satisfies Record<CalloutKind, keyof typeof WORD_COLOURS>;

type Block = Paragraph | Table;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const NO_BORDER = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const NO_BORDERS = { top: NO_BORDER, bottom: NO_BORDER, left: NO_BORDER, right: NO_BORDER };

function paragraphOf(writing: Writing, node: BlockNode, place: Place, more: IParagraphOptions = {}): Paragraph {
  const runs = bookmarked(writing, [text(node.attrs?.['id']) || null], inlineRuns(writing, node.content ?? []));
  return new Paragraph({
    ...(place.style === null ? {} : { style: place.style }),
    ...(place.indent > 0 ? { indent: { left: place.indent } } : {}),
    ...more,
    children: [...(more.children ?? []), ...runs],
  });
}

function heading(writing: Writing, node: BlockNode): Paragraph {
  const level = Math.min(6, Math.max(1, Number(node.attrs?.['level'] ?? 1)));
  const names = [writing.nextSlug(), text(node.attrs?.['id']) || null];
  const runs = bookmarked(writing, names, inlineRuns(writing, node.content ?? []));
  return new Paragraph({ heading: LEVELS[level - 1] ?? HeadingLevel.HEADING_6, children: runs });
}

function list(writing: Writing, node: BlockNode, place: Place): Block[] {
  const ordered = node.type === 'orderedList';
  const start = Number(node.attrs?.['start'] ?? 1);
  const level = Math.min(8, place.depth);
  const reference = ordered
    ? writing.numbered(level, Number.isInteger(start) && start >= 0 ? start : 1, text(node.attrs?.['type']) || '1')
    : 'bullets';
  return (node.content ?? []).flatMap((item) => {
    const [first, ...rest] = item.content ?? [];
    const isTask = item.type === 'taskItem';
    const bare = isTask && !ordered && node.type !== 'bulletList';
    const left = bare ? HANGING + STEP * place.depth : STEP * (place.depth + 1);
    const box = isTask
      ? [new TextRun({ text: item.attrs?.['checked'] === true ? '☑ ' : '☐ ', font: 'Segoe UI Symbol' })]
      : [];
    const lead: IParagraphOptions = {
      ...(bare ? { indent: { left, hanging: HANGING } } : { numbering: { reference, level } }),
      children: box,
    };
    const inside: Place = { ...place, depth: place.depth + 1, indent: left };
    const blocks: Block[] = [];
    if (first?.type === 'paragraph') blocks.push(paragraphOf(writing, first, { ...place, indent: 0 }, lead));
    else {
      blocks.push(new Paragraph({ ...lead, children: box }));
      if (first !== undefined) blocks.push(...blocksOf(writing, [first], inside));
    }
    return [...blocks, ...blocksOf(writing, rest, inside)];
  });
}

function code(writing: Writing, node: BlockNode, place: Place): Paragraph {
  const source = (node.content ?? []).map((child) => child.text ?? '').join('');
  const style = writing.codeStyle(text(node.attrs?.['language']) || null);
  return new Paragraph({
    style,
    ...(place.indent > 0 ? { indent: { left: place.indent } } : {}),
    children: textRuns(source),
  });
}

function image(writing: Writing, node: BlockNode, place: Place): Paragraph[] {
  const align = node.attrs?.['align'];
  const alignment = align === 'center' ? AlignmentType.CENTER : align === 'end' ? AlignmentType.END : undefined;
  const href = text(node.attrs?.['href']);
  const run = pictureRun(writing, node.attrs);
  const runs = bookmarked(
    writing,
    [text(node.attrs?.['id']) || null],
    href === '' ? run : hyperlink(writing, href, run),
  );
  const placed = {
    ...(alignment === undefined ? {} : { alignment }),
    ...(place.indent > 0 ? { indent: { left: place.indent } } : {}),
  };
  const caption = text(node.attrs?.['title']);
  return [
    new Paragraph({ ...placed, children: runs }),
    ...(caption === '' ? [] : [new Paragraph({ ...placed, style: 'Caption', children: textRuns(caption) })]),
  ];
}

function linkLine(writing: Writing, node: BlockNode, place: Place, address: string, label: string): Paragraph {
  const run = textRuns(label || address, { style: 'Hyperlink' });
  return paragraphOf(writing, { type: 'paragraph', attrs: node.attrs ?? {} }, place, {
    children: hyperlink(writing, address, run),
  });
}

/** In a cell there is always a paragraph at the end, or Word repairs the file. */
function cellBlocks(writing: Writing, nodes: readonly BlockNode[], options: IParagraphOptions = {}): Block[] {
  const blocks = nodes.flatMap((node) =>
    node.type === 'paragraph' && options.alignment !== undefined
      ? [paragraphOf(writing, node, TOP, options)]
      : blocksOf(writing, [node], TOP),
  );
  return blocks.at(-1) instanceof Paragraph ? blocks : [...blocks, new Paragraph({})];
}

function table(writing: Writing, node: BlockNode): Table {
  const rows = node.content ?? [];
  const count = Math.max(
    1,
    (rows[0]?.content ?? []).reduce((sum, cell) => sum + Math.max(1, Number(cell.attrs?.['colspan'] ?? 1)), 0),
  );
  const widths = columnWidths(rows, count);
  let head = true;
  return new Table({
    width:
      widths === null
        ? { size: 100, type: WidthType.PERCENTAGE }
        : { size: widths.reduce((a, b) => a + b, 0), type: WidthType.DXA },
    columnWidths: widths ?? Array.from({ length: count }, () => Math.floor(TEXT_WIDTH / count)),
    layout: widths === null ? TableLayoutType.AUTOFIT : TableLayoutType.FIXED,
    rows: rows.map((row) => {
      const cells = row.content ?? [];
      head = head && cells.length > 0 && cells.every((cell) => cell.type === 'tableHeader');
      return new TableRow({
        tableHeader: head,
        cantSplit: true,
        children: cells.map((cell) => tableCell(writing, cell)),
      });
    }),
  });
}

function tableCell(writing: Writing, cell: BlockNode): TableCell {
  const { colspan, rowspan, align, background } = cell.attrs ?? {};
  const alignment = align === 'center' ? AlignmentType.CENTER : align === 'right' ? AlignmentType.RIGHT : undefined;
  const fill = isColour(background) ? WORD_COLOURS[background].fill : cell.type === 'tableHeader' ? 'F3F2EF' : null;
  const options: ITableCellOptions = {
    columnSpan: Math.max(1, Number(colspan ?? 1)),
    rowSpan: Math.max(1, Number(rowspan ?? 1)),
    ...(fill === null ? {} : { shading: { type: ShadingType.CLEAR, color: 'auto', fill } }),
    margins: { top: 60, bottom: 60, left: 100, right: 100 },
    children: cellBlocks(writing, cell.content ?? [], alignment === undefined ? {} : { alignment }),
  };
  return new TableCell(options);
}

/** The widths that the page sets, in twentieths of a point; `null` when it leaves any open. */
function columnWidths(rows: readonly BlockNode[], count: number): number[] | null {
  const widths = Array.from<number>({ length: count }).fill(0);
  for (const row of rows) {
    let column = 0;
    for (const cell of row.content ?? []) {
      const span = Math.max(1, Number(cell.attrs?.['colspan'] ?? 1));
      const given = cell.attrs?.['colwidth'];
      if (Array.isArray(given)) {
        for (const [at, width] of given.entries())
          if (typeof width === 'number' && column + at < count) widths[column + at] ||= width;
      }
      column += span;
    }
    // Rows below a tall cell begin elsewhere; the first row knows all columns.
    if (widths.every((width) => width > 0)) break;
  }
  return widths.every((width) => width > 0) ? widths.map((width) => width * TWIPS_PER_PIXEL) : null;
}

function callout(writing: Writing, node: BlockNode): Table {
  const kind = isCalloutKind(node.attrs?.['kind']) ? node.attrs['kind'] : 'note';
  const colour = WORD_COLOURS[CALLOUT_COLOURS[kind]];
  const bar = { style: BorderStyle.SINGLE, size: 24, color: colour.text };
  return new Table({
    style: `${CALLOUT_STYLE}${kind}`,
    width: { size: 100, type: WidthType.PERCENTAGE },
    columnWidths: [TEXT_WIDTH],
    rows: [
      new TableRow({
        children: [
          new TableCell({
            shading: { type: ShadingType.CLEAR, color: 'auto', fill: colour.fill },
            borders: { ...NO_BORDERS, left: bar },
            margins: { top: 100, bottom: 100, left: 200, right: 200 },
            children: cellBlocks(writing, node.content ?? []),
          }),
        ],
      }),
    ],
  });
}

function columns(writing: Writing, node: BlockNode): Table {
  const all = node.content ?? [];
  const shares = all.map((column) => Math.max(0.05, Number(column.attrs?.['width'] ?? 1)));
  const sum = shares.reduce((total, share) => total + share, 0);
  const widths = shares.map((share) => Math.round((TEXT_WIDTH * share) / sum));
  return new Table({
    style: COLUMNS_STYLE,
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    borders: { ...NO_BORDERS, insideHorizontal: NO_BORDER, insideVertical: NO_BORDER },
    rows: [
      new TableRow({
        children: all.map(
          (column, at) =>
            new TableCell({
              width: { size: widths[at] ?? 0, type: WidthType.DXA },
              borders: NO_BORDERS,
              verticalAlign: VerticalAlign.TOP,
              margins: { left: 80, right: 80 },
              children: cellBlocks(writing, column.content ?? []),
            }),
        ),
      }),
    ],
  });
}

function blockOf(writing: Writing, node: BlockNode, place: Place): Block[] {
  const { attrs } = node;
  switch (node.type) {
    case 'paragraph':
      return [paragraphOf(writing, node, place)];
    case 'heading':
      return [heading(writing, node)];
    case 'bulletList':
    case 'orderedList':
    case 'taskList':
      return list(writing, node, place);
    case 'blockquote':
      return blocksOf(writing, node.content ?? [], { ...place, style: 'Quote' });
    case 'codeBlock':
      if (isDiagram(node)) writing.leaveOut('diagrams', '');
      return [code(writing, node, place)];
    case 'table':
      return place.flat ? flattened(writing, node, place) : [table(writing, node)];
    case 'callout':
      return place.flat ? flattened(writing, node, place) : [callout(writing, node)];
    case 'columnList':
      return place.flat ? flattened(writing, node, place) : [columns(writing, node)];
    case 'toggle':
      writing.leaveOut('toggles', '');
      return blocksOf(writing, node.content ?? [], place);
    case 'horizontalRule':
      return [new Paragraph({ border: { bottom: { style: BorderStyle.SINGLE, size: 6, space: 1, color: 'A0A0A0' } } })];
    case 'image':
      return image(writing, node, place);
    case 'mathBlock':
      writing.leaveOut('formulas', text(attrs?.['latex']));
      return [new Paragraph({ style: 'LatexFormulaBlock', children: textRuns(text(attrs?.['latex'])) })];
    case 'file':
      writing.leaveOut('files', text(attrs?.['name']));
      return [linkLine(writing, node, place, text(attrs?.['src']), text(attrs?.['name']) || 'File')];
    case 'embed':
    case 'bookmark':
      if (node.type === 'embed') writing.leaveOut('embeds', text(attrs?.['url']));
      return [linkLine(writing, node, place, text(attrs?.['url']), text(attrs?.['title']))];
    case 'htmlBlock': {
      const plain = text(attrs?.['html'])
        .replaceAll(/<!--[\s\S]*?-->|<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim();
      writing.leaveOut('html', text(attrs?.['html']));
      return plain === '' ? [] : [new Paragraph({ children: textRuns(plain) })];
    }
    case 'footnoteDefinition': {
      const number = writing.note(text(attrs?.['label']));
      if (number !== null) return [];
      return blocksOf(
        writing,
        [
          { type: 'paragraph', content: [{ type: 'text', text: `[${text(attrs?.['label'])}]` }] },
          ...(node.content ?? []),
        ],
        place,
      );
    }
    default:
      return flattened(writing, node, place);
  }
}

/** The blocks inside, one after the other. */
function flattened(writing: Writing, node: BlockNode, place: Place): Block[] {
  const inside = node.content ?? [];
  if (inside.some(({ type }) => type === 'text')) return [paragraphOf(writing, node, place)];
  return blocksOf(writing, inside, place);
}

/** Blocks as paragraphs and tables; between two tables stands a line, or Word makes one of them. */
export function blocksOf(writing: Writing, nodes: readonly BlockNode[], place: Place): Block[] {
  const blocks: Block[] = [];
  for (const node of nodes) {
    for (const block of blockOf(writing, node, place)) {
      if (block instanceof Table && blocks.at(-1) instanceof Table) blocks.push(new Paragraph({}));
      blocks.push(block);
    }
  }
  return blocks;
}
