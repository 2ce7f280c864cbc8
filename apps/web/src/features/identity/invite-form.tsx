import type { InvitationCreated, WorkspaceRole } from '@materi/contract';
import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/settings.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Select, TextField } from '../../ui/field.tsx';
import { Time } from '../../ui/time.tsx';
import { FormError } from './entry-page.tsx';
import { useSubmit } from './form.ts';
import { roleName } from './role-names.ts';
import { ShownOnce } from './settings/shown-once.tsx';
import { invitable } from './roles.ts';

type Invitable = Exclude<WorkspaceRole, 'owner'>;
const LASTS = [1, 7, 30, 90] as const;

/** Makes an invitation link. The link is shown this once. */
export function InviteForm({ workspaceId, own }: { workspaceId: string; own: WorkspaceRole }) {
  const [days, setDays] = useState(7);
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Invitable>('editor');
  const [made, setMade] = useState<InvitationCreated | null>(null);
  const form = useSubmit(['email', 'role']);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      const address = email.trim();
      setMade(
        await api.workspaces.invite(workspaceId, {
          role,
          expiresInHours: days * 24,
          ...(address === '' ? {} : { email: address }),
        }),
      );
      setEmail('');
      void queryClient.invalidateQueries({ queryKey: ['invitations', workspaceId] });
    });
  };

  return (
    <div className="flex flex-col gap-3">
      <form noValidate onSubmit={submit} className="flex flex-wrap items-start gap-3">
        <div className="min-w-48 flex-1">
          <TextField
            label={t('members.invite_email')}
            type="email"
            autoComplete="off"
            placeholder={t('members.invite_anyone')}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            error={form.error('email')}
          />
        </div>
        <Field label={t('members.role')}>
          {(control) => (
            <Select {...control} value={role} onChange={(event) => setRole(event.target.value as Invitable)}>
              {invitable(own).map((one) => (
                <option key={one} value={one}>
                  {roleName(one)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('members.lasts')}>
          {(control) => (
            <Select {...control} value={days} onChange={(event) => setDays(Number(event.target.value))}>
              {LASTS.map((one) => (
                <option key={one} value={one}>
                  {t('members.lasts_days', { days: one })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button type="submit" look="primary" busy={form.busy} className="mt-6.5 max-sm:mt-0 max-sm:w-full">
          {t('members.make_link')}
        </Button>
      </form>
      <FormError text={form.whole} />
      {made !== null && (
        <ShownOnce label={t('members.link')} value={made.url} copied={t('members.link_copied')}>
          {t('members.link_ready', { role: roleName(made.role) })} <Time instant={made.expiresAt} />.
        </ShownOnce>
      )}
    </div>
  );
}
