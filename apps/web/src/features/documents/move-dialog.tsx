import { useQuery } from '@tanstack/react-query';
import { ArrowUpToLine } from 'lucide-react';
import { useMemo, useState } from 'react';
import { t } from '../../messages/index.ts';
import { Palette } from '../../ui/palette.tsx';
import { PickList } from '../../ui/pick-list.tsx';
import { findPages } from './find-pages.ts';
import { PageIcon } from './page-icon.tsx';
import { movePage } from './pages.ts';
import { treeQuery } from './queries.ts';
import { ancestors, indexTree, isWithin, visibleRows } from './tree.ts';

const NOTHING: never[] = [];

interface Props {
  workspaceId: string;
  documentId: string;
  onClose(): void;
}

/** Moves a page under another, without dragging. */
export function MoveDialog({ workspaceId, documentId, onClose }: Props) {
  const [query, setQuery] = useState('');
  const { data: items = NOTHING } = useQuery(treeQuery(workspaceId));
  const tree = indexTree(items);
  const node = tree.byId.get(documentId);
  const title = t('move.title', { title: node?.title || t('page.untitled') });
  const move = (parentId: string | null) => {
    onClose();
    void movePage(workspaceId, documentId, { parentId, beforeId: null });
  };
  // In the order of the sidebar, everything unfolded.
  const places = useMemo(
    () =>
      visibleRows(tree, new Set(tree.byId.keys()))
        .map((row) => row.node)
        .filter((one) => one.id !== node?.parentId && !isWithin(tree, one.id, documentId)),
    [tree, node?.parentId, documentId],
  );
  return (
    <Palette title={title} onClose={onClose}>
      <PickList
        label={title}
        query={query}
        onQuery={setQuery}
        nothing={t('switcher.nothing')}
        items={[
          ...(query.trim() === '' && node?.parentId !== null
            ? [
                {
                  key: 'top',
                  icon: <ArrowUpToLine className="size-5 shrink-0 p-0.5 text-ink-faint" />,
                  label: t('move.top'),
                  onPick: () => move(null),
                },
              ]
            : []),
          ...findPages(places, query, 50).map((place) => ({
            key: place.id,
            icon: <PageIcon icon={place.icon} />,
            label: place.title || t('page.untitled'),
            detail: ancestors(tree, place.id)
              .map((one) => one.title || t('page.untitled'))
              .join(' / '),
            onPick: () => move(place.id),
          })),
        ]}
      />
    </Palette>
  );
}
