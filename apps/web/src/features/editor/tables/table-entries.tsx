import type { Editor } from '@tiptap/core';
import {
  AlignCenter,
  AlignLeft,
  AlignRight,
  ArrowDown,
  ArrowDownAZ,
  ArrowDownZA,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  BetweenHorizontalEnd,
  BetweenHorizontalStart,
  BetweenVerticalEnd,
  BetweenVerticalStart,
  Eraser,
  MoveHorizontal,
  PaintBucket,
  PanelLeft,
  PanelTop,
  TableCellsMerge,
  TableCellsSplit,
  Trash2,
} from 'lucide-react';
import { COLOURS } from '@materi/editor';
import type { MenuEntry } from '../../../ui/menu.tsx';
import { keysText } from '../../../ui/keys.tsx';
import { toast } from '../../../ui/toast.tsx';
import { t } from '../messages/index.ts';
import { clearCells, moveLine, resizeColumn, setColumnWidth, sortRows, tablePlace } from './table-actions.ts';

type Chain = ReturnType<Editor['chain']>;
const run = (editor: Editor, act: (chain: Chain) => Chain) => () => void act(editor.chain().focus()).run();

/** Some things cannot be done with cells that reach over others; then words say so. */
function unlessMerged(act: () => 'done' | 'merged' | 'edge'): () => void {
  return () => {
    if (act() === 'merged') toast({ text: t('table.merged'), key: 'table-merged' });
  };
}

/** Colours for the cells that are selected. */
export function cellColourEntries(editor: Editor): MenuEntry[] {
  return [null, ...COLOURS].map((colour) => ({
    label: t(colour === null ? 'colour.none' : `colour.${colour}`),
    icon: <span className="colour-swatch" data-mark="highlight" data-colour={colour ?? undefined} aria-hidden />,
    onSelect: run(editor, (chain) => chain.setCellAttribute('background', colour)),
  }));
}

/** Where the words of the selected cells stand. */
export function alignEntries(editor: Editor): MenuEntry[] {
  const isRightToLeft = getComputedStyle(editor.view.dom).direction === 'rtl';
  const set = (align: string | null) => run(editor, (chain) => chain.setCellAttribute('align', align));
  return [
    {
      label: t('table.alignStart'),
      icon: isRightToLeft ? <AlignRight size={16} /> : <AlignLeft size={16} />,
      onSelect: set(null),
    },
    { label: t('table.alignCenter'), icon: <AlignCenter size={16} />, onSelect: set('center') },
    {
      label: t('table.alignEnd'),
      icon: isRightToLeft ? <AlignLeft size={16} /> : <AlignRight size={16} />,
      onSelect: set(isRightToLeft ? 'left' : 'right'),
    },
  ];
}

/** What can be done with the selected cells. */
export function cellEntries(editor: Editor): MenuEntry[] {
  return [
    { label: t('table.colour'), icon: <PaintBucket size={16} />, entries: cellColourEntries(editor) },
    {
      label: t('table.align'),
      icon: <AlignLeft size={16} className="rtl:-scale-x-100" />,
      entries: alignEntries(editor),
    },
    ...(editor.can().mergeCells()
      ? [{ label: t('table.merge'), icon: <TableCellsMerge size={16} />, onSelect: run(editor, (c) => c.mergeCells()) }]
      : []),
    ...(editor.can().splitCell()
      ? [{ label: t('table.split'), icon: <TableCellsSplit size={16} />, onSelect: run(editor, (c) => c.splitCell()) }]
      : []),
    { label: t('table.clear'), icon: <Eraser size={16} />, onSelect: () => clearCells(editor) },
  ];
}

/** What can be done with the column at the caret. */
export function columnEntries(editor: Editor): MenuEntry[] {
  const place = tablePlace(editor.state);
  if (place === null) return [];
  const { column, map } = place;
  return [
    {
      label: t('table.sortUp'),
      icon: <ArrowDownAZ size={16} />,
      onSelect: unlessMerged(() => sortRows(editor, column, 'ascending')),
    },
    {
      label: t('table.sortDown'),
      icon: <ArrowDownZA size={16} />,
      onSelect: unlessMerged(() => sortRows(editor, column, 'descending')),
    },
    'line',
    {
      label: t('table.columnBefore'),
      icon: <BetweenVerticalEnd size={16} className="rtl:-scale-x-100" />,
      onSelect: run(editor, (c) => c.addColumnBefore()),
    },
    {
      label: t('table.columnAfter'),
      icon: <BetweenVerticalStart size={16} className="rtl:-scale-x-100" />,
      onSelect: run(editor, (c) => c.addColumnAfter()),
    },
    {
      label: t('table.moveBefore'),
      icon: <ArrowLeft size={16} className="rtl:-scale-x-100" />,
      disabled: column === 0,
      onSelect: unlessMerged(() => moveLine(editor, 'column', -1)),
    },
    {
      label: t('table.moveAfter'),
      icon: <ArrowRight size={16} className="rtl:-scale-x-100" />,
      disabled: column === map.width - 1,
      onSelect: unlessMerged(() => moveLine(editor, 'column', 1)),
    },
    {
      label: t('table.columnWidth'),
      icon: <MoveHorizontal size={16} />,
      entries: [
        { label: t('table.wider'), keys: keysText('Alt+Shift+→'), onSelect: () => void resizeColumn(editor, 1) },
        { label: t('table.narrower'), keys: keysText('Alt+Shift+←'), onSelect: () => void resizeColumn(editor, -1) },
        { label: t('table.fit'), onSelect: () => setColumnWidth(editor, column, null) },
      ],
    },
    ...(column === 0
      ? [
          {
            label: t('table.headerColumn'),
            icon: <PanelLeft size={16} className="rtl:-scale-x-100" />,
            onSelect: run(editor, (c) => c.toggleHeaderColumn()),
          },
        ]
      : []),
    'line',
    ...cellEntries(editor),
    'line',
    {
      label: t('table.deleteColumn'),
      icon: <Trash2 size={16} />,
      critical: true,
      onSelect: run(editor, (c) => (map.width === 1 ? c.deleteTable() : c.deleteColumn())),
    },
  ];
}

/** What can be done with the row at the caret. */
export function rowEntries(editor: Editor): MenuEntry[] {
  const place = tablePlace(editor.state);
  if (place === null) return [];
  const { row, map } = place;
  return [
    {
      label: t('table.rowAbove'),
      icon: <BetweenHorizontalEnd size={16} />,
      onSelect: run(editor, (c) => c.addRowBefore()),
    },
    {
      label: t('table.rowBelow'),
      icon: <BetweenHorizontalStart size={16} />,
      onSelect: run(editor, (c) => c.addRowAfter()),
    },
    {
      label: t('handle.moveUp'),
      icon: <ArrowUp size={16} />,
      disabled: row === 0,
      onSelect: unlessMerged(() => moveLine(editor, 'row', -1)),
    },
    {
      label: t('handle.moveDown'),
      icon: <ArrowDown size={16} />,
      disabled: row === map.height - 1,
      onSelect: unlessMerged(() => moveLine(editor, 'row', 1)),
    },
    ...(row === 0
      ? [{ label: t('table.header'), icon: <PanelTop size={16} />, onSelect: run(editor, (c) => c.toggleHeaderRow()) }]
      : []),
    'line',
    ...cellEntries(editor),
    'line',
    {
      label: t('table.deleteRow'),
      icon: <Trash2 size={16} />,
      critical: true,
      onSelect: run(editor, (c) => (map.height === 1 ? c.deleteTable() : c.deleteRow())),
    },
  ];
}
