import { useInfiniteQuery } from '@tanstack/react-query';
import { numberFormat } from '../../messages/format.ts';
import { t } from '../../messages/index.ts';
import { inboxQuery } from './queries.ts';

function useUnread(workspaceId: string): number {
  const { data } = useInfiniteQuery(inboxQuery(workspaceId));
  return data?.pages[0]?.unread ?? 0;
}

/** How many lines of the inbox were not read, as part of the link to it; nothing when that is none. */
export function UnreadCount({ workspaceId }: { workspaceId: string }) {
  const unread = useUnread(workspaceId);
  if (unread === 0) return null;
  return (
    <span className="tabular rounded-full bg-accent px-1.5 text-xs font-medium text-accent-ink">
      <span aria-hidden>{numberFormat({ notation: 'compact' }).format(unread)}</span>
      <span className="sr-only">{t('inbox.unread', { count: unread })}</span>
    </span>
  );
}

/** Says to screen readers when something arrives. */
export function UnreadNews({ workspaceId }: { workspaceId: string }) {
  const unread = useUnread(workspaceId);
  return (
    <p role="status" className="sr-only">
      {unread > 0 && `${t('inbox.title')}: ${t('inbox.unread', { count: unread })}`}
    </p>
  );
}
