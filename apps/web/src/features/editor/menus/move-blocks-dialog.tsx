import type { Editor } from '@tiptap/core';
import { FileText } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Palette } from '../../../ui/palette.tsx';
import { PickList } from '../../../ui/pick-list.tsx';
import { toast } from '../../../ui/toast.tsx';
import { BlockSelection, countBlocks } from '../blocks/block-selection.ts';
import { moveToPage } from '../blocks/move-to-page.ts';
import type { BlockRange } from '../blocks/units.ts';
import type { PageLinkTarget } from '../contract.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';

interface Props {
  editor: Editor;
  box: HostBox;
  range: BlockRange;
  onClose(): void;
}

/** Asks for the page to which blocks are to go. */
export function MoveBlocksDialog({ editor, box, range, onClose }: Props) {
  const [query, setQuery] = useState('');
  const [pages, setPages] = useState<PageLinkTarget[]>([]);
  useEffect(() => {
    let wanted = true;
    box.current.searchPages(query).then(
      (found) => wanted && setPages(found),
      () => wanted && setPages([]),
    );
    return () => {
      wanted = false;
    };
  }, [query, box]);

  const move = async (page: PageLinkTarget) => {
    onClose();
    const count = countBlocks(BlockSelection.create(editor.state.doc, range.from, range.to));
    const title = page.title || t('page.untitled');
    try {
      await moveToPage(editor, range, box.current.holdPage(page.id));
      toast({
        text: t('move.done', { count, title }),
        action: { label: t('move.open'), onSelect: () => box.current.openPage(page.id) },
      });
    } catch {
      toast({ tone: 'critical', text: t('move.failed', { title }) });
    }
    if (!editor.isDestroyed) editor.commands.focus(null, { scrollIntoView: false });
  };
  return (
    <Palette title={t('move.title')} onClose={onClose}>
      <PickList
        label={t('move.title')}
        query={query}
        onQuery={setQuery}
        nothing={t('page.none')}
        items={pages.map((page) => ({
          key: page.id,
          icon: page.icon === null ? <FileText size={16} className="text-ink-faint" /> : <span>{page.icon}</span>,
          label: page.title || t('page.untitled'),
          onPick: () => void move(page),
        }))}
      />
    </Palette>
  );
}
