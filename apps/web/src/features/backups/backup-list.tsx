import type { Backup } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { Download, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { api, queryClient } from '../../api.ts';
import { fileSize } from '../../messages/file-size.ts';
import { dateFormat } from '../../messages/format.ts';
import { t } from '../../messages/settings.ts';
import { IconButton } from '../../ui/button.tsx';
import { Confirm } from '../../ui/dialog.tsx';
import { attempt } from '../identity/settings/attempt.ts';
import { Rows } from '../identity/settings/rows.tsx';
import { SettingsSection } from '../identity/settings/section.tsx';
import { backupsQuery } from './queries.ts';

/** Fetches through the browser's own downloads: the file may be larger than its memory. */
function download(name: string): void {
  const link = document.createElement('a');
  link.href = api.backups.url(name);
  link.download = name;
  link.click();
}

/** What lies on the server. */
export function BackupList({ folder }: { folder: string }) {
  const { data, isError, refetch } = useQuery(backupsQuery);
  const [asked, setAsked] = useState<Backup | null>(null);
  const remove = async (name: string) => {
    await attempt(() => api.backups.remove(name));
    await queryClient.invalidateQueries({ queryKey: ['backups'] });
  };
  return (
    <SettingsSection title={t('backups.list')} lead={t('backups.list_lead', { folder })}>
      <Rows items={data?.items} failed={isError} retry={() => void refetch()} empty={t('backups.never')}>
        {(backup) => (
          <li key={backup.name} className="flex items-center gap-2 px-4 py-2.5">
            <div className="min-w-0 flex-1">
              <div className="truncate" title={backup.name}>
                {dateFormat({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(backup.createdAt))}
              </div>
              <div className="tabular text-sm text-ink-soft">
                {fileSize(backup.bytes)}
                {' · '}
                {backup.kind === 'manual' ? t('backups.manual') : t('backups.scheduled')}
                {' · '}
                {backup.holdsKey ? t('backups.with_key') : t('backups.without_key')}
              </div>
            </div>
            <IconButton
              label={t('backups.download', { name: backup.name })}
              onClick={() => {
                // A fresh session first: the download itself cannot renew it.
                void attempt(() => api.backups.state()).then((good) => good && download(backup.name));
              }}
            >
              <Download size={16} />
            </IconButton>
            <IconButton label={t('backups.delete', { name: backup.name })} onClick={() => setAsked(backup)}>
              <Trash2 size={16} />
            </IconButton>
          </li>
        )}
      </Rows>
      <Confirm
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        title={t('backups.delete_ask')}
        description={t('backups.delete_warning')}
        action={t('backups.delete_action')}
        onConfirm={() => asked !== null && void remove(asked.name)}
      />
    </SettingsSection>
  );
}
