import { Fragment, type Schema, Slice } from '@tiptap/pm/model';

/** Cells as spreadsheets copy them as plain text: tabs between, lines below; `null` when the text is no such thing. */
export function readCells(text: string): string[][] | null {
  const lines = text.replaceAll('\r\n', '\n').replace(/\n$/, '');
  if (!lines.includes('\t')) return null;
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < lines.length; at += 1) {
    const sign = lines[at];
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (lines[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === '') quoted = true;
    else if (sign === '\t' || sign === '\n') {
      row.push(cell);
      cell = '';
      if (sign === '\n') {
        rows.push(row);
        row = [];
      }
    } else cell += sign;
  }
  rows.push([...row, cell]);
  const width = Math.max(...rows.map(({ length }) => length));
  // A code line with one tab is no table.
  if (quoted || width < 2 || rows.some(({ length }) => length !== width)) return null;
  return rows;
}

/** The same cells as a table that can be pasted. */
export function cellsSlice(schema: Schema, rows: readonly (readonly string[])[]): Slice | null {
  const { table, tableRow, tableCell, paragraph } = schema.nodes;
  if (!table || !tableRow || !tableCell || !paragraph) return null;
  const made = rows.map((row) =>
    tableRow.create(
      null,
      row.map((text) =>
        tableCell.create(
          null,
          text.split('\n').map((line) => paragraph.create(null, line === '' ? null : schema.text(line))),
        ),
      ),
    ),
  );
  return new Slice(Fragment.from(table.create(null, made)), 0, 0);
}
