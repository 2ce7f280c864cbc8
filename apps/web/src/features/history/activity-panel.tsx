import type { Activity } from '@materi/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Activity as ActivityIcon } from 'lucide-react';
import { t } from '../../messages/history.ts';
import { Avatar, AvatarsTogether } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import type { PanelProps } from '../frame/panels.tsx';
import { namesOf } from './names.ts';
import { activityQuery } from './queries.ts';

function sentenceOf({ kind, people, title, parent }: Activity): string {
  const names = namesOf(people);
  switch (kind) {
    case 'renamed':
    case 'version_named':
      return t(`activity.${kind}`, { people: names, title: title ?? '' });
    case 'moved':
      return t('activity.moved', { people: names, place: parent === null ? null : parent.title || t('page.untitled') });
    default:
      return t(`activity.${kind}`, { people: names });
  }
}

/** The panel with what happened to the page, and who did it. */
export default function ActivityPanel({ documentId }: PanelProps) {
  const query = useInfiniteQuery(activityQuery(documentId));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (query.data === undefined) {
    if (!query.isError) return <SkeletonRows rows={6} />;
    return (
      <Notice
        title={t('activity.failed')}
        action={<Button onClick={() => void query.refetch()}>{t('action.try_again')}</Button>}
      />
    );
  }
  if (items.length === 0) {
    return <Notice icon={<ActivityIcon size={30} strokeWidth={1.4} />} title={t('activity.empty')} />;
  }
  return (
    <div className="flex flex-col gap-3 px-4 pb-8">
      <ol className="flex flex-col gap-4 pt-1">
        <AvatarsTogether ids={items.flatMap(({ people }) => people.map(({ id }) => id))}>
          {items.map((entry) => (
            <li key={entry.id} className="flex gap-3">
              {entry.people[0] === undefined ? (
                <span className="size-6 shrink-0" />
              ) : (
                <Avatar small id={entry.people[0].id} name={entry.people[0].name} picture={entry.people[0].picture} />
              )}
              <div className="min-w-0 flex-1">
                <p className="wrap-anywhere">{sentenceOf(entry)}</p>
                <p className="flex flex-wrap gap-x-2 text-sm text-ink-soft">
                  <Time instant={entry.endedAt} />
                  {entry.versionId !== null && entry.kind === 'edited' && (
                    <Link
                      to="/d/$documentId"
                      params={{ documentId }}
                      search={(before) => ({ ...before, version: entry.versionId ?? undefined, changes: 'before' })}
                      className="text-accent underline-offset-2 hover:underline"
                    >
                      {t('activity.see')}
                    </Link>
                  )}
                </p>
              </div>
            </li>
          ))}
        </AvatarsTogether>
      </ol>
      {query.hasNextPage && (
        <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('activity.older')}
        </Button>
      )}
    </div>
  );
}
