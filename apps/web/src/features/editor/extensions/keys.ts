import { Extension, type Editor } from '@tiptap/core';
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import { duplicateRange, moveSelected } from '../blocks/moving.ts';
import { deleteBlocks } from '../blocks/removing.ts';
import { focusTextMenu } from '../menus/toolbar.tsx';
import { type BlockRange, selectedRange } from '../blocks/units.ts';

interface PageKeysStorage {
  /** Opens the form for the link at the caret. */
  editLink: (() => void) | null;
  /** Opens the menu of the block at the caret. */
  openBlockMenu: (() => void) | null;
}

declare module '@tiptap/core' {
  interface Storage {
    pageKeys: PageKeysStorage;
  }
}

const TABLE_LINE = /^\|(.+)\|$/;

/** Whether a click there met nothing but the paper on which the page stands. */
const isEmptySpace = (target: EventTarget | null, body: HTMLElement): boolean =>
  target instanceof HTMLElement && target.closest('main') !== null && target.contains(body);

/** Goes on writing at the end of the page when `y`, in the window's pixels, is below its last block. */
function writeBelow(editor: Editor, y: number): void {
  const last = editor.view.dom.lastElementChild;
  if (!editor.isEditable || last === null || y <= last.getBoundingClientRect().bottom) return;
  const { doc } = editor.state;
  const final = doc.lastChild;
  const isEmpty = final?.type.name === 'paragraph' && final.content.size === 0;
  if (isEmpty) editor.commands.focus('end');
  else editor.chain().insertContentAt(doc.content.size, { type: 'paragraph' }).focus('end').run();
}

/** Keys for whole blocks, and what a click below the last block does. */
export const PageKeys = Extension.create<Record<string, never>, PageKeysStorage>({
  name: 'pageKeys',
  // Before the lists' own keys.
  priority: 200,
  addStorage: () => ({ editLink: null, openBlockMenu: null }),
  addKeyboardShortcuts() {
    const { editor } = this;
    const withBlocks = (act: (range: BlockRange) => void) => () => {
      const range = selectedRange(editor.state);
      if (range === null || !editor.isEditable) return false;
      act(range);
      return true;
    };
    const move = (direction: 'up' | 'down') => () => editor.isEditable && moveSelected(editor, direction);
    const duplicate = withBlocks((range) => editor.view.dispatch(duplicateRange(editor.state, range)));
    const openMenu = withBlocks(() => this.storage.openBlockMenu?.());
    return {
      'Alt-ArrowUp': move('up'),
      'Alt-ArrowDown': move('down'),
      'Alt-Shift-ArrowUp': move('up'),
      'Alt-Shift-ArrowDown': move('down'),
      'Mod-Shift-ArrowUp': move('up'),
      'Mod-Shift-ArrowDown': move('down'),
      'Mod-d': duplicate,
      'Mod-Shift-d': duplicate,
      'Mod-/': openMenu,
      'Shift-F10': openMenu,
      'Mod-Shift-Backspace': withBlocks((range) => {
        const { tr } = editor.state;
        deleteBlocks(tr, range);
        editor.view.dispatch(tr.scrollIntoView());
      }),
      'Alt-F10': () => focusTextMenu(),
      'Mod-Shift-x': () => editor.isEditable && editor.chain().focus().unsetAllMarks().run(),
      'Mod-k': () => {
        // Without text to link, the frame's own Mod-k (find) may have it.
        const { selection } = this.editor.state;
        if (!(selection instanceof TextSelection)) return false;
        if (selection.empty && !this.editor.isActive('link')) return false;
        this.storage.editLink?.();
        return true;
      },
      Enter: () => {
        // "| a | b |" and Enter begins a table.
        const { $from, empty } = this.editor.state.selection;
        const { parent } = $from;
        if (!empty || parent.type.name !== 'paragraph' || $from.parentOffset !== parent.content.size) return false;
        const cells = TABLE_LINE.exec(parent.textContent.trim())?.[1]?.split('|');
        if (cells === undefined || $from.depth !== 1) return false;
        const { table, tableRow, tableHeader, tableCell, paragraph } = this.editor.schema.nodes;
        if (!table || !tableRow || !tableHeader || !tableCell || !paragraph) return false;
        const header = cells.map((cell) =>
          tableHeader.create(
            null,
            paragraph.create(null, cell.trim() === '' ? null : this.editor.schema.text(cell.trim())),
          ),
        );
        const row = cells.map(() => tableCell.create(null, paragraph.create()));
        const node = table.create(null, [tableRow.create(null, header), tableRow.create(null, row)]);
        const { tr } = this.editor.state;
        const from = $from.before();
        tr.replaceWith(from, $from.after(), node);
        const body = from + 1 + (node.firstChild?.nodeSize ?? 0);
        tr.setSelection(TextSelection.near(tr.doc.resolve(body + 2)));
        this.editor.view.dispatch(tr.scrollIntoView());
        return true;
      },
    };
  },
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        key: new PluginKey('clickBelow'),
        view(view) {
          const { ownerDocument } = view.dom;
          let pressed: EventTarget | null = null;
          const press = (event: MouseEvent) => {
            pressed = event.target;
          };
          const click = (event: MouseEvent) => {
            // Pressed elsewhere, it ends a selection that was drawn with the pointer.
            if (event.target === pressed && isEmptySpace(event.target, view.dom)) writeBelow(editor, event.clientY);
          };
          ownerDocument.addEventListener('mousedown', press);
          ownerDocument.addEventListener('click', click);
          return {
            destroy() {
              ownerDocument.removeEventListener('mousedown', press);
              ownerDocument.removeEventListener('click', click);
            },
          };
        },
      }),
    ];
  },
});
