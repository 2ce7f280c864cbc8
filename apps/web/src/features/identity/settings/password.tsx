import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/settings.ts';
import { Button } from '../../../ui/button.tsx';
import { CheckField, TextField } from '../../../ui/field.tsx';
import { toast } from '../../../ui/toast.tsx';
import { FormError } from '../entry-page.tsx';
import { useSubmit } from '../form.ts';
import { SettingsSection } from './section.tsx';

export function PasswordSettings() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [endKeys, setEndKeys] = useState(false);
  const form = useSubmit(['currentPassword', 'newPassword']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      await api.me.changePassword({ currentPassword: current, newPassword: next, endKeys });
      setEndKeys(false);
      for (const key of ['keys', 'sessions']) void queryClient.invalidateQueries({ queryKey: [key] });
      setCurrent('');
      setNext('');
      toast({ tone: 'positive', text: t('settings.password_changed') });
    });
  };
  return (
    <SettingsSection title={t('settings.password')} lead={t('settings.password_lead')}>
      <form noValidate onSubmit={submit} className="flex max-w-96 flex-col gap-4">
        <TextField
          label={t('settings.password_current')}
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
          error={form.error('currentPassword')}
        />
        <TextField
          label={t('settings.password_new')}
          type="password"
          autoComplete="new-password"
          hint={t('identity.password_hint')}
          value={next}
          onChange={(event) => setNext(event.target.value)}
          error={form.error('newPassword')}
        />
        <CheckField
          label={t('password.end_keys')}
          hint={t('password.end_keys_hint')}
          checked={endKeys}
          onChange={(event) => setEndKeys(event.target.checked)}
        />
        <FormError text={form.whole} />
        <div>
          <Button type="submit" look="primary" busy={form.busy}>
            {t('settings.password_change')}
          </Button>
        </div>
      </form>
    </SettingsSection>
  );
}
