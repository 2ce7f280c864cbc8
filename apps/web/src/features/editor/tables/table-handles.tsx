import type { Editor } from '@tiptap/core';
import { Ellipsis, EllipsisVertical, Plus } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Menu, type MenuEntry } from '../../../ui/menu.tsx';
import { scrollerOf } from '../blocks/dragging.ts';
import { focusBack } from '../menus/focus-back.ts';
import { t } from '../messages/index.ts';
import { selectLine, tablePlace } from './table-actions.ts';
import { columnEntries, rowEntries } from './table-entries.tsx';

interface Box {
  top: number;
  left: number;
  width: number;
  height: number;
}

/** A table and one of its cells as they are drawn, in pixels of the editor's frame. */
interface Drawn {
  cell: HTMLElement;
  place: {
    /** What of the table is on the screen; the rest is scrolled away. */
    table: Box;
    cell: Box;
    isRightToLeft: boolean;
  };
}

const within = ({ top, left, width, height }: DOMRect, frame: DOMRect): Box => ({
  top: top - frame.top,
  left: left - frame.left,
  width,
  height,
});

/** The cell at the caret as it is drawn; `null` when the caret is in no table. */
function cellAtCaret(editor: Editor): HTMLElement | null {
  const place = editor.isEditable ? tablePlace(editor.state) : null;
  const offset = place?.map.map[place.row * place.map.width + place.column];
  const cell = place === null || offset === undefined ? null : editor.view.nodeDOM(place.start + offset);
  return cell instanceof HTMLElement ? cell : null;
}

/** Where a cell and its table are drawn; `null` when they are on the screen no more. */
function drawnTable(editor: Editor, cell: HTMLElement | null): Drawn | null {
  const frame = editor.view.dom.closest('.page-editor')?.getBoundingClientRect();
  const table = cell?.closest('.tableWrapper');
  if (cell === null || frame === undefined || !(table instanceof HTMLElement)) return null;
  if (!editor.isEditable || !editor.view.dom.contains(table)) return null;
  return {
    cell,
    place: {
      table: within(table.getBoundingClientRect(), frame),
      cell: within(cell.getBoundingClientRect(), frame),
      isRightToLeft: getComputedStyle(table).direction === 'rtl',
    },
  };
}

const isSame = (before: Drawn | null, next: Drawn | null): boolean =>
  before?.cell === next?.cell && JSON.stringify(before?.place) === JSON.stringify(next?.place);

/** Handles at the row and the column of the caret, and buttons that add one at the end. */
export function TableHandles({ editor }: { editor: Editor }) {
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  /** The cell whose row or column has its menu open: until that is closed the handles stay with it. */
  const held = useRef<HTMLElement | null>(null);
  useEffect(() => {
    let frame = 0;
    const measure = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (editor.isDestroyed) return;
        const next = drawnTable(editor, held.current) ?? drawnTable(editor, cellAtCaret(editor));
        setDrawn((before) => (isSame(before, next) ? before : next));
      });
    };
    measure();
    editor.on('selectionUpdate', measure);
    editor.on('update', measure);
    addEventListener('resize', measure);
    // A picture that arrives above the table moves it without a change of the page.
    const size = new ResizeObserver(measure);
    size.observe(editor.view.dom);
    // A wide table scrolls by itself; such events are seen on their way down only.
    const scroller = scrollerOf(editor.view.dom);
    scroller.addEventListener('scroll', measure, { capture: true, passive: true });
    return () => {
      cancelAnimationFrame(frame);
      editor.off('selectionUpdate', measure);
      editor.off('update', measure);
      removeEventListener('resize', measure);
      size.disconnect();
      scroller.removeEventListener('scroll', measure, { capture: true });
    };
  }, [editor]);
  const addRow = useCallback(() => {
    selectLast(editor, 'row');
    editor.chain().focus().addRowAfter().run();
  }, [editor]);
  const addColumn = useCallback(() => {
    selectLast(editor, 'column');
    editor.chain().focus().addColumnAfter().run();
  }, [editor]);
  if (drawn === null) return null;
  const { table, cell, isRightToLeft } = drawn.place;
  const hold = (isOpen: boolean) => {
    held.current = isOpen ? drawn.cell : null;
  };
  const startEdge = isRightToLeft ? table.left + table.width : table.left;
  const endEdge = isRightToLeft ? table.left : table.left + table.width;
  const middle = cell.left + cell.width / 2;
  const columnIsSeen = middle > table.left && middle < table.left + table.width;
  return (
    <>
      {columnIsSeen && (
        <LineHandle
          editor={editor}
          axis="column"
          label={t('table.column')}
          style={{ top: table.top - 14, left: middle - 14 }}
          cell={drawn.cell}
          onHold={hold}
        />
      )}
      <LineHandle
        editor={editor}
        axis="row"
        label={t('table.row')}
        style={{ top: cell.top + cell.height / 2 - 14, left: startEdge - 14 }}
        cell={drawn.cell}
        onHold={hold}
      />
      <button
        type="button"
        className="table-add is-row"
        aria-label={t('table.addRow')}
        title={t('table.addRow')}
        style={{ top: table.top + table.height, left: table.left, width: table.width }}
        onMouseDown={(event) => event.preventDefault()}
        onClick={addRow}
      >
        <Plus size={14} />
      </button>
      <button
        type="button"
        className="table-add is-column"
        aria-label={t('table.addColumn')}
        title={t('table.addColumn')}
        style={{ top: table.top, left: isRightToLeft ? endEdge - 24 : endEdge, height: table.height }}
        onMouseDown={(event) => event.preventDefault()}
        onClick={addColumn}
      >
        <Plus size={14} />
      </button>
    </>
  );
}

/** Puts the caret into the last row or column. */
function selectLast(editor: Editor, axis: 'row' | 'column'): void {
  const place = tablePlace(editor.state);
  if (place === null) return;
  const { map, start, row, column } = place;
  const [lastRow, lastColumn] = axis === 'row' ? [map.height - 1, column] : [row, map.width - 1];
  const cell = map.map[lastRow * map.width + lastColumn];
  if (cell !== undefined) editor.commands.setTextSelection(start + cell + 2);
}

interface LineHandleProps {
  editor: Editor;
  axis: 'row' | 'column';
  label: string;
  style: React.CSSProperties;
  /** The cell beside which the handle stands. */
  cell: HTMLElement;
  /** Called as the menu opens and closes: while it is open the handle stays where it is. */
  onHold(isOpen: boolean): void;
}

/** The menu of a row or column: of the one it stands at, wherever the caret has gone since. */
function LineHandle({ editor, axis, label, style, cell, onHold }: LineHandleProps) {
  const [entries, setEntries] = useState<MenuEntry[]>([]);
  const Icon = axis === 'row' ? EllipsisVertical : Ellipsis;
  return (
    <Menu
      entries={entries}
      onOpenChange={(isOpen) => {
        onHold(isOpen);
        if (!isOpen) return;
        selectLine(editor, axis, cell);
        setEntries(axis === 'row' ? rowEntries(editor) : columnEntries(editor));
      }}
      onCloseAutoFocus={(event) => focusBack(editor, event)}
    >
      <button type="button" className={`table-handle is-${axis}`} aria-label={label} title={label} style={style}>
        <Icon size={14} />
      </button>
    </Menu>
  );
}
