import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/settings.ts';
import { LANGUAGES, useLanguage, type LanguageCode } from '../../../messages/language.ts';
import { Button } from '../../../ui/button.tsx';
import { Field, Select, TextField } from '../../../ui/field.tsx';
import { toast } from '../../../ui/toast.tsx';
import { useMe } from '../../frame/workspace.ts';
import { FormError } from '../entry-page.tsx';
import { useSubmit } from '../form.ts';
import { prefer } from '../preferences.ts';
import { PictureSetting } from './picture.tsx';
import { SettingsSection } from './section.tsx';

const refresh = async () => {
  await queryClient.invalidateQueries({ queryKey: ['me'] });
  void queryClient.invalidateQueries({ queryKey: ['members'] });
};

export function ProfileSettings() {
  return (
    <>
      <SettingsSection title={t('settings.profile')}>
        <div className="flex flex-col gap-6">
          <PictureSetting />
          <NameForm />
        </div>
      </SettingsSection>
      <SettingsSection title={t('profile.email')} lead={t('profile.email_lead')}>
        <EmailForm />
      </SettingsSection>
      <SettingsSection title={t('profile.place')}>
        <PlaceForm />
      </SettingsSection>
    </>
  );
}

function NameForm() {
  const { person } = useMe();
  const [name, setName] = useState(person.name);
  const form = useSubmit(['name']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      await api.me.rename(name);
      await refresh();
      toast({ tone: 'positive', text: t('settings.saved') });
    });
  };
  return (
    <form noValidate onSubmit={submit} className="flex max-w-96 flex-col gap-4">
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
  );
}

function EmailForm() {
  const { person } = useMe();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const form = useSubmit(['email', 'password']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      await api.me.changeEmail({ email, password });
      setEmail('');
      setPassword('');
      await refresh();
      toast({ tone: 'positive', text: t('profile.email_changed') });
    });
  };
  return (
    <form noValidate onSubmit={submit} className="flex max-w-96 flex-col gap-4">
      <TextField
        label={t('profile.email_new')}
        type="email"
        autoComplete="email"
        placeholder={person.email}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        error={form.error('email')}
      />
      {email !== '' && (
        <TextField
          label={t('settings.password_current')}
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={form.error('password')}
        />
      )}
      <FormError text={form.whole} />
      <div>
        <Button type="submit" busy={form.busy} disabled={email.trim() === ''}>
          {t('profile.email_change')}
        </Button>
      </div>
    </form>
  );
}

/** The time zones that the browser knows, and the one in use. */
const zonesWith = (chosen: string | undefined): string[] => {
  const known = Intl.supportedValuesOf('timeZone');
  return chosen === undefined || known.includes(chosen) ? known : [chosen, ...known];
};

function PlaceForm() {
  const { preferences } = useMe();
  const language = useLanguage();
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div className="flex max-w-96 flex-col gap-4">
      <Field label={t('profile.language')}>
        {(control) => (
          <Select
            {...control}
            value={language}
            onChange={(event) => void prefer({ language: event.target.value as LanguageCode })}
          >
            {Object.entries(LANGUAGES).map(([code, { name }]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('profile.time_zone')}>
        {(control) => (
          <Select
            {...control}
            value={preferences.timeZone ?? ''}
            onChange={(event) => void prefer({ timeZone: event.target.value === '' ? null : event.target.value })}
          >
            <option value="">{t('profile.time_zone_device', { zone: device })}</option>
            {zonesWith(preferences.timeZone).map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}
