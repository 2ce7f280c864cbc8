import { ApiError } from '@materi/client';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/identity.ts';
import { Button } from '../../ui/button.tsx';
import { CheckField, TextField } from '../../ui/field.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { EntryPage, FormError } from './entry-page.tsx';
import { useSubmit } from './form.ts';
import { resetPreviewQuery } from './queries.ts';

/** `/reset/$token`: a new password by a link. */
export function ResetScreen() {
  const { token } = useParams({ from: '/reset/$token' });
  const navigate = useNavigate();
  const preview = useQuery(resetPreviewQuery(token));
  const [password, setPassword] = useState('');
  const [endKeys, setEndKeys] = useState(true);
  const [done, setDone] = useState(false);
  const form = useSubmit(['password']);
  const account = preview.data?.account;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      await api.auth.reset({ token, password, endKeys });
      queryClient.clear();
      setDone(true);
    });
  };
  const toSignIn = (
    <Button large look="primary" className="w-full" onClick={() => void navigate({ to: '/sign-in', replace: true })}>
      {t('identity.sign_in')}
    </Button>
  );

  if (done)
    return (
      <EntryPage title={t('reset.done')} lead={t('reset.done_lead')}>
        {toSignIn}
      </EntryPage>
    );
  if (preview.isError) {
    const isInvalid = preview.error instanceof ApiError && preview.error.status === 410;
    return (
      <EntryPage
        title={isInvalid ? t('reset.invalid') : t('error.load_failed')}
        lead={isInvalid ? t('reset.invalid_lead') : preview.error.message}
      >
        {isInvalid ? toSignIn : <Button onClick={() => void preview.refetch()}>{t('action.try_again')}</Button>}
      </EntryPage>
    );
  }
  if (!account)
    return (
      <EntryPage title={t('reset.loading')}>
        <SkeletonRows rows={2} />
      </EntryPage>
    );
  return (
    <EntryPage title={t('reset.title')} lead={t('reset.lead', { email: account.email })}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        {/* So that password managers know whose password it is. */}
        <input type="email" autoComplete="username" readOnly hidden value={account.email} />
        <TextField
          large
          label={t('settings.password_new')}
          type="password"
          autoComplete="new-password"
          autoFocus
          hint={t('identity.password_hint')}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={form.error('password')}
        />
        <CheckField
          label={t('password.end_keys')}
          hint={t('password.end_keys_hint')}
          checked={endKeys}
          onChange={(event) => setEndKeys(event.target.checked)}
        />
        <FormError text={form.whole} />
        <Button large look="primary" type="submit" busy={form.busy} className="mt-1">
          {t('reset.submit')}
        </Button>
      </form>
    </EntryPage>
  );
}
