import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Progress } from '../../ui/progress.tsx';
import { toast } from '../../ui/toast.tsx';
import { attempt } from '../identity/settings/attempt.ts';
import { backupJobQuery } from './queries.ts';

/** Makes one, with progress and a way to stop it. One that somebody else began is shown as well. */
export function BackupNow({ running }: { running: string | null }) {
  const [begun, setBegun] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const id = begun ?? running;
  const { data: job } = useQuery({ ...backupJobQuery(id ?? ''), enabled: id !== null });
  const atWork = id !== null && (job === undefined || job.status === 'queued' || job.status === 'running');

  useEffect(() => {
    if (job === undefined || job.status === 'queued' || job.status === 'running') return;
    if (job.id === begun) {
      if (job.status === 'done') toast({ tone: 'positive', text: t('backups.made') });
      if (job.status === 'cancelled') toast({ text: t('backups.cancelled') });
    }
    for (const key of ['backups', 'backup-state']) void queryClient.invalidateQueries({ queryKey: [key] });
  }, [job, begun]);

  const begin = async () => {
    setBusy(true);
    await attempt(async () => setBegun((await api.backups.make()).id));
    setBusy(false);
  };

  if (!atWork)
    return (
      <div>
        <Button look="primary" busy={busy} onClick={() => void begin()}>
          {t('backups.make')}
        </Button>
      </div>
    );
  return (
    <div className="flex max-w-120 flex-col gap-2 rounded-xl px-4 py-3 ring-1 ring-line ring-inset">
      <p role="status">{t('backups.making')}</p>
      <Progress part={job?.progress ?? 0} label={t('backups.making')} />
      <div>
        <Button onClick={() => void attempt(() => api.jobs.cancel(id))}>{t('action.cancel')}</Button>
      </div>
    </div>
  );
}
