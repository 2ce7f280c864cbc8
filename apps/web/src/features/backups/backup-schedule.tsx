import type { BackupSettingsUpdate, BackupState } from '@materi/contract';
import { api, queryClient } from '../../api.ts';
import { dateFormat } from '../../messages/format.ts';
import { t } from '../../messages/settings.ts';
import { CheckField, Field, Select } from '../../ui/field.tsx';
import { attempt } from '../identity/settings/attempt.ts';
import { SettingsSection } from '../identity/settings/section.tsx';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const KEEPS = [3, 7, 14, 30, 90];

/** The server counts in UTC; people read their own time. */
const hourName = (hour: number) =>
  dateFormat({ hour: 'numeric', minute: '2-digit' }).format(new Date(Date.UTC(2026, 0, 15, hour)));

/** One every day by itself, and how many of them stay. */
export function BackupSchedule({ state }: { state: BackupState }) {
  const change = async (update: BackupSettingsUpdate) => {
    await attempt(async () => queryClient.setQueryData(['backup-state'], await api.backups.change(update)));
  };
  const keeps = KEEPS.includes(state.keep) ? KEEPS : [...KEEPS, state.keep].toSorted((a, b) => a - b);
  return (
    <SettingsSection title={t('backups.schedule')}>
      <div className="flex flex-col gap-4">
        <CheckField
          label={t('backups.daily')}
          checked={state.daily}
          onChange={(event) => void change({ daily: event.target.checked })}
        />
        {state.daily && (
          <div className="flex flex-wrap gap-4">
            <Field label={t('backups.daily_at')}>
              {(control) => (
                <Select
                  {...control}
                  value={state.hour}
                  onChange={(event) => void change({ hour: Number(event.target.value) })}
                >
                  {HOURS.map((hour) => (
                    <option key={hour} value={hour}>
                      {hourName(hour)}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label={t('backups.keep')}>
              {(control) => (
                <Select
                  {...control}
                  value={state.keep}
                  onChange={(event) => void change({ keep: Number(event.target.value) })}
                >
                  {keeps.map((count) => (
                    <option key={count} value={count}>
                      {t('backups.keep_count', { count })}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </div>
        )}
      </div>
    </SettingsSection>
  );
}
