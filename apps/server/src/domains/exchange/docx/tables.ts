import { isCalloutKind, type BlockNode } from '@materi/editor';
import { nearestColour } from './colours.ts';
import type { Reading } from './reading.ts';
import {
  child,
  childrenNamed,
  elementsOf,
  findAll,
  numberOf,
  textOf,
  toggle,
  valueOf,
  type XmlElement,
} from './xml.ts';

const TWIPS_PER_PIXEL = 15;

interface Cell {
  readonly column: number;
  readonly colspan: number;
  rowspan: number;
  readonly header: boolean;
  readonly element: XmlElement | null;
}

const on = (value: string | undefined): boolean => value !== undefined && /^(1|true|on)$/i.test(value);

/** Rows and cells may stand in content controls and in tracked insertions. */
function unwrapped(element: XmlElement, name: string, reading: Reading): XmlElement[] {
  return elementsOf(element).flatMap((node) => {
    if (node.name === name) return [node];
    if (node.name === 'w:sdt') return unwrapped(child(node, 'w:sdtContent') ?? node, name, reading);
    if (node.name === 'w:customXml' || node.name === 'w:ins') return unwrapped(node, name, reading);
    return [];
  });
}

/** Whether Word is told to repeat the first row as a head, or to give it the look of one. */
function headsFirstRow(table: XmlElement, reading: Reading): boolean {
  const properties = child(table, 'w:tblPr');
  const look = child(properties, 'w:tblLook')?.attrs;
  const wanted =
    look?.['w:firstRow'] === undefined
      ? (Number.parseInt(look?.['w:val'] ?? '0', 16) & 0x20) !== 0
      : on(look['w:firstRow']);
  return wanted && reading.styles.marksFirstRow(valueOf(properties, 'w:tblStyle'));
}

/**
 * Reads a table. Merged cells become spans, rows are made equally wide; a table
 * that our own export wrote for a callout or for columns becomes that again.
 */
export function tableBlocks(
  table: XmlElement,
  reading: Reading,
  readCell: (cell: XmlElement) => BlockNode[],
): BlockNode[] {
  const rows = unwrapped(table, 'w:tr', reading).filter((row) => {
    const gone = child(child(row, 'w:trPr'), 'w:del') !== undefined;
    if (gone) reading.losses.add('tracked_changes', textOf(row));
    return !gone;
  });
  const style = (valueOf(child(table, 'w:tblPr'), 'w:tblStyle') ?? '').toLowerCase();
  const own = ownBlock(style, rows, reading, readCell);
  if (own !== null) return [own];

  const grid = childrenNamed(child(table, 'w:tblGrid'), 'w:gridCol').map(({ attrs }) => numberOf(attrs['w:w']) ?? 0);
  const firstIsHead = rows.length > 1 && headsFirstRow(table, reading);
  const placed: Cell[][] = [];
  let above = new Map<number, Cell>();
  let stillHead = true;
  for (const [at, row] of rows.entries()) {
    const properties = child(row, 'w:trPr');
    stillHead = stillHead && (toggle(properties, 'w:tblHeader') === true || (at === 0 && firstIsHead));
    let column = numberOf(valueOf(properties, 'w:gridBefore')) ?? 0;
    const cells: Cell[] = [];
    const below = new Map<number, Cell>();
    const blank = (from: number, colspan: number) =>
      cells.push({ column: from, colspan, rowspan: 1, header: stillHead, element: null });
    if (column > 0) blank(0, column);
    for (const element of unwrapped(row, 'w:tc', reading)) {
      const tcPr = child(element, 'w:tcPr');
      const colspan = Math.min(1000, Math.max(1, numberOf(valueOf(tcPr, 'w:gridSpan')) ?? 1));
      const merge = child(tcPr, 'w:vMerge');
      const owner = above.get(column);
      if (
        merge !== undefined &&
        merge.attrs['w:val'] !== 'restart' &&
        owner !== undefined &&
        owner.colspan === colspan
      ) {
        owner.rowspan += 1;
        below.set(column, owner);
        // What was hidden under the merged cell would be lost without a word.
        const hidden = textOf(element).trim();
        if (hidden !== '') reading.losses.add('merged_cells', hidden);
      } else {
        const cell: Cell = { column, colspan, rowspan: 1, header: stillHead, element };
        cells.push(cell);
        if (merge !== undefined) below.set(column, cell);
      }
      column += colspan;
    }
    placed.push(cells);
    above = below;
  }

  // Rows that hold nothing of their own (all merged into those above) stay out, as HTML has no such rows.
  const width = Math.max(1, ...placed.map((cells) => Math.max(0, ...cells.map((cell) => cell.column + cell.colspan))));
  const taken = placed.map(() => Array.from<boolean>({ length: width }).fill(false));
  for (const [at, cells] of placed.entries()) {
    for (const cell of cells) {
      cell.rowspan = Math.min(cell.rowspan, placed.length - at);
      for (let row = at; row < at + cell.rowspan; row += 1)
        taken[row]?.fill(true, cell.column, cell.column + cell.colspan);
    }
  }
  const widths = unevenWidths(grid, width);
  const content = placed.map((cells, at): BlockNode => {
    const missing: Cell[] = [];
    for (const [column, isTaken] of (taken[at] ?? []).entries()) {
      if (!isTaken) missing.push({ column, colspan: 1, rowspan: 1, header: cells[0]?.header ?? false, element: null });
    }
    const all = [...cells, ...missing].toSorted((a, b) => a.column - b.column);
    return { type: 'tableRow', content: all.map((cell) => cellNode(cell, widths, readCell)) };
  });
  const full = content.filter((row) => (row.content ?? []).length > 0);
  return full.length === 0 ? [] : [{ type: 'table', content: full }];
}

function cellNode(
  cell: Cell,
  widths: readonly number[] | null,
  readCell: (cell: XmlElement) => BlockNode[],
): BlockNode {
  const blocks = cell.element === null ? [] : readCell(cell.element);
  const justify = cell.element === null ? undefined : valueOf(child(child(cell.element, 'w:p'), 'w:pPr'), 'w:jc');
  const align = justify === 'center' ? 'center' : justify === 'right' || justify === 'end' ? 'right' : null;
  const fill = child(child(cell.element ?? undefined, 'w:tcPr'), 'w:shd')?.attrs['w:fill'];
  const colwidth = widths?.slice(cell.column, cell.column + cell.colspan) ?? null;
  return {
    type: cell.header ? 'tableHeader' : 'tableCell',
    attrs: {
      colspan: cell.colspan,
      rowspan: cell.rowspan,
      colwidth,
      align,
      // The dark fill of a head is the look of a template and not a meaning.
      background: cell.header ? null : nearestColour(fill),
    },
    content: blocks.length > 0 ? blocks : [{ type: 'paragraph' }],
  };
}

/** The widths of columns in pixels, when they are not all about the same; `null` leaves them to the page. */
function unevenWidths(grid: readonly number[], width: number): number[] | null {
  if (grid.length !== width || grid.some((column) => column <= 0)) return null;
  const mean = grid.reduce((sum, column) => sum + column, 0) / width;
  if (grid.every((column) => Math.abs(column - mean) <= mean * 0.12)) return null;
  return grid.map((column) => Math.max(25, Math.round(column / TWIPS_PER_PIXEL)));
}

/** The styles of tables that stand for something else; the export writes them. */
export const CALLOUT_STYLE = 'MateriCallout';
export const COLUMNS_STYLE = 'MateriColumns';

function ownBlock(
  style: string,
  rows: readonly XmlElement[],
  reading: Reading,
  readCell: (cell: XmlElement) => BlockNode[],
): BlockNode | null {
  const [row] = rows;
  if (row === undefined || rows.length !== 1) return null;
  const cells = unwrapped(row, 'w:tc', reading);
  const blocksOf = (cell: XmlElement): BlockNode[] => {
    const blocks = readCell(cell);
    return blocks.length > 0 ? blocks : [{ type: 'paragraph' }];
  };
  const kind = style.startsWith(CALLOUT_STYLE.toLowerCase()) ? style.slice(CALLOUT_STYLE.length) : null;
  const [only] = cells;
  if (kind !== null && only !== undefined && cells.length === 1) {
    const blocks = blocksOf(only);
    return { type: 'callout', attrs: { kind: isCalloutKind(kind) ? kind : 'note', icon: null }, content: blocks };
  }
  if (style.startsWith(COLUMNS_STYLE.toLowerCase()) && cells.length > 1) {
    const shares = cells.map((cell) => numberOf(child(child(cell, 'w:tcPr'), 'w:tcW')?.attrs['w:w']) ?? 0);
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    return {
      type: 'columnList',
      content: cells.map((cell, at) => ({
        type: 'column',
        attrs: { width: mean > 0 ? Math.round(((shares[at] ?? mean) / mean) * 100) / 100 : 1 },
        content: blocksOf(cell),
      })),
    };
  }
  return null;
}

/** Whether a part of the file holds anything that a reader sees. */
export const holdsText = (element: XmlElement | undefined): boolean =>
  findAll(element, 'w:t').some((text) => textOf(text).trim() !== '');
