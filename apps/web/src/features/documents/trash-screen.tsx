import type { Document } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { RotateCcw, Trash2 } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { api } from '../../api.ts';
import { folded } from '../../messages/folded.ts';
import { t } from '../../messages/history.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { TextInput } from '../../ui/field.tsx';
import { focusMainWhenLost } from '../../ui/focus-main.ts';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { openDialog } from '../frame/dialog-store.ts';
import { Screen, ScreenTitle } from '../frame/top-bar.tsx';
import { useMe } from '../frame/workspace.ts';
import { canEdit } from '../identity/roles.ts';
import { refreshLists } from './cache.ts';
import { PageIcon } from './page-icon.tsx';
import { destroyPage, restorePage } from './pages.ts';
import { trashQuery } from './queries.ts';

type Asked = { kind: 'one'; page: Document } | { kind: 'all' } | null;

/** `/w/$workspaceId/trash`: what was thrown away, to take back or to destroy. */
export function TrashScreen() {
  const { workspaceId } = useParams({ from: '/app/w/$workspaceId/trash' });
  const me = useMe();
  const { data, isError, refetch } = useQuery(trashQuery(workspaceId));
  const [asked, setAsked] = useState<Asked>(null);
  const mayEdit = canEdit(me.workspaces.find((one) => one.id === workspaceId)?.role ?? 'viewer');
  const [words, setWords] = useState('');
  const note = useId();
  const found = data?.items.filter((page) => folded(page.title || t('page.untitled')).includes(folded(words.trim())));
  // The row that was restored or destroyed is gone, and the button with it.
  useEffect(focusMainWhenLost, [data]);
  useEffect(() => {
    document.title = `${t('trash.title')} · Materi`;
  }, []);

  /** Says where it went: to the top, when the page above it is no longer there. */
  const takeBack = async (page: Document) => {
    const restored = await restorePage(workspaceId, page.id);
    if (restored === null) return;
    const title = restored.title || t('page.untitled');
    const moved = restored.parentId !== page.parentId;
    toast({
      key: `restore-${page.id}`,
      text: moved ? t('trash.restored_to_top', { title }) : t('trash.restored_place', { title }),
      ...(moved
        ? {
            action: {
              label: t('trash.choose_place'),
              onSelect: () => openDialog({ kind: 'move', documentId: page.id }),
            },
          }
        : {}),
    });
  };

  const empty = async () => {
    try {
      const { destroyed } = await api.workspaces.emptyTrash(workspaceId);
      toast({ text: t('trash.emptied', { count: destroyed }) });
    } catch {
      toast({ tone: 'critical', text: t('trash.destroy_failed') });
    }
    refreshLists(workspaceId, 'trash');
  };

  return (
    <Screen
      title={t('trash.title')}
      actions={
        mayEdit && data !== undefined && data.items.length > 0 ? (
          <Button onClick={() => setAsked({ kind: 'all' })}>{t('trash.empty')}</Button>
        ) : undefined
      }
    >
      <ScreenTitle>{t('trash.title')}</ScreenTitle>
      {data === undefined ? (
        isError ? (
          <Notice
            title={t('list.failed')}
            action={<Button onClick={() => void refetch()}>{t('action.try_again')}</Button>}
          />
        ) : (
          <SkeletonRows rows={5} />
        )
      ) : data.items.length === 0 ? (
        <Notice icon={<Trash2 size={32} strokeWidth={1.4} />} title={t('trash.nothing')}>
          {t('trash.nothing_detail')}
        </Notice>
      ) : (
        <>
          <p id={note} className="mb-3 text-ink-soft">
            {t('trash.kept')}
          </p>
          <TextInput
            type="search"
            aria-label={t('trash.search')}
            placeholder={t('trash.search')}
            aria-describedby={note}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            className="mb-3"
          />
          <p role="status" className="text-ink-soft">
            {found?.length === 0 && t('trash.no_match')}
          </p>
          <ul className="-mx-2.5">
            {found?.map((page) => (
              <li key={page.id} className="flex min-h-11 items-center gap-2.5 rounded-lg px-2.5 py-1 hover:bg-hover">
                <PageIcon icon={page.icon} className="text-page" />
                <div className="min-w-0 flex-1">
                  <Link to="/d/$documentId" params={{ documentId: page.id }} className="block truncate font-medium">
                    {page.title || t('page.untitled')}
                  </Link>
                  {page.trashedAt !== null && (
                    <span className="block truncate text-sm text-ink-soft">
                      <Time instant={page.trashedAt} />{' '}
                      {page.trashedBy !== null && t('trash.by', { name: page.trashedBy.name })}
                    </span>
                  )}
                </div>
                {mayEdit && (
                  <>
                    <Button look="quiet" icon={<RotateCcw size={15} />} onClick={() => void takeBack(page)}>
                      {t('trash.restore')}
                    </Button>
                    <IconButton label={t('trash.destroy')} onClick={() => setAsked({ kind: 'one', page })}>
                      <Trash2 size={15} />
                    </IconButton>
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <Confirm
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        title={asked?.kind === 'all' ? t('trash.empty_ask') : t('trash.destroy_ask')}
        description={t('trash.destroy_warning')}
        action={asked?.kind === 'all' ? t('trash.empty') : t('trash.destroy')}
        onConfirm={() => {
          if (asked?.kind === 'one') void destroyPage(workspaceId, asked.page.id);
          if (asked?.kind === 'all') void empty();
        }}
      />
    </Screen>
  );
}
