import { ApiError } from '@materi/client';
import { t } from '../../../messages/settings.ts';
import { toast } from '../../../ui/toast.tsx';

/** Does something that a button asked for; says why when it could not be done. Answers whether it was. */
export async function attempt(task: () => Promise<unknown>): Promise<boolean> {
  try {
    await task();
    return true;
  } catch (error) {
    toast({ tone: 'critical', text: error instanceof ApiError ? error.message : t('settings.failed') });
    return false;
  }
}
