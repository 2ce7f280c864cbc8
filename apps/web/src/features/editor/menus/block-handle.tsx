import type { Editor } from '@tiptap/core';
import type { NestedOptions } from '@tiptap/extension-drag-handle';
import { DragHandle } from '@tiptap/extension-drag-handle-react';
import { NodeSelection } from '@tiptap/pm/state';
import { ArrowDown, ArrowUp, Copy, GripVertical, Link, Plus, Trash2 } from 'lucide-react';
import { useCallback, useRef, useState } from 'react';
import { pageAddress } from '@materi/editor';
import { Menu, type MenuEntry } from '../../../ui/menu.tsx';
import { TURNABLE_KINDS } from '../blocks/kinds.ts';
import { addBelow, blockAnchor, type BlockPlace, deleteBlock, duplicateBlock, moveBlock } from '../blocks/moving.ts';
import { copyText } from '../copy-text.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages.ts';
import { keysText } from './text-menu.tsx';

const POSITION = { placement: 'left-start', strategy: 'absolute' } as const;
/** Items of lists and blocks of quotes have handles of their own; what is in a table has not. */
const NESTED: NestedOptions = {
  edgeDetection: 'none',
  rules: [
    {
      id: 'whole-tables',
      evaluate: ({ $pos, node }) => {
        for (let depth = $pos.depth; depth > 0; depth -= 1) {
          if ($pos.node(depth).type.name === 'table' && $pos.node(depth) !== node) return 1000;
        }
        return 0;
      },
    },
  ],
};

/** The handle beside the block under the pointer: drag it to move the block, press it for what can be done with it. */
export function BlockHandle({ editor, box }: { editor: Editor; box: HostBox }) {
  const place = useRef<BlockPlace | null>(null);
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [besideItem, setBesideItem] = useState(false);
  const onNodeChange = useCallback(({ node, pos }: { node: BlockPlace['node'] | null; pos: number }) => {
    place.current = node === null || pos < 0 ? null : { node, position: pos };
    setBesideItem(node?.type.name === 'listItem');
  }, []);
  const withPlace = (act: (at: BlockPlace) => void) => () => {
    const at = place.current;
    const node = at === null ? null : editor.state.doc.nodeAt(at.position);
    if (at !== null && node !== null) act({ position: at.position, node });
  };
  const isText = place.current?.node.isTextblock === true;
  const entries: MenuEntry[] = [
    ...(isText
      ? [
          { heading: t('handle.turnInto') },
          ...TURNABLE_KINDS.filter(({ id }) => id !== 'heading4').map((kind) => ({
            label: kind.label,
            icon: <kind.icon size={16} />,
            onSelect: withPlace(
              ({ position }) =>
                void kind
                  .turn?.(
                    editor
                      .chain()
                      .focus(position + 1)
                      .clearNodes(),
                  )
                  .run(),
            ),
          })),
          'line' as const,
        ]
      : []),
    {
      label: t('handle.duplicate'),
      icon: <Copy size={16} />,
      keys: keysText('Mod+Shift+D'),
      onSelect: withPlace((at) => void duplicateBlock(editor, at)),
    },
    {
      label: t('handle.moveUp'),
      icon: <ArrowUp size={16} />,
      keys: keysText('Alt+↑'),
      onSelect: withPlace((at) => void moveBlock(editor, at, 'up')),
    },
    {
      label: t('handle.moveDown'),
      icon: <ArrowDown size={16} />,
      keys: keysText('Alt+↓'),
      onSelect: withPlace((at) => void moveBlock(editor, at, 'down')),
    },
    {
      label: t('handle.copyLink'),
      icon: <Link size={16} />,
      onSelect: withPlace(({ node }) => {
        const address = new URL(pageAddress(box.current.documentId, blockAnchor(node)), location.href);
        void copyText(address.href).then((copied) =>
          box.current.say(t(copied ? 'handle.linkCopied' : 'handle.linkNotCopied')),
        );
      }),
    },
    'line',
    {
      label: t('handle.delete'),
      icon: <Trash2 size={16} />,
      critical: true,
      onSelect: withPlace((at) => void deleteBlock(editor, at)),
    },
  ];
  return (
    <DragHandle
      editor={editor}
      className={besideItem ? 'block-handle is-beside-item' : 'block-handle'}
      nested={NESTED}
      computePositionConfig={POSITION}
      onNodeChange={onNodeChange}
    >
      <button
        type="button"
        className="block-handle-button"
        aria-label={t('handle.add')}
        onClick={withPlace((at) => addBelow(editor, at))}
      >
        <Plus size={16} />
      </button>
      <Menu
        entries={entries}
        onOpenChange={(next) => {
          setOpen(next);
          editor.commands.setMeta('lockDragHandle', next);
          if (next) {
            withPlace(({ position }) => {
              editor.view.dispatch(editor.state.tr.setSelection(NodeSelection.create(editor.state.doc, position)));
            })();
          }
        }}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          editor.commands.focus();
        }}
      >
        {/* The menu hangs here. It would open with the press that begins a drag, so the grip opens it with a click. */}
        <button ref={anchor} type="button" tabIndex={-1} aria-hidden className="block-handle-anchor" />
      </Menu>
      <button
        type="button"
        className="block-handle-button is-grip"
        aria-label={t('handle.label')}
        aria-haspopup="menu"
        aria-expanded={open}
        data-open={open}
        onClick={() => anchor.current?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))}
      >
        <GripVertical size={16} />
      </button>
    </DragHandle>
  );
}
