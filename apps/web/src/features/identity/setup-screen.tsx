import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/identity.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { openWelcomePages } from '../onboarding/welcome-pages.ts';
import { EntryPage, FormError } from './entry-page.tsx';
import { useSubmit } from './form.ts';
import { NewPersonFields } from './new-person.tsx';
import { setupStateQuery } from './queries.ts';

/** `/setup?token=…`: makes the first owner. */
export function SetupScreen() {
  const { token } = useSearch({ from: '/setup' });
  const navigate = useNavigate();
  const setup = useQuery(setupStateQuery);
  const [person, setPerson] = useState({ name: '', email: '', password: '' });
  const [workspace, setWorkspace] = useState('');
  const [withWelcome, setWithWelcome] = useState(true);
  const form = useSubmit(['name', 'email', 'password', 'workspace']);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      await api.setup.complete({ ...person, workspace, token: token ?? '' });
      queryClient.clear();
      const made = (await api.workspaces.list()).items[0];
      const first = withWelcome && made !== undefined ? await openWelcomePages(made.id) : null;
      if (first === null) await navigate({ to: '/', replace: true });
      else await navigate({ to: '/d/$documentId', params: { documentId: first }, replace: true });
    });
  };

  if (setup.data?.needed === false) {
    return (
      <EntryPage title={t('setup.done')} lead={t('setup.done_detail')}>
        <Button large look="primary" className="w-full" onClick={() => void navigate({ to: '/sign-in' })}>
          {t('identity.sign_in')}
        </Button>
      </EntryPage>
    );
  }
  if (token === undefined) return <EntryPage title={t('setup.waiting')} lead={t('setup.waiting_detail')} />;
  return (
    <EntryPage title={t('setup.title')} lead={t('setup.lead')}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <NewPersonFields value={person} onChange={setPerson} error={form.error} />
        <TextField
          large
          label={t('setup.workspace')}
          name="workspace"
          hint={t('setup.workspace_hint')}
          value={workspace}
          onChange={(event) => setWorkspace(event.target.value)}
          error={form.error('workspace')}
        />
        <label className="flex min-h-6 items-center gap-2.5">
          <input
            type="checkbox"
            checked={withWelcome}
            onChange={(event) => setWithWelcome(event.target.checked)}
            className="size-4 accent-accent"
          />
          {t('welcome.with_setup')}
        </label>
        <FormError text={form.whole} />
        <Button large look="primary" type="submit" busy={form.busy} className="mt-1">
          {t('setup.submit')}
        </Button>
      </form>
    </EntryPage>
  );
}
