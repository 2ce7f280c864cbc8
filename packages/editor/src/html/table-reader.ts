import type { Element } from 'hast';
import type { Handle, State } from 'hast-util-to-mdast';
import type { BlockContent, DefinitionContent } from 'mdast';
import type { RichCellTree, RichRowTree } from '../markdown/tree.ts';
import { isColour } from '../palette.ts';
import { childElements, textProperty } from './elements.ts';

/** No table of a person has more; HTML allows a thousand columns per cell. */
const MAX_SPAN = 100;

function span(node: Element, name: string): number {
  const value = Math.floor(Number(textProperty(node, name) ?? 1));
  return Number.isFinite(value) ? Math.min(Math.max(value, 1), MAX_SPAN) : 1;
}

function rowsOf(table: Element): { row: Element; isHead: boolean }[] {
  return childElements(table).flatMap((child) => {
    if (child.tagName === 'tr') return [{ row: child, isHead: false }];
    if (!/^t(head|body|foot)$/.test(child.tagName)) return [];
    return childElements(child)
      .filter(({ tagName }) => tagName === 'tr')
      .map((row) => ({ row, isHead: child.tagName === 'thead' }));
  });
}

function cellOf(state: State, node: Element, isHead: boolean): RichCellTree {
  const align = textProperty(node, 'align');
  const background = /^background-color: (\w+)$/.exec(textProperty(node, 'style') ?? '')?.[1];
  const widths = (textProperty(node, 'dataColwidth') ?? '').split(',').map(Number);
  const colspan = span(node, 'colSpan');
  return {
    type: 'richCell',
    isHeader: isHead || node.tagName === 'th',
    colspan,
    rowspan: span(node, 'rowSpan'),
    align: align === 'left' || align === 'right' || align === 'center' ? align : null,
    background: isColour(background) ? background : null,
    colwidth:
      widths.length === colspan && widths.every((width) => Number.isInteger(width) && width > 0) ? widths : null,
    children: state.toFlow(state.all(node)) as (BlockContent | DefinitionContent)[],
  };
}

const emptyCell = (isHeader: boolean): RichCellTree => ({
  type: 'richCell',
  isHeader,
  colspan: 1,
  rowspan: 1,
  align: null,
  background: null,
  colwidth: null,
  children: [],
});

/** Makes every row as wide as the widest, counting the cells that reach down from above. */
function squared(rows: RichRowTree[]): RichRowTree[] {
  const reach = rows.map(() => 0);
  rows.forEach((row, index) => {
    for (const cell of row.children) {
      cell.rowspan = Math.min(cell.rowspan, rows.length - index);
      for (let below = index; below < index + cell.rowspan; below++) reach[below] = (reach[below] ?? 0) + cell.colspan;
    }
  });
  const width = Math.max(0, ...reach);
  rows.forEach((row, index) => {
    const isHeader = row.children.length > 0 && row.children.every((cell) => cell.isHeader);
    for (let count = reach[index] ?? 0; count < width; count++) row.children.push(emptyCell(isHeader));
  });
  // A row that only cells from above fill is none of its own.
  const isOwn = rows.map((row) => row.children.length > 0);
  rows.forEach((row, index) => {
    for (const cell of row.children) {
      cell.rowspan = Math.max(1, isOwn.slice(index, index + cell.rowspan).filter(Boolean).length);
    }
  });
  return rows.filter((_, index) => isOwn[index]);
}

/** A table with everything that HTML says about it. */
export const readTable: Handle = (state, node) => {
  const rows = rowsOf(node).map(({ row, isHead }): RichRowTree => {
    const cells = childElements(row).filter(({ tagName }) => tagName === 'td' || tagName === 'th');
    return { type: 'richRow', children: cells.map((cell) => cellOf(state, cell, isHead)) };
  });
  const caption = childElements(node).find(({ tagName }) => tagName === 'caption');
  const above = caption === undefined ? [] : state.toFlow(state.all(caption));
  const children = squared(rows);
  return children.length === 0 ? above : [...above, { type: 'richTable', children }];
};
