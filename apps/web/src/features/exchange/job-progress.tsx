import type { Job } from '@materi/contract';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/exchange.ts';
import { Button } from '../../ui/button.tsx';
import { Actions } from '../../ui/dialog.tsx';
import { Progress } from '../../ui/progress.tsx';
import { toast } from '../../ui/toast.tsx';
import { FormError } from '../identity/entry-page.tsx';

/** A job that runs: how far, what it is doing, and a way to stop it. */
export function JobProgress({ job, label }: { job: Job; label: string }) {
  const cancel = async () => {
    try {
      await api.jobs.cancel(job.id);
    } catch {
      toast({ tone: 'critical', text: t('job.cancel_failed') });
    }
    await queryClient.invalidateQueries({ queryKey: ['job', job.id] });
  };
  return (
    <div className="pt-2">
      <Progress part={job.progress} label={label} />
      <p aria-live="polite" className="mt-2 truncate text-ink-soft">
        {job.message ?? t(job.status === 'queued' ? 'job.queued' : 'job.running')}
      </p>
      <Actions>
        <Button onClick={() => void cancel()}>{t('action.cancel')}</Button>
      </Actions>
    </div>
  );
}

/** A job that ended without a result. */
export function JobEnd({ job, onClose }: { job: Job; onClose(): void }) {
  return (
    <div className="pt-2">
      {job.status === 'cancelled' ? (
        <p>{t('job.cancelled')}</p>
      ) : (
        <FormError text={job.error?.detail ?? t('error.unexpected')} />
      )}
      <Actions>
        <Button onClick={onClose}>{t('action.close')}</Button>
      </Actions>
    </div>
  );
}
