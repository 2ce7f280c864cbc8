import type { Element, ElementContent } from 'hast';
import { childElements, textProperty } from '../html/elements.ts';
import { declarationsOf, nearestColour, type Declarations } from './css.ts';
import { element, isBlank, rewrite, textBelow, type Holder } from './hast-edit.ts';

type Rules = ReadonlyMap<string, Declarations>;

const rowsOf = (table: Element): Element[] =>
  childElements(table).flatMap((child) =>
    child.tagName === 'tr'
      ? [child]
      : /^t(?:head|body|foot)$/.test(child.tagName)
        ? childElements(child).filter(({ tagName }) => tagName === 'tr')
        : [],
  );

const cellsOf = (row: Element): Element[] =>
  childElements(row).filter(({ tagName }) => tagName === 'td' || tagName === 'th');

/** The alignment and the colour that a cell has by its style, as attributes. */
function dressed(cell: Element, style: Declarations): void {
  const align = style.get('text-align');
  const colour = nearestColour(style.get('background-color') ?? style.get('background'), 'paper');
  const { style: _, align: own, ...rest } = cell.properties;
  const said = align === 'center' || align === 'right' ? align : own === 'center' || own === 'right' ? own : undefined;
  cell.properties = {
    ...rest,
    ...(said === undefined ? {} : { align: said }),
    ...(colour === null ? {} : { style: `background-color: ${colour}` }),
  };
}

/** A first row of nothing but bold cells is the header that spreadsheets cannot say. */
function isHeader(row: Element, rules: Rules): boolean {
  const cells = cellsOf(row);
  const isBold = (cell: Element): boolean => {
    if (/^(?:bold|[6-9]00)$/.test(declarationsOf(cell, rules).get('font-weight') ?? '')) return true;
    const shown = cell.children.filter((child) => child.type !== 'text' || !isBlank(child.value));
    return (
      shown.length > 0 &&
      shown.every(
        (child) =>
          child.type === 'element' &&
          (/^(?:b|strong)$/.test(child.tagName) || (/^(?:p|span|font)$/.test(child.tagName) && isBold(child))),
      )
    );
  };
  const filled = cells.filter((cell) => !isBlank(textBelow(cell)));
  return filled.length > 0 && filled.every((cell) => cell.tagName === 'th' || isBold(cell));
}

/** Reads what the tables of documents and spreadsheets say by their looks. */
export function readTables(root: Holder, rules: Rules, { ofSheet }: { ofSheet: boolean }): void {
  rewrite(root, (node): ElementContent[] | undefined => {
    if (node.tagName !== 'table') return undefined;
    const rows = rowsOf(node).filter((row) => cellsOf(row).length > 0);
    const [first] = rows;
    if (first === undefined) return [];
    const [only, ...more] = cellsOf(first);
    // A single cell is what stands in it.
    if (rows.length === 1 && only !== undefined && more.length === 0 && textProperty(only, 'dataFootnotes') === null)
      return ofSheet ? [element('p', {}, only.children)] : only.children;
    const said = new Set(
      childElements(node)
        .filter(({ tagName }) => tagName === 'thead')
        .flatMap(childElements),
    );
    const heads = rows.filter((row) => said.has(row));
    if (heads.length === 0 && rows.length > 1 && isHeader(first, rules)) heads.push(first);
    for (const row of rows) for (const cell of cellsOf(row)) dressed(cell, declarationsOf(cell, rules));
    for (const cell of heads.length < rows.length ? heads.flatMap(cellsOf) : []) {
      cell.tagName = 'th';
      rewrite(cell, (inner) => (/^(?:b|strong)$/.test(inner.tagName) ? inner.children : undefined));
    }
    return [element('table', {}, [element('tbody', {}, rows)])];
  });
}
