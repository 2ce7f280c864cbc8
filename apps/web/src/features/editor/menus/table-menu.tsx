import type { Editor } from '@tiptap/core';
import { BubbleMenu } from '@tiptap/react/menus';
import {
  BetweenHorizontalEnd,
  BetweenHorizontalStart,
  BetweenVerticalEnd,
  BetweenVerticalStart,
  Columns3,
  Ellipsis,
  PanelTop,
  Rows3,
  Trash2,
} from 'lucide-react';
import { IconButton } from '../../../ui/button.tsx';
import { Menu } from '../../../ui/menu.tsx';
import { t } from '../messages.ts';

/** The box of the table that the caret is in. */
function tableRect(editor: Editor): DOMRect | null {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name !== 'table') continue;
    const dom = editor.view.nodeDOM($from.before(depth));
    return dom instanceof HTMLElement ? dom.getBoundingClientRect() : null;
  }
  return null;
}

/** Rows and columns of the table at the caret. */
export function TableMenu({ editor }: { editor: Editor }) {
  const run = (act: (chain: ReturnType<Editor['chain']>) => ReturnType<Editor['chain']>) => () =>
    void act(editor.chain().focus()).run();
  return (
    <BubbleMenu
      editor={editor}
      pluginKey="tableMenu"
      className="text-menu"
      updateDelay={0}
      getReferencedVirtualElement={() => {
        const rect = tableRect(editor);
        return rect === null ? null : { getBoundingClientRect: () => rect };
      }}
      options={{ placement: 'bottom-start', offset: 6, flip: false, shift: { padding: 8 } }}
      shouldShow={({ editor: current, state }) =>
        current.isEditable &&
        current.isActive('table') &&
        current.view.hasFocus() &&
        (state.selection.empty || !('node' in state.selection))
      }
    >
      <div
        className="menu-row"
        role="toolbar"
        aria-label={t('table.label')}
        onMouseDown={(event) => event.preventDefault()}
      >
        <IconButton small label={t('table.addRow')} onClick={run((chain) => chain.addRowAfter())}>
          <Rows3 size={16} />
        </IconButton>
        <IconButton small label={t('table.addColumn')} onClick={run((chain) => chain.addColumnAfter())}>
          <Columns3 size={16} />
        </IconButton>
        <IconButton small label={t('table.header')} onClick={run((chain) => chain.toggleHeaderRow())}>
          <PanelTop size={16} />
        </IconButton>
        <Menu
          entries={[
            {
              label: t('table.rowAbove'),
              icon: <BetweenHorizontalEnd size={16} />,
              onSelect: run((c) => c.addRowBefore()),
            },
            {
              label: t('table.rowBelow'),
              icon: <BetweenHorizontalStart size={16} />,
              onSelect: run((c) => c.addRowAfter()),
            },
            {
              label: t('table.columnLeft'),
              icon: <BetweenVerticalEnd size={16} />,
              onSelect: run((c) => c.addColumnBefore()),
            },
            {
              label: t('table.columnRight'),
              icon: <BetweenVerticalStart size={16} />,
              onSelect: run((c) => c.addColumnAfter()),
            },
            'line',
            { label: t('table.deleteRow'), onSelect: run((c) => c.deleteRow()) },
            { label: t('table.deleteColumn'), onSelect: run((c) => c.deleteColumn()) },
            {
              label: t('table.delete'),
              icon: <Trash2 size={16} />,
              critical: true,
              onSelect: run((c) => c.deleteTable()),
            },
          ]}
        >
          <IconButton small label={t('table.menu')}>
            <Ellipsis size={16} />
          </IconButton>
        </Menu>
      </div>
    </BubbleMenu>
  );
}
