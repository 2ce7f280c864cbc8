import { ApiError } from '@materi/client';
import type { Member, Workspace, WorkspaceRole } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { Mail, UserMinus, X } from 'lucide-react';
import { useState } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/index.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { IconButton } from '../../../ui/button.tsx';
import { Confirm } from '../../../ui/dialog.tsx';
import { Select } from '../../../ui/field.tsx';
import { SkeletonRows } from '../../../ui/skeleton.tsx';
import { Time } from '../../../ui/time.tsx';
import { toast } from '../../../ui/toast.tsx';
import { useMe } from '../../frame/workspace.ts';
import { InviteForm } from '../invite-form.tsx';
import { invitationsQuery, membersQuery } from '../queries.ts';
import { roleName } from '../role-names.ts';
import { canManage, ROLES } from '../roles.ts';
import { SettingsSection } from './section.tsx';

async function attempt(task: () => Promise<void>, workspaceId: string): Promise<void> {
  try {
    await task();
  } catch (error) {
    toast({ tone: 'critical', text: error instanceof ApiError ? error.message : t('error.unexpected') });
  }
  for (const key of ['members', 'invitations']) {
    void queryClient.invalidateQueries({ queryKey: [key, workspaceId] });
  }
}

export function MemberSettings({ workspace }: { workspace: Workspace }) {
  const { id } = workspace;
  const me = useMe();
  const members = useQuery(membersQuery(id));
  const mayManage = canManage(workspace.role);
  const [asked, setAsked] = useState<Member | null>(null);

  return (
    <>
      {mayManage && (
        <SettingsSection title={t('members.invite')} lead={t('members.invite_lead')}>
          <InviteForm workspaceId={id} />
          <OpenInvitations workspaceId={id} />
        </SettingsSection>
      )}
      <SettingsSection title={t('members.title')}>
        {members.data === undefined ? (
          members.isError ? (
            <p className="text-ink-soft">{t('list.failed')}</p>
          ) : (
            <SkeletonRows />
          )
        ) : (
          <ul className="divide-y divide-line rounded-xl ring-1 ring-line ring-inset">
            {members.data.items.map((member) => (
              <li key={member.person.id} className="flex items-center gap-3 px-4 py-2.5">
                <Avatar id={member.person.id} name={member.person.name} />
                <div className="min-w-0 flex-1">
                  <div className="truncate font-medium">
                    {member.person.id === me.person.id
                      ? t('people.you', { name: member.person.name })
                      : member.person.name}
                  </div>
                  <div className="truncate text-sm text-ink-soft">{member.person.email}</div>
                </div>
                {mayManage && (member.role !== 'owner' || workspace.role === 'owner') ? (
                  <Select
                    aria-label={t('members.role_of', { name: member.person.name })}
                    value={member.role}
                    className="w-32"
                    onChange={(event) =>
                      void attempt(
                        () => api.workspaces.setRole(id, member.person.id, event.target.value as WorkspaceRole),
                        id,
                      )
                    }
                  >
                    {ROLES.filter((role) => role !== 'owner' || workspace.role === 'owner').map((role) => (
                      <option key={role} value={role}>
                        {roleName(role)}
                      </option>
                    ))}
                  </Select>
                ) : (
                  <span className="text-ink-soft">{roleName(member.role)}</span>
                )}
                {mayManage && member.person.id !== me.person.id && (
                  <IconButton
                    label={t('members.remove', { name: member.person.name })}
                    onClick={() => setAsked(member)}
                  >
                    <UserMinus size={16} />
                  </IconButton>
                )}
              </li>
            ))}
          </ul>
        )}
      </SettingsSection>
      <Confirm
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        title={t('members.remove_ask', { name: asked?.person.name ?? '' })}
        description={t('members.remove_warning')}
        action={t('members.remove_action')}
        onConfirm={() => asked !== null && void attempt(() => api.workspaces.removeMember(id, asked.person.id), id)}
      />
    </>
  );
}

function OpenInvitations({ workspaceId }: { workspaceId: string }) {
  const { data } = useQuery(invitationsQuery(workspaceId));
  const open = data?.items.filter((one) => one.acceptedAt === null) ?? [];
  if (open.length === 0) return null;
  return (
    <div className="mt-6">
      <h2 className="mb-1.5 font-medium text-ink-soft">{t('members.invitations')}</h2>
      <ul className="divide-y divide-line rounded-xl ring-1 ring-line ring-inset">
        {open.map((one) => (
          <li key={one.id} className="flex items-center gap-3 px-4 py-2">
            <Mail size={16} className="shrink-0 text-ink-faint" />
            <div className="min-w-0 flex-1">
              <div className="truncate">{one.email ?? t('members.anyone_with_link')}</div>
              <div className="text-sm text-ink-soft">
                {roleName(one.role)},{' '}
                {Date.parse(one.expiresAt) < Date.now() ? t('members.expired') : t('members.expires')}{' '}
                <Time instant={one.expiresAt} />
              </div>
            </div>
            <IconButton
              label={t('members.withdraw')}
              onClick={() => void attempt(() => api.workspaces.withdrawInvitation(workspaceId, one.id), workspaceId)}
            >
              <X size={16} />
            </IconButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
