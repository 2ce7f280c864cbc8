import { ApiError } from '@materi/client';
import type { InvitationPreview } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/identity.ts';
import { Button } from '../../ui/button.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { rememberWorkspace } from '../frame/workspace.ts';
import { EntryPage, FormError } from './entry-page.tsx';
import { useSubmit } from './form.ts';
import { NewPersonFields } from './new-person.tsx';
import { invitationPreviewQuery, meQuery } from './queries.ts';
import { roleName } from './role-names.ts';

/** `/invitations/$token`: joins a workspace, as oneself or as somebody new. */
export function InvitationScreen() {
  const { token } = useParams({ from: '/invitations/$token' });
  const preview = useQuery(invitationPreviewQuery(token));
  // Nobody being signed in is an answer here, not a failure.
  const me = useQuery({ ...meQuery, retry: false });

  if (preview.isError) {
    const isUnreachable = preview.error instanceof ApiError && preview.error.isUnreachable;
    return (
      <EntryPage
        title={isUnreachable ? t('error.unreachable') : t('invitation.invalid')}
        lead={isUnreachable ? preview.error.message : t('invitation.invalid_detail')}
      >
        {isUnreachable && <Button onClick={() => void preview.refetch()}>{t('action.try_again')}</Button>}
      </EntryPage>
    );
  }
  if (preview.data === undefined || me.isPending) {
    return (
      <EntryPage title={t('invitation.loading')}>
        <SkeletonRows rows={3} />
      </EntryPage>
    );
  }
  return <Invitation token={token} preview={preview.data} signedInAs={me.data?.person.email ?? null} />;
}

interface Props {
  token: string;
  preview: InvitationPreview;
  signedInAs: string | null;
}

function Invitation({ token, preview, signedInAs }: Props) {
  const navigate = useNavigate();
  const [person, setPerson] = useState({ name: '', email: '', password: '' });
  const form = useSubmit(['name', 'email', 'password']);

  const accept = () =>
    form.run(async () => {
      const { email, ...rest } = person;
      const input = signedInAs !== null ? {} : preview.email === null ? { ...rest, email } : rest;
      const { workspaceId } = await api.invitations.accept(token, input);
      queryClient.clear();
      rememberWorkspace(workspaceId);
      await navigate({ to: '/w/$workspaceId', params: { workspaceId }, replace: true });
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void accept();
  };

  return (
    <EntryPage
      title={t('invitation.title', { workspace: preview.workspace })}
      lead={t('invitation.lead', { by: preview.invitedBy, role: roleName(preview.role) })}
    >
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        {signedInAs === null ? (
          <NewPersonFields value={person} onChange={setPerson} error={form.error} fixedEmail={preview.email} />
        ) : (
          <p className="text-ink-soft">{t('invitation.as', { email: signedInAs })}</p>
        )}
        <FormError text={form.whole} />
        <Button large look="primary" type="submit" busy={form.busy} className="mt-1">
          {t('invitation.accept')}
        </Button>
        {signedInAs === null && (
          <Button
            look="quiet"
            onClick={() => void navigate({ to: '/sign-in', search: { next: `/invitations/${token}` } })}
          >
            {t('invitation.have_account')}
          </Button>
        )}
      </form>
    </EntryPage>
  );
}
