import type { Notification } from '@materi/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { AtSign, CheckCheck, Inbox, Mail, MailOpen } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { api } from '../../api.ts';
import { t } from '../../messages/history.ts';
import { Avatar, AvatarsTogether } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { toast } from '../../ui/toast.tsx';
import { Screen, ScreenTitle } from '../frame/top-bar.tsx';
import { namesOf } from '../history/names.ts';
import { inboxQuery, refreshInbox } from './queries.ts';

async function change(workspaceId: string, send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch {
    toast({ tone: 'critical', text: t('inbox.change_failed') });
  }
  await refreshInbox(workspaceId);
}

/** `/w/$workspaceId/inbox`: what is new on pages that the person follows, and where they are mentioned. */
export function InboxScreen() {
  const { workspaceId } = useParams({ from: '/app/w/$workspaceId/inbox' });
  const [unreadOnly, setUnreadOnly] = useState(false);
  const query = useInfiniteQuery(inboxQuery(workspaceId, unreadOnly));
  const list = useRef<HTMLUListElement>(null);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const unread = query.data?.pages[0]?.unread ?? 0;
  useEffect(() => {
    document.title = `${t('inbox.title')} · Materi`;
  }, []);

  /** The lines by keyboard: J and K walk, E marks. */
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      if (
        event.target instanceof HTMLElement &&
        event.target.closest('input, textarea, [role="dialog"], [role="tree"]')
      )
        return;
      const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-line]') ?? [])];
      const at = links.findIndex((link) => link.parentElement?.contains(document.activeElement) === true);
      if (event.key === 'j' || event.key === 'k') {
        event.preventDefault();
        links[Math.min(links.length - 1, Math.max(0, at + (event.key === 'j' ? 1 : -1)))]?.focus();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  return (
    <Screen
      title={t('inbox.title')}
      actions={
        unread > 0 ? (
          <Button
            icon={<CheckCheck size={15} />}
            onClick={() => void change(workspaceId, () => api.notifications.readAll(workspaceId))}
          >
            {t('inbox.read_all')}
          </Button>
        ) : undefined
      }
    >
      <ScreenTitle>{t('inbox.title')}</ScreenTitle>
      <div role="group" aria-label={t('inbox.title')} className="-ms-3 mb-3 flex gap-1">
        {[false, true].map((only) => (
          <Button
            key={String(only)}
            look="quiet"
            aria-pressed={unreadOnly === only}
            onClick={() => setUnreadOnly(only)}
          >
            {only ? t('inbox.only_unread') : t('inbox.all')}
          </Button>
        ))}
      </div>
      {query.data === undefined ? (
        query.isError ? (
          <Notice
            title={t('inbox.failed')}
            action={<Button onClick={() => void query.refetch()}>{t('action.try_again')}</Button>}
          />
        ) : (
          <SkeletonRows rows={5} />
        )
      ) : items.length === 0 ? (
        <Notice
          icon={<Inbox size={32} strokeWidth={1.4} />}
          title={unreadOnly ? t('inbox.nothing_unread') : t('inbox.empty')}
        >
          {unreadOnly ? undefined : t('inbox.empty_detail')}
        </Notice>
      ) : (
        <>
          <ul ref={list} className="-mx-2.5 flex flex-col">
            <AvatarsTogether ids={items.flatMap(({ people }) => people.map(({ id }) => id))}>
              {items.map((line) => (
                <Line key={line.id} line={line} />
              ))}
            </AvatarsTogether>
          </ul>
          <div className="mt-4 flex items-center justify-between gap-3">
            <p className="text-sm text-ink-soft max-md:hidden">{t('inbox.keys')}</p>
            {query.hasNextPage && (
              <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('inbox.older')}
              </Button>
            )}
          </div>
        </>
      )}
    </Screen>
  );
}

function Line({ line }: { line: Notification }) {
  const isNew = line.readAt === null;
  const title = line.title || t('page.untitled');
  const sentence = t(`inbox.${line.kind}`, { people: namesOf(line.people), title });
  const [first] = line.people;
  const mark = () => void change(line.workspaceId, () => api.notifications.mark(line.id, isNew));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'e' || event.metaKey || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    mark();
  };
  return (
    <li onKeyDown={onKeyDown} className="flex items-center gap-1 rounded-lg pe-1 hover:bg-hover">
      <Link
        data-line
        to="/d/$documentId"
        params={{ documentId: line.documentId }}
        {...(line.blockId === null ? {} : { hash: `b-${line.blockId}` })}
        className="flex min-h-13 min-w-0 flex-1 items-center gap-3 rounded-lg px-2.5 py-2"
      >
        <span aria-hidden className={classes('size-2 shrink-0 rounded-full', isNew && 'bg-accent')} />
        {line.kind === 'mentioned' ? (
          <span aria-hidden className="flex size-6 shrink-0 items-center justify-center rounded-full bg-sunken">
            <AtSign size={14} />
          </span>
        ) : (
          first && <Avatar small id={first.id} name={first.name} picture={first.picture} />
        )}
        <span className="min-w-0 flex-1">
          <span className={classes('block wrap-anywhere', isNew && 'font-medium')}>
            {sentence}
            {isNew && <span className="sr-only"> ({t('inbox.only_unread')})</span>}
          </span>
          <Time instant={line.at} className="text-sm text-ink-soft" />
        </span>
      </Link>
      {line.kind === 'edited' && line.versionId !== null && (
        <Link
          to="/d/$documentId"
          params={{ documentId: line.documentId }}
          search={{ panel: 'history', version: line.versionId, changes: 'before' }}
          className="flex min-h-8 items-center rounded-md px-2 text-sm text-accent underline-offset-2 hover:underline max-sm:hidden"
        >
          {t('inbox.see_changes')}
        </Link>
      )}
      <IconButton label={isNew ? t('inbox.mark_read') : t('inbox.mark_unread')} keys="E" onClick={mark}>
        {isNew ? <MailOpen size={15} /> : <Mail size={15} />}
      </IconButton>
    </li>
  );
}
