import { useQuery } from '@tanstack/react-query';
import { Laptop, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { Confirm } from '../../../ui/dialog.tsx';
import { Time } from '../../../ui/time.tsx';
import { toast } from '../../../ui/toast.tsx';
import { deviceName } from '../device-name.ts';
import { sessionsQuery } from '../queries.ts';
import { attempt } from './attempt.ts';
import { Rows } from './rows.tsx';
import { SettingsSection } from './section.tsx';

const refresh = () => queryClient.invalidateQueries({ queryKey: ['sessions'] });
const isPhone = (device: string) => /iPhone|Android|iPad/.test(device);

export function SessionSettings() {
  const { data, isError, refetch } = useQuery(sessionsQuery);
  const [asks, setAsks] = useState(false);
  // This device first, then the one that was here last.
  const sessions = data?.items.toSorted(
    (a, b) => Number(b.current) - Number(a.current) || Date.parse(b.lastSeenAt) - Date.parse(a.lastSeenAt),
  );
  const end = async (id: string) => {
    await attempt(() => api.me.endSession(id));
    await refresh();
  };
  const endOthers = async () => {
    if (await attempt(() => api.me.endOtherSessions())) toast({ tone: 'positive', text: t('sessions.ended_others') });
    await refresh();
  };
  return (
    <SettingsSection title={t('settings.sessions')} lead={t('settings.sessions_lead')}>
      {sessions !== undefined && sessions.length > 1 && (
        <Button className="mb-4" onClick={() => setAsks(true)}>
          {t('sessions.end_others')}
        </Button>
      )}
      <Rows items={sessions} failed={isError} retry={() => void refetch()} empty="">
        {(session) => (
          <li key={session.id} className="flex items-center gap-3 px-4 py-3">
            {isPhone(session.device) ? (
              <Smartphone size={18} aria-hidden className="shrink-0 text-ink-faint" />
            ) : (
              <Laptop size={18} aria-hidden className="shrink-0 text-ink-faint" />
            )}
            <div className="min-w-0 flex-1">
              <div className="truncate" title={session.device}>
                {deviceName(session.device) || t('sessions.unknown')}
              </div>
              <div className="text-sm text-ink-soft">
                {session.current ? t('settings.session_here') : t('settings.session_seen')}{' '}
                {!session.current && <Time instant={session.lastSeenAt} />}
                {session.address !== null && session.address !== '' && (
                  <> {t('sessions.from', { address: session.address })}</>
                )}
              </div>
            </div>
            {!session.current && <Button onClick={() => void end(session.id)}>{t('settings.session_end')}</Button>}
          </li>
        )}
      </Rows>
      <Confirm
        open={asks}
        onOpenChange={setAsks}
        title={t('sessions.end_others_ask')}
        description={t('sessions.end_others_detail')}
        action={t('sessions.end_others')}
        onConfirm={() => void endOthers()}
      />
    </SettingsSection>
  );
}
