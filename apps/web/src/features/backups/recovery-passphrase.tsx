import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/settings.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { FormError } from '../identity/entry-page.tsx';
import { useSubmit } from '../identity/form.ts';
import { SettingsSection } from '../identity/settings/section.tsx';

/** Puts the master key along in every backup, under words that only people know. */
export function RecoveryPassphrase({ isSet }: { isSet: boolean }) {
  const [passphrase, setPassphrase] = useState('');
  const form = useSubmit(['passphrase']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      queryClient.setQueryData(['backup-state'], await api.backups.change({ passphrase }));
      setPassphrase('');
      toast({ tone: 'positive', text: t('backups.passphrase_saved') });
    });
  };
  return (
    <SettingsSection title={t('backups.passphrase')} lead={t('backups.passphrase_lead')}>
      <p className="mb-4">{isSet ? t('backups.passphrase_set') : t('backups.passphrase_unset')}</p>
      <form noValidate onSubmit={submit} className="flex max-w-96 flex-col gap-4">
        <TextField
          label={t('backups.passphrase_new')}
          type="password"
          autoComplete="new-password"
          hint={t('backups.passphrase_hint')}
          value={passphrase}
          onChange={(event) => setPassphrase(event.target.value)}
          error={form.error('passphrase')}
        />
        <FormError text={form.whole} />
        <div>
          <Button type="submit" busy={form.busy} disabled={passphrase === ''}>
            {isSet ? t('backups.passphrase_change') : t('backups.passphrase_save')}
          </Button>
        </div>
      </form>
    </SettingsSection>
  );
}
