import type { PhrasingContent, Table, TableCell, TableRow } from 'mdast';
import { stringAttribute, type BlockNode } from '../block-node.ts';
import { isColour } from '../palette.ts';
import { INLINE_TYPES } from '../schema-defaults.ts';
import { bodyToInline, type WritingContext } from './body-to-inline.ts';
import type { RichCellTree, RichTableTree } from './tree.ts';

/** Blocks whose content a cell of Markdown's table can show. */
const PLAIN_BLOCKS: ReadonlySet<string> = new Set(['paragraph', 'image', 'mathBlock']);

const count = (cell: BlockNode, name: string): number => {
  const value = Number(cell.attrs?.[name] ?? 1);
  return Number.isInteger(value) && value > 1 ? value : 1;
};

const alignOf = (cell: BlockNode | undefined): 'left' | 'right' | 'center' | null => {
  const value = cell?.attrs?.['align'];
  return value === 'left' || value === 'right' || value === 'center' ? value : null;
};

function rowsOf(table: BlockNode): BlockNode[] {
  return (table.content ?? []).filter((row) => (row.content ?? []).length > 0);
}

/**
 * Whether a table says more than Markdown's can: cells over several rows or
 * columns, colours, header cells beside the first row, blocks in cells, cells
 * aligned apart from their column. Widths of columns alone are no reason.
 */
export function needsRichTable(table: BlockNode): boolean {
  const rows = rowsOf(table);
  const [head = [], ...body] = rows.map((row) => row.content ?? []);
  const isHeader = (cell: BlockNode) => cell.type === 'tableHeader';
  if (head.some(isHeader) && !head.every(isHeader)) return true;
  if (body.some((row) => row.some(isHeader))) return true;
  return rows.some((row) =>
    (row.content ?? []).some((cell, column) => {
      const align = alignOf(cell);
      return (
        count(cell, 'colspan') > 1 ||
        count(cell, 'rowspan') > 1 ||
        isColour(cell.attrs?.['background']) ||
        (align !== null && align !== alignOf(head[column])) ||
        (cell.content ?? []).some((block) => !PLAIN_BLOCKS.has(block.type) && !INLINE_TYPES.has(block.type))
      );
    }),
  );
}

/** The inline content of a cell: its blocks, one after the other, separated by line breaks. */
function cellContent(cell: BlockNode): BlockNode[] {
  const content: BlockNode[] = [];
  const visit = (node: BlockNode): void => {
    const children = node.content ?? [];
    const inline = children.filter((child) => INLINE_TYPES.has(child.type));
    const own: BlockNode[] =
      node.type === 'image'
        ? [{ type: 'inlineImage', attrs: { ...node.attrs } }]
        : node.type === 'mathBlock'
          ? [{ type: 'inlineMath', attrs: { ...node.attrs } }]
          : inline;
    if (own.length > 0) content.push(...(content.length > 0 ? [{ type: 'hardBreak' }] : []), ...own);
    for (const child of children) if (!INLINE_TYPES.has(child.type)) visit(child);
  };
  visit(cell);
  return content;
}

/** A bar would end the cell, and so would a line end. */
function inCell(node: PhrasingContent): PhrasingContent[] {
  if (node.type === 'break') return [{ type: 'html', value: '<br>' }];
  // In a cell a backslash before a bar belongs to the table, in code too.
  if (node.type === 'inlineCode' && node.value.includes('\\|')) {
    return [
      { type: 'html', value: '<code>' },
      { type: 'text', value: node.value },
      { type: 'html', value: '</code>' },
    ];
  }
  if (node.type === 'inlineMath') return [{ ...node, value: node.value.replaceAll('|', '\\vert ') }];
  if (node.type === 'html') {
    return [{ ...node, value: node.value.replaceAll('|', '&#124;').replace(/[\r\n]+/g, ' ') }];
  }
  if ('children' in node)
    return [{ ...node, children: node.children.flatMap((child) => inCell(child)) } as PhrasingContent];
  return [node];
}

/** A table as Markdown has it. Without header cells the header row is empty, as other programs do it. */
export function tableToTree(node: BlockNode, context: WritingContext): Table[] {
  const rows = rowsOf(node);
  const width = Math.max(0, ...rows.map((row) => row.content?.length ?? 0));
  if (width === 0) return [];
  const children = rows.map((row): TableRow => ({
    type: 'tableRow',
    children: Array.from({ length: width }, (_, column): TableCell => {
      const cell = row.content?.[column];
      const content = cell === undefined ? [] : bodyToInline(cellContent(cell), context);
      return { type: 'tableCell', children: content.flatMap(inCell) };
    }),
  }));
  const isHeadless = rows[0]?.content?.every((cell) => cell.type === 'tableCell') === true;
  if (isHeadless) {
    children.unshift({
      type: 'tableRow',
      children: Array.from({ length: width }, () => ({ type: 'tableCell', children: [] })),
    });
  }
  const align = Array.from({ length: width }, (_, column) => alignOf(rows[0]?.content?.[column]));
  return [{ type: 'table', align, children }];
}

/** A table with everything that is known about it, for HTML. */
export function tableToRichTree(
  node: BlockNode,
  blocksOf: (content: readonly BlockNode[] | undefined) => RichCellTree['children'],
): RichTableTree {
  return {
    type: 'richTable',
    children: rowsOf(node).map((row) => ({
      type: 'richRow',
      children: (row.content ?? []).map((cell): RichCellTree => {
        const background = stringAttribute(cell, 'background');
        const colspan = count(cell, 'colspan');
        const widths = cell.attrs?.['colwidth'];
        const colwidth = Array.isArray(widths) ? widths.map(Number) : [];
        return {
          type: 'richCell',
          isHeader: cell.type === 'tableHeader',
          colspan,
          rowspan: count(cell, 'rowspan'),
          align: alignOf(cell),
          background: isColour(background) ? background : null,
          colwidth:
            colwidth.length === colspan && colwidth.every((width) => Number.isInteger(width) && width > 0)
              ? colwidth
              : null,
          children: blocksOf(cell.content),
        };
      }),
    })),
  };
}

/** The table that HTML described. */
export function richTreeToBody(
  { children }: RichTableTree,
  blocksOf: (children: RichCellTree['children']) => BlockNode[],
): BlockNode {
  return {
    type: 'table',
    content: children.map((row) => ({
      type: 'tableRow',
      content: row.children.map(({ isHeader, colspan, rowspan, align, background, colwidth, children: blocks }) => ({
        type: isHeader ? 'tableHeader' : 'tableCell',
        attrs: { colspan, rowspan, colwidth, align, background },
        content: blocksOf(blocks),
      })),
    })),
  };
}
