import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/index.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { toast } from '../../../ui/toast.tsx';
import { useMe } from '../../frame/workspace.ts';
import { FormError } from '../entry-page.tsx';
import { useSubmit } from '../form.ts';
import { SettingsSection } from './section.tsx';

export function ProfileSettings() {
  const { person } = useMe();
  const [name, setName] = useState(person.name);
  const form = useSubmit(['name']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      await api.me.rename(name);
      await queryClient.invalidateQueries({ queryKey: ['me'] });
      toast({ tone: 'positive', text: t('settings.saved') });
    });
  };
  return (
    <SettingsSection title={t('settings.profile')}>
      <form noValidate onSubmit={submit} className="flex max-w-96 flex-col gap-4">
        <div className="flex items-center gap-3">
          <Avatar id={person.id} name={name || person.name} className="size-12! text-page!" />
          <div className="min-w-0">
            <div className="truncate font-medium">{person.name}</div>
            <div className="truncate text-ink-soft">{person.email}</div>
          </div>
        </div>
        <TextField
          label={t('identity.name')}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={form.error('name')}
        />
        <FormError text={form.whole} />
        <div>
          <Button type="submit" look="primary" busy={form.busy} disabled={name.trim() === person.name}>
            {t('settings.save_name')}
          </Button>
        </div>
      </form>
    </SettingsSection>
  );
}
