import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/identity.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { EntryPage, FormError } from './entry-page.tsx';
import { ForgotPassword } from './forgot-password.tsx';
import { useSubmit } from './form.ts';
import { setupStateQuery } from './queries.ts';

/** `/sign-in?next=…` */
export function SignInScreen() {
  const { next } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const setup = useQuery(setupStateQuery);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const form = useSubmit(['email', 'password']);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing = {
      ...(email.trim() === '' ? { email: t('identity.email_missing') } : {}),
      ...(password === '' ? { password: t('identity.password_missing') } : {}),
    };
    if (Object.keys(missing).length > 0) {
      form.refuse(missing);
      return;
    }
    void form.run(async () => {
      await api.auth.signIn({ email, password });
      queryClient.clear();
      await navigate({ to: next ?? '/', replace: true });
    });
  };

  if (setup.data?.needed) {
    return <EntryPage title={t('setup.waiting')} lead={t('setup.waiting_detail')} />;
  }
  return (
    <EntryPage title={t('identity.sign_in')} {...(next === undefined ? {} : { lead: t('identity.sign_in_again') })}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          large
          label={t('identity.email')}
          type="email"
          name="email"
          autoComplete="username"
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          error={form.error('email')}
        />
        <TextField
          large
          label={t('identity.password')}
          type="password"
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={form.error('password')}
        />
        <FormError text={form.whole} />
        <Button large look="primary" type="submit" busy={form.busy} className="mt-1">
          {form.busy ? t('identity.signing_in') : t('identity.sign_in')}
        </Button>
        <ForgotPassword />
      </form>
    </EntryPage>
  );
}
