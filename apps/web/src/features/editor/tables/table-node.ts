import { type AnyExtension, Extension, type Node as NodeExtension } from '@tiptap/core';
import { columnResizing, tableEditing } from '@tiptap/pm/tables';
import { wideTables } from './wide-tables.ts';
import { NARROWEST, resizeColumn } from './table-actions.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';

type Resizing = NonNullable<Parameters<typeof columnResizing>[0]>;

/** What the table of Tiptap can be told. */
interface TableOptions extends Required<
  Pick<Resizing, 'handleWidth' | 'cellMinWidth' | 'View' | 'lastColumnResizable'>
> {
  resizable: boolean;
  allowTableNodeSelection: boolean;
}

/**
 * Tables whose columns can be pulled to a width; those wider than the page can be scrolled by whoever reads.
 * The plugins are there for readers as well, whom they leave alone: somebody who reads may become an editor.
 */
export const withTableView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension<TableOptions>)
    .extend({
      addProseMirrorPlugins() {
        const { handleWidth, cellMinWidth, View, lastColumnResizable, allowTableNodeSelection } = this.options;
        return [
          columnResizing({ handleWidth, cellMinWidth, defaultCellMinWidth: cellMinWidth, View, lastColumnResizable }),
          tableEditing({ allowTableNodeSelection }),
          wideTables(),
        ];
      },
      // The first of them draws tables.
      addNodeView: () => null,
    })
    .configure({ resizable: true, cellMinWidth: NARROWEST, handleWidth: 6 });

/** The same by keyboard: Alt+Shift and the arrows make the column at the caret wider or narrower. */
export const TableKeys = Extension.create<{ box: HostBox }>({
  name: 'tableKeys',
  priority: 300,
  addKeyboardShortcuts() {
    const { editor } = this;
    const { box } = this.options;
    const resize = (step: 1 | -1) => () => {
      if (!editor.isEditable) return false;
      const isRightToLeft = getComputedStyle(editor.view.dom).direction === 'rtl';
      const width = resizeColumn(editor, isRightToLeft ? (-step as 1 | -1) : step);
      if (width === null) return false;
      box.current.say(t('table.width', { width }));
      return true;
    };
    return { 'Alt-Shift-ArrowRight': resize(1), 'Alt-Shift-ArrowLeft': resize(-1) };
  },
});
