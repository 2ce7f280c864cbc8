import type { Document } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { RotateCcw, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { api } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
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
  useEffect(() => {
    document.title = `${t('trash.title')} · Materi`;
  }, []);

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
        <ul className="-mx-2.5">
          {data.items.map((page) => (
            <li key={page.id} className="flex min-h-11 items-center gap-2.5 rounded-lg px-2.5 hover:bg-hover">
              <PageIcon icon={page.icon} className="text-page" />
              <Link
                to="/d/$documentId"
                params={{ documentId: page.id }}
                className="min-w-0 flex-1 truncate font-medium"
              >
                {page.title || t('page.untitled')}
              </Link>
              {page.trashedAt !== null && (
                <Time instant={page.trashedAt} className="shrink-0 text-sm text-ink-faint max-sm:hidden" />
              )}
              {mayEdit && (
                <>
                  <Button
                    look="quiet"
                    icon={<RotateCcw size={15} />}
                    onClick={() => void restorePage(workspaceId, page.id)}
                  >
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
