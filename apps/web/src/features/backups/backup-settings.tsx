import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { t } from '../../messages/settings.ts';
import { Time } from '../../ui/time.tsx';
import { Rows } from '../identity/settings/rows.tsx';
import { SettingsSection } from '../identity/settings/section.tsx';
import { BackupList } from './backup-list.tsx';
import { BackupNow } from './backup-now.tsx';
import { BackupSchedule } from './backup-schedule.tsx';
import { backupsQuery, backupStateQuery } from './queries.ts';
import { RecoveryPassphrase } from './recovery-passphrase.tsx';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Backups of the whole instance, for those who run it. */
export function BackupSettings() {
  const state = useQuery(backupStateQuery);
  const list = useQuery(backupsQuery);
  const newest = list.data?.items[0];
  const isOld = newest !== undefined && Date.now() - Date.parse(newest.createdAt) > WEEK_MS;
  return (
    <>
      <SettingsSection title={t('settings.backups')} lead={t('backups.lead')}>
        <div className="flex flex-col gap-4">
          {list.data !== undefined && (
            <p>
              {newest === undefined ? (
                t('backups.never')
              ) : (
                <>
                  {t('backups.last')} <Time instant={newest.createdAt} />.
                </>
              )}
            </p>
          )}
          {isOld && <Warning text={t('backups.old')} />}
          {state.data?.lastFailure != null && (
            <Warning text={t('backups.failed', { detail: state.data.lastFailure.detail })} />
          )}
          <BackupNow running={state.data?.running ?? null} />
        </div>
      </SettingsSection>
      {state.data === undefined ? (
        <div className="mb-10">
          <Rows items={undefined} failed={state.isError} retry={() => void state.refetch()} empty="">
            {() => null}
          </Rows>
        </div>
      ) : (
        <>
          <RecoveryPassphrase isSet={state.data.holdsKey} />
          <BackupSchedule state={state.data} />
          <BackupList folder={state.data.folder} />
        </>
      )}
      <SettingsSection title={t('backups.restore')} lead={t('backups.restore_lead')}>
        <code dir="ltr" className="block rounded-md bg-sunken px-3 py-2 font-mono text-xs wrap-anywhere">
          ./materi restore {newest?.name ?? 'materi-….tar'} --data ./data --passphrase-stdin
        </code>
        <p className="mt-3 text-sm text-ink-soft">{t('backups.secret')}</p>
      </SettingsSection>
    </>
  );
}

function Warning({ text }: { text: string }) {
  return (
    <p role="status" className="flex gap-2 rounded-md bg-caution-soft px-3 py-2.5 text-caution">
      <TriangleAlert size={16} aria-hidden className="mt-0.5 shrink-0" />
      <span className="min-w-0 wrap-anywhere">{text}</span>
    </p>
  );
}
