import { useQuery } from '@tanstack/react-query';
import { Laptop } from 'lucide-react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/index.ts';
import { Button } from '../../../ui/button.tsx';
import { SkeletonRows } from '../../../ui/skeleton.tsx';
import { Time } from '../../../ui/time.tsx';
import { toast } from '../../../ui/toast.tsx';
import { deviceName } from '../device-name.ts';
import { sessionsQuery } from '../queries.ts';
import { SettingsSection } from './section.tsx';

export function SessionSettings() {
  const { data, isError } = useQuery(sessionsQuery);
  // This device first, then the one that was here last.
  const sessions = data?.items.toSorted(
    (a, b) => Number(b.current) - Number(a.current) || Date.parse(b.lastSeenAt) - Date.parse(a.lastSeenAt),
  );
  const end = async (id: string) => {
    try {
      await api.me.endSession(id);
    } catch {
      toast({ tone: 'critical', text: t('settings.session_failed') });
    }
    await queryClient.invalidateQueries({ queryKey: ['sessions'] });
  };
  return (
    <SettingsSection title={t('settings.sessions')} lead={t('settings.sessions_lead')}>
      {sessions === undefined ? (
        isError ? (
          <p className="text-ink-soft">{t('list.failed')}</p>
        ) : (
          <SkeletonRows />
        )
      ) : (
        <ul className="divide-y divide-line rounded-xl ring-1 ring-line ring-inset">
          {sessions.map((session) => (
            <li key={session.id} className="flex items-center gap-3 px-4 py-3">
              <Laptop size={18} className="shrink-0 text-ink-faint" />
              <div className="min-w-0 flex-1">
                <div className="truncate" title={session.device}>
                  {deviceName(session.device)}
                </div>
                <div className="text-sm text-ink-soft">
                  {session.current ? t('settings.session_here') : t('settings.session_seen')}{' '}
                  {!session.current && <Time instant={session.lastSeenAt} />}
                </div>
              </div>
              {!session.current && <Button onClick={() => void end(session.id)}>{t('settings.session_end')}</Button>}
            </li>
          ))}
        </ul>
      )}
    </SettingsSection>
  );
}
