import type { InvitationCreated, WorkspaceRole } from '@materi/contract';
import { Copy } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field, Select, TextField, TextInput } from '../../ui/field.tsx';
import { Time } from '../../ui/time.tsx';
import { copyText } from '../documents/pages.ts';
import { FormError } from './entry-page.tsx';
import { useSubmit } from './form.ts';
import { roleName } from './role-names.ts';
import { ROLES } from './roles.ts';

type Invitable = Exclude<WorkspaceRole, 'owner'>;
const INVITABLE = ROLES.filter((role): role is Invitable => role !== 'owner');

/** Makes an invitation link. The link is shown this once. */
export function InviteForm({ workspaceId }: { workspaceId: string }) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Invitable>('editor');
  const [made, setMade] = useState<InvitationCreated | null>(null);
  const form = useSubmit(['email', 'role']);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void form.run(async () => {
      const address = email.trim();
      setMade(await api.workspaces.invite(workspaceId, { role, ...(address === '' ? {} : { email: address }) }));
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
              {INVITABLE.map((one) => (
                <option key={one} value={one}>
                  {roleName(one)}
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
        <div className="animate-fade flex flex-col gap-2 rounded-lg bg-accent-soft p-3">
          <p>
            {t('members.link_ready', { role: roleName(made.role) })} <Time instant={made.expiresAt} />.
          </p>
          <div className="flex gap-2">
            <TextInput
              readOnly
              aria-label={t('members.link')}
              value={made.url}
              onFocus={(event) => event.target.select()}
              className="font-mono text-xs"
            />
            <Button icon={<Copy size={15} />} onClick={() => void copyText(made.url, t('members.link_copied'))}>
              {t('action.copy')}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
