import type { Member, Workspace, WorkspaceRole } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { Ellipsis, KeyRound, UserMinus } from 'lucide-react';
import { useState } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/settings.ts';
import { Avatar, AvatarsTogether } from '../../../ui/avatar.tsx';
import { IconButton } from '../../../ui/button.tsx';
import { Confirm } from '../../../ui/dialog.tsx';
import { Select } from '../../../ui/field.tsx';
import { Menu, type MenuEntry } from '../../../ui/menu.tsx';
import { useMe } from '../../frame/workspace.ts';
import { InviteForm } from '../invite-form.tsx';
import { membersQuery } from '../queries.ts';
import { roleName } from '../role-names.ts';
import { canInvite, canManage, ROLES } from '../roles.ts';
import { attempt } from './attempt.ts';
import { OpenInvitations } from './open-invitations.tsx';
import { ResetLinkDialog } from './reset-link.tsx';
import { LongRows } from './rows.tsx';
import { SettingsSection } from './section.tsx';

/** So many are drawn at once; more on request. */
const STEP = 50;

const refresh = (workspaceId: string) => queryClient.invalidateQueries({ queryKey: ['members', workspaceId] });

export function MemberSettings({ workspace }: { workspace: Workspace }) {
  return (
    <>
      {canInvite(workspace) && (
        <SettingsSection title={t('members.invite')} lead={t('members.invite_lead')}>
          <InviteForm workspaceId={workspace.id} own={workspace.role} />
          <OpenInvitations workspaceId={workspace.id} />
        </SettingsSection>
      )}
      <MemberList workspace={workspace} />
      <SettingsSection title={t('members.roles_title')}>
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
          {ROLES.map((role) => (
            <div key={role} className="contents">
              <dt className="font-medium">{roleName(role)}</dt>
              <dd className="text-ink-soft">{t(`role.${role}_does`)}</dd>
            </div>
          ))}
        </dl>
      </SettingsSection>
    </>
  );
}

function MemberList({ workspace }: { workspace: Workspace }) {
  const { id } = workspace;
  const { data, isError, refetch } = useQuery(membersQuery(id));
  const [removes, setRemoves] = useState<Member | null>(null);
  const [resets, setResets] = useState<Member | null>(null);

  const owners = data?.items.filter(({ role }) => role === 'owner').length ?? 0;
  const change = async (task: () => Promise<unknown>) => {
    await attempt(task);
    await refresh(id);
    await queryClient.invalidateQueries({ queryKey: ['me'] });
  };

  return (
    <SettingsSection title={t('members.title')}>
      <AvatarsTogether ids={data?.items.map(({ person }) => person.id) ?? []}>
        <LongRows
          items={data?.items}
          fits={({ person }, sought) =>
            `${person.name} ${person.email}`.toLocaleLowerCase().includes(sought.toLocaleLowerCase())
          }
          step={STEP}
          searchLabel={t('members.search')}
          countOf={(count) => t('members.count', { count })}
          failed={isError}
          retry={() => void refetch()}
          emptyOf={() => t('members.none_found')}
        >
          {(member) => (
            <MemberRow
              key={member.person.id}
              member={member}
              workspace={workspace}
              isLastOwner={member.role === 'owner' && owners === 1}
              onRole={(role) => void change(() => api.workspaces.setRole(id, member.person.id, role))}
              onRemove={() => setRemoves(member)}
              onReset={() => setResets(member)}
            />
          )}
        </LongRows>
      </AvatarsTogether>
      <Confirm
        open={removes !== null}
        onOpenChange={(open) => !open && setRemoves(null)}
        title={t('members.remove_ask', { name: removes?.person.name ?? '' })}
        description={t('members.remove_warning')}
        action={t('members.remove_action')}
        onConfirm={() => removes !== null && void change(() => api.workspaces.removeMember(id, removes.person.id))}
      />
      {resets !== null && <ResetLinkDialog person={resets.person} onClose={() => setResets(null)} />}
    </SettingsSection>
  );
}

interface RowProps {
  member: Member;
  workspace: Workspace;
  isLastOwner: boolean;
  onRole(role: WorkspaceRole): void;
  onRemove(): void;
  onReset(): void;
}

function MemberRow({ member, workspace, isLastOwner, onRole, onRemove, onReset }: RowProps) {
  const me = useMe();
  const { person, role } = member;
  const isMe = person.id === me.person.id;
  const mayManage = canManage(workspace.role) && (role !== 'owner' || workspace.role === 'owner');
  const entries: MenuEntry[] = [];
  if (me.operator && !isMe)
    entries.push({ label: t('members.reset_link'), icon: <KeyRound size={15} />, onSelect: onReset });
  if (mayManage && !isMe)
    entries.push({
      label: t('members.remove_action'),
      icon: <UserMinus size={15} />,
      critical: true,
      disabled: isLastOwner,
      onSelect: onRemove,
    });
  return (
    <li className="flex items-center gap-3 px-4 py-2.5 max-sm:flex-wrap">
      <Avatar id={person.id} name={person.name} picture={person.picture} />
      <div className="min-w-0 flex-1">
        <div dir="auto" className="truncate font-medium">
          {isMe ? t('people.you', { name: person.name }) : person.name}
        </div>
        <div dir="auto" className="truncate text-sm text-ink-soft">
          {person.email}
        </div>
      </div>
      {mayManage ? (
        <Select
          aria-label={t('members.role_of', { name: person.name })}
          title={isLastOwner ? t('members.last_owner') : undefined}
          disabled={isLastOwner}
          value={role}
          className="w-32 max-sm:order-last max-sm:ms-11"
          onChange={(event) => onRole(event.target.value as WorkspaceRole)}
        >
          {ROLES.filter((one) => one !== 'owner' || workspace.role === 'owner').map((one) => (
            <option key={one} value={one}>
              {roleName(one)}
            </option>
          ))}
        </Select>
      ) : (
        <span className="text-ink-soft max-sm:order-last max-sm:ms-11 max-sm:w-full">{roleName(role)}</span>
      )}
      {entries.length > 0 ? (
        <Menu entries={entries} align="end">
          <IconButton label={t('members.more', { name: person.name })}>
            <Ellipsis size={16} />
          </IconButton>
        </Menu>
      ) : (
        canManage(workspace.role) && <span className="w-8 max-sm:hidden" />
      )}
    </li>
  );
}
