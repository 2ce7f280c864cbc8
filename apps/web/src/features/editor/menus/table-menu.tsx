import type { Editor } from '@tiptap/core';
import { useEditorState } from '@tiptap/react';
import { BubbleMenu } from '@tiptap/react/menus';
import { CellSelection } from '@tiptap/pm/tables';
import { AlignLeft, Eraser, PaintBucket, TableCellsMerge, TableCellsSplit, Trash2 } from 'lucide-react';
import { IconButton } from '../../../ui/button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { t } from '../messages/index.ts';
import { clearCells } from '../tables/table-actions.ts';
import { alignEntries, cellColourEntries } from '../tables/table-entries.tsx';

/** As wide as the selected cells, as high as their table. */
function cellsRect(editor: Editor): DOMRect | null {
  const { selection } = editor.state;
  if (!(selection instanceof CellSelection)) return null;
  let box: { left: number; right: number } | null = null;
  selection.forEachCell((_cell, position) => {
    const dom = editor.view.nodeDOM(position);
    if (!(dom instanceof HTMLElement)) return;
    const { left, right } = dom.getBoundingClientRect();
    box = box === null ? { left, right } : { left: Math.min(box.left, left), right: Math.max(box.right, right) };
  });
  if (box === null) return null;
  const { left, right } = box as { left: number; right: number };
  // Above or below the whole table, so that no cell is hidden.
  const { node } = editor.view.domAtPos(selection.from + 1);
  const table = (node instanceof Element ? node : node.parentElement)?.closest('table')?.getBoundingClientRect();
  return table === undefined ? null : new DOMRect(left, table.top, right - left, table.height);
}

/** What can be done with the cells that are selected together. */
export function TableMenu({ editor }: { editor: Editor }) {
  const can = useEditorState({
    editor,
    selector: ({ editor: current }) => {
      const isCells = current.state.selection instanceof CellSelection;
      return { merge: isCells && current.can().mergeCells(), split: isCells && current.can().splitCell() };
    },
  });
  return (
    <BubbleMenu
      editor={editor}
      pluginKey="tableMenu"
      className="text-menu"
      updateDelay={0}
      getReferencedVirtualElement={() => {
        const rect = cellsRect(editor);
        return rect === null ? null : { getBoundingClientRect: () => rect };
      }}
      options={{ placement: 'bottom-start', offset: 8, shift: { padding: 8 } }}
      shouldShow={({ editor: current, state }) => current.isEditable && state.selection instanceof CellSelection}
    >
      <div
        className="menu-row"
        role="toolbar"
        aria-label={t('table.cells')}
        onMouseDown={(event) => event.preventDefault()}
      >
        <Menu entries={cellColourEntries(editor)}>
          <IconButton small label={t('table.colour')}>
            <PaintBucket size={16} />
          </IconButton>
        </Menu>
        <Menu entries={alignEntries(editor)}>
          <IconButton small label={t('table.align')}>
            <AlignLeft size={16} className="rtl:-scale-x-100" />
          </IconButton>
        </Menu>
        {can.merge && (
          <IconButton small label={t('table.merge')} onClick={() => void editor.chain().focus().mergeCells().run()}>
            <TableCellsMerge size={16} />
          </IconButton>
        )}
        {can.split && (
          <IconButton small label={t('table.split')} onClick={() => void editor.chain().focus().splitCell().run()}>
            <TableCellsSplit size={16} />
          </IconButton>
        )}
        <IconButton small label={t('table.clear')} onClick={() => clearCells(editor)}>
          <Eraser size={16} />
        </IconButton>
        <IconButton small label={t('table.delete')} onClick={() => void editor.chain().focus().deleteTable().run()}>
          <Trash2 size={16} />
        </IconButton>
      </div>
    </BubbleMenu>
  );
}
