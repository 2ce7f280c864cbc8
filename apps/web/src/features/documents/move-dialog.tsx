import { ApiError } from '@materi/client';
import { useQuery } from '@tanstack/react-query';
import { ArrowUpToLine } from 'lucide-react';
import { useMemo, useState } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/exchange.ts';
import { Button } from '../../ui/button.tsx';
import { Actions, Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/field.tsx';
import { Palette } from '../../ui/palette.tsx';
import { PickList } from '../../ui/pick-list.tsx';
import { toast } from '../../ui/toast.tsx';
import { useMe } from '../frame/workspace.ts';
import { FormError } from '../identity/entry-page.tsx';
import { canEdit } from '../identity/roles.ts';
import { refreshLists } from './cache.ts';
import { findPages } from './find-pages.ts';
import { PageIcon } from './page-icon.tsx';
import { movePage } from './pages.ts';
import { documentKey, treeQuery } from './queries.ts';
import { ancestors, indexTree, isWithin, visibleRows } from './tree.ts';

const NOTHING: never[] = [];

interface Props {
  workspaceId: string;
  documentId: string;
  onClose(): void;
}

/** Moves a page under another, without dragging: in its workspace, or to another one. */
export function MoveDialog({ workspaceId, documentId, onClose }: Props) {
  const [query, setQuery] = useState('');
  const [targetId, setTargetId] = useState(workspaceId);
  /** Where to in another workspace; asked once more, because people may lose access. */
  const [wanted, setWanted] = useState<{ parentId: string | null } | null>(null);
  const workspaces = useMe().workspaces.filter((one) => canEdit(one.role));
  const { data: own = NOTHING } = useQuery(treeQuery(workspaceId));
  const { data: items = NOTHING } = useQuery(treeQuery(targetId));
  const elsewhere = targetId !== workspaceId;
  const tree = indexTree(items);
  const node = indexTree(own).byId.get(documentId);
  const name = node?.title || t('page.untitled');
  const title = t('move.title', { title: name });
  const move = (parentId: string | null) => {
    if (elsewhere) return setWanted({ parentId });
    onClose();
    void movePage(workspaceId, documentId, { parentId, beforeId: null });
  };
  // In the order of the sidebar, everything unfolded.
  const places = useMemo(
    () =>
      visibleRows(tree, new Set(tree.byId.keys()))
        .map((row) => row.node)
        .filter((one) => elsewhere || (one.id !== node?.parentId && !isWithin(tree, one.id, documentId))),
    [tree, node?.parentId, documentId, elsewhere],
  );
  const target = workspaces.find((one) => one.id === targetId);
  if (wanted !== null && target !== undefined) {
    return (
      <MoveElsewhere
        from={workspaceId}
        documentId={documentId}
        title={name}
        target={target}
        parentId={wanted.parentId}
        onClose={onClose}
      />
    );
  }
  return (
    <Palette title={title} onClose={onClose}>
      {workspaces.length > 1 && (
        <div className="flex items-center gap-3 px-4 pt-3 text-ink-soft">
          <span aria-hidden>{t('move.workspace')}</span>
          <Select
            aria-label={t('move.workspace')}
            value={targetId}
            onChange={(event) => setTargetId(event.target.value)}
            className="min-w-0 flex-1"
          >
            {workspaces.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </Select>
        </div>
      )}
      <PickList
        label={title}
        query={query}
        onQuery={setQuery}
        nothing={t('switcher.nothing')}
        items={[
          ...(query.trim() === '' && (elsewhere || node?.parentId !== null)
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

interface ElsewhereProps {
  from: string;
  documentId: string;
  title: string;
  target: { id: string; name: string };
  parentId: string | null;
  onClose(): void;
}

/** Says what moving to another workspace means, then does it. */
function MoveElsewhere({ from, documentId, title, target, parentId, onClose }: ElsewhereProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { data: effects, error } = useQuery({
    queryKey: ['move-effects', documentId, target.id],
    queryFn: () => api.documents.moveEffects(documentId, target.id),
    staleTime: 0,
  });
  const move = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const moved = await api.documents.move(documentId, { workspaceId: target.id, parentId });
      queryClient.setQueryData(documentKey(documentId), moved);
      for (const workspaceId of [from, target.id]) refreshLists(workspaceId, 'tree', 'recent', 'favourites');
      // The pages below went along.
      void queryClient.invalidateQueries({ queryKey: ['document'] });
      toast({ tone: 'positive', text: t('move.done', { workspace: target.name }) });
      onClose();
    } catch (problem) {
      const detail = problem instanceof ApiError ? problem.message : t('error.unexpected');
      setFailure(`${t('move.failed_workspace')} ${detail}`);
      setBusy(false);
    }
  };
  return (
    <Dialog open onOpenChange={onClose} title={t('move.to_workspace', { title, workspace: target.name })}>
      <div className="flex flex-col gap-3 pt-2" aria-live="polite">
        {effects !== undefined && (
          <>
            <p>{t('move.effects', { documents: effects.documents })}</p>
            {effects.losing.length === 0 ? (
              <p className="text-ink-soft">{t('move.nobody_loses')}</p>
            ) : (
              <p>
                <span className="font-medium">{t('move.losing', { count: effects.losing.length })}</span>
                {effects.losing.map((person) => person.name).join(', ')}
              </p>
            )}
          </>
        )}
        <FormError text={failure ?? (error instanceof ApiError ? error.message : null)} />
      </div>
      <Actions>
        <Button onClick={onClose}>{t('action.cancel')}</Button>
        <Button look="primary" onClick={() => void move()} busy={busy || effects === undefined}>
          {t('move.confirm')}
        </Button>
      </Actions>
    </Dialog>
  );
}
