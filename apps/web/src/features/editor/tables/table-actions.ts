import type { Editor } from '@tiptap/core';
import { Fragment, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { EditorState } from '@tiptap/pm/state';
import {
  cellAround,
  CellSelection,
  isInTable,
  moveTableColumn,
  moveTableRow,
  selectedRect,
  TableMap,
} from '@tiptap/pm/tables';
import { cellText, sortedOrder } from './sorting.ts';

/** Where in which table the caret is. */
export interface TablePlace {
  table: ProseMirrorNode;
  /** Just inside the table. */
  start: number;
  map: TableMap;
  row: number;
  column: number;
  rows: number;
  columns: number;
}

/** The narrowest column, and how far one step of the keyboard goes. */
export const NARROWEST = 64;
const WIDTH_STEP = 24;

export function tablePlace(state: EditorState): TablePlace | null {
  if (!isInTable(state)) return null;
  const { table, tableStart, map, top, left, right, bottom } = selectedRect(state);
  return { table, start: tableStart, map, row: top, column: left, rows: bottom - top, columns: right - left };
}

const isHeaderRow = ({ table, map }: TablePlace, row: number): boolean =>
  Array.from({ length: map.width }, (_, column) => table.nodeAt(map.map[row * map.width + column] ?? 0)).every(
    (cell) => cell?.type.name === 'tableHeader',
  );

/** Whether any cell of the table reaches over others. */
export function hasMergedCells({ table }: TablePlace): boolean {
  let merged = false;
  table.descendants((node) => {
    if (node.type.name === 'tableCell' || node.type.name === 'tableHeader') {
      merged ||= Number(node.attrs['colspan']) > 1 || Number(node.attrs['rowspan']) > 1;
      return false;
    }
    return !merged;
  });
  return merged;
}

/** Puts the rows into the order of a column. A header row stays where it is. Says `merged` where rows hang together. */
export function sortRows(editor: Editor, column: number, direction: 'ascending' | 'descending'): 'done' | 'merged' {
  const place = tablePlace(editor.state);
  if (place === null) return 'done';
  if (hasMergedCells(place)) return 'merged';
  const rows: ProseMirrorNode[] = [];
  place.table.forEach((row) => rows.push(row));
  const heads = isHeaderRow(place, 0) && rows.length > 1 ? 1 : 0;
  const body = rows.slice(heads);
  const order = sortedOrder(
    body.map((row) => cellText(row.child(Math.min(column, row.childCount - 1)))),
    direction,
  );
  if (order.every((from, to) => from === to)) return 'done';
  const sorted = [...rows.slice(0, heads), ...order.map((index) => body[index] ?? body[0])].filter(
    (row) => row !== undefined,
  );
  const { tr } = editor.state;
  tr.replaceWith(place.start, place.start + place.table.content.size, Fragment.from(sorted));
  // The rows are of other lengths now.
  const table = tr.doc.nodeAt(place.start - 1);
  if (table !== null) {
    const cell = place.start + TableMap.get(table).positionAt(place.row, column, table);
    tr.setSelection(CellSelection.colSelection(tr.doc.resolve(cell)));
  }
  editor.view.dispatch(tr);
  return 'done';
}

/** Moves the row or column at the caret by one. Says `merged` where it hangs together with its neighbour. */
export function moveLine(editor: Editor, axis: 'row' | 'column', step: 1 | -1): 'done' | 'merged' | 'edge' {
  const place = tablePlace(editor.state);
  if (place === null) return 'edge';
  const from = axis === 'row' ? place.row : place.column;
  const to = from + step;
  const size = axis === 'row' ? place.map.height : place.map.width;
  if (to < 0 || to >= size) return 'edge';
  if (hasMergedCells(place)) return 'merged';
  const move = axis === 'row' ? moveTableRow({ from, to }) : moveTableColumn({ from, to });
  return move(editor.state, editor.view.dispatch) ? 'done' : 'merged';
}

/** Selects the whole row or column of a cell as it is drawn. */
export function selectLine({ view, state }: Editor, axis: 'row' | 'column', drawn: HTMLElement): void {
  if (!view.dom.contains(drawn)) return;
  const cell = cellAround(state.doc.resolve(view.posAtDOM(drawn, 0)));
  if (cell === null) return;
  view.dispatch(
    state.tr.setSelection(axis === 'row' ? CellSelection.rowSelection(cell) : CellSelection.colSelection(cell)),
  );
}

/** Empties the selected cells. */
export function clearCells(editor: Editor): void {
  const { selection, tr, schema } = editor.state;
  const { paragraph } = schema.nodes;
  if (!(selection instanceof CellSelection) || paragraph === undefined) return;
  const cells: { position: number; size: number }[] = [];
  selection.forEachCell((cell, position) => cells.push({ position, size: cell.content.size }));
  for (const { position, size } of cells.toReversed())
    tr.replaceWith(position + 1, position + 1 + size, paragraph.create());
  editor.view.dispatch(tr);
}

/** How wide the column is on the screen now. */
function drawnWidth(editor: Editor, place: TablePlace, column: number): number {
  const cell = place.map.map[place.row * place.map.width + column];
  const dom = cell === undefined ? null : editor.view.nodeDOM(place.start + cell);
  return dom instanceof HTMLElement ? dom.getBoundingClientRect().width : NARROWEST;
}

/** Gives a column a width in pixels; `null` leaves it to the words in it. */
export function setColumnWidth(editor: Editor, column: number, width: number | null): void {
  const place = tablePlace(editor.state);
  if (place === null) return;
  const { table, start, map } = place;
  const { tr } = editor.state;
  const seen = new Set<number>();
  for (let row = 0; row < map.height; row += 1) {
    const offset = map.map[row * map.width + column];
    const cell = offset === undefined ? null : table.nodeAt(offset);
    if (offset === undefined || cell === null || seen.has(offset)) continue;
    seen.add(offset);
    const span = Number(cell.attrs['colspan'] ?? 1);
    const widths = [...((cell.attrs['colwidth'] as number[] | null) ?? Array.from({ length: span }, () => 0))];
    widths[column - map.colCount(offset)] = width ?? 0;
    tr.setNodeAttribute(start + offset, 'colwidth', widths.every((one) => one === 0) ? null : widths);
  }
  editor.view.dispatch(tr);
}

/** Makes the column at the caret wider or narrower by a step; gives its new width. */
export function resizeColumn(editor: Editor, step: 1 | -1): number | null {
  const place = tablePlace(editor.state);
  if (place === null) return null;
  const width = Math.max(NARROWEST, Math.round(drawnWidth(editor, place, place.column) + step * WIDTH_STEP));
  setColumnWidth(editor, place.column, width);
  return width;
}
