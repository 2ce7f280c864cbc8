import type { Editor } from '@tiptap/core';
import { ArrowDown, ArrowUp, Copy, CornerUpRight, Link, PaintRoller, Repeat2, Trash2 } from 'lucide-react';
import { pageAddress } from '@materi/editor';
import type { MenuEntry } from '../../../ui/menu.tsx';
import { keysText } from '../../../ui/keys.tsx';
import { deleteBlocks } from '../blocks/removing.ts';
import { TURNABLE_KINDS } from '../blocks/kinds.ts';
import { blockAnchor, duplicateRange, moveRange } from '../blocks/moving.ts';
import { turnRange } from '../blocks/turning.ts';
import type { BlockRange } from '../blocks/units.ts';
import { copyLink } from '../copy-text.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';
import { colourEntries } from './colour-entries.tsx';

interface BlockMenuNeeds {
  editor: Editor;
  box: HostBox;
  /** The blocks that the menu is about, as they are when something is chosen. */
  range(): BlockRange | null;
  moveToPage(): void;
}

/** Copies the address that leads to the first of these blocks. */
export async function copyBlockLink(editor: Editor, box: HostBox, range: BlockRange | null): Promise<void> {
  const node = range === null ? null : editor.state.doc.nodeAt(range.from);
  if (node === null) return;
  const address = new URL(pageAddress(box.current.documentId, blockAnchor(node)), location.href);
  await copyLink(address.href);
}

/** What can be done with blocks: the menu of their handle. */
export function blockMenu({ editor, box, range, moveToPage }: BlockMenuNeeds): MenuEntry[] {
  const now = range();
  const { doc } = editor.state;
  let hasText = false;
  if (now !== null && now.to <= doc.content.size) {
    doc.nodesBetween(now.from, now.to, (node) => {
      hasText ||= node.isTextblock;
      return !hasText;
    });
  }
  const withRange = (act: (at: BlockRange) => void) => () => {
    const at = range();
    if (at !== null) act(at);
  };
  const move = (direction: 'up' | 'down') =>
    withRange((at) => {
      const tr = moveRange(editor.state, at, direction);
      if (tr !== null) editor.view.dispatch(tr);
    });
  return [
    ...(hasText
      ? [
          {
            label: t('handle.turnInto'),
            icon: <Repeat2 size={16} />,
            entries: TURNABLE_KINDS.map((kind) => ({
              label: kind.label,
              icon: <kind.icon size={16} />,
              onSelect: withRange((at) => turnRange(editor, at, kind)),
            })),
          },
          { label: t('handle.colour'), icon: <PaintRoller size={16} />, entries: colourEntries(editor, range) },
          'line' as const,
        ]
      : []),
    {
      label: t('handle.duplicate'),
      icon: <Copy size={16} />,
      keys: keysText('Mod+D'),
      onSelect: withRange((at) => editor.view.dispatch(duplicateRange(editor.state, at))),
    },
    { label: t('handle.copyLink'), icon: <Link size={16} />, onSelect: () => void copyBlockLink(editor, box, range()) },
    { label: t('handle.moveToPage'), icon: <CornerUpRight size={16} />, onSelect: moveToPage },
    { label: t('handle.moveUp'), icon: <ArrowUp size={16} />, keys: keysText('Alt+↑'), onSelect: move('up') },
    { label: t('handle.moveDown'), icon: <ArrowDown size={16} />, keys: keysText('Alt+↓'), onSelect: move('down') },
    'line',
    {
      label: t('handle.delete'),
      icon: <Trash2 size={16} />,
      keys: keysText('Del'),
      critical: true,
      onSelect: withRange((at) => {
        const { tr } = editor.state;
        deleteBlocks(tr, at);
        editor.view.dispatch(tr.scrollIntoView());
      }),
    },
  ];
}
