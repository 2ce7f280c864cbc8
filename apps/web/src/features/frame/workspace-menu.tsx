import type { Workspace } from '@materi/contract';
import { useNavigate } from '@tanstack/react-router';
import { ChevronsUpDown, Keyboard, LogOut, Plus, UserPlus, UserRound } from 'lucide-react';
import { t } from '../../messages/index.ts';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { canInvite } from '../identity/roles.ts';
import { openDialog } from './dialog-store.ts';
import { signOut } from './sign-out.ts';
import { rememberWorkspace, useMe } from './workspace.ts';

/** The name of the workspace; opens the others, and what belongs to the person. */
export function WorkspaceMenu({ workspace }: { workspace: Workspace | null }) {
  const me = useMe();
  const navigate = useNavigate();
  const settings = (section: string) => {
    if (workspace === null) return;
    void navigate({ to: '/w/$workspaceId/settings/$section', params: { workspaceId: workspace.id, section } });
  };
  const entries: MenuEntry[] = [
    ...me.workspaces.map((one) => ({
      label: one.name,
      icon: <Initial name={one.name} icon={one.icon} />,
      checked: one.id === workspace?.id,
      onSelect: () => {
        rememberWorkspace(one.id);
        void navigate({ to: '/w/$workspaceId', params: { workspaceId: one.id } });
      },
    })),
    { label: t('workspace.new'), icon: <Plus size={15} />, onSelect: () => openDialog({ kind: 'new-workspace' }) },
    'line',
    ...(workspace !== null && canInvite(workspace)
      ? [{ label: t('members.invite'), icon: <UserPlus size={15} />, onSelect: () => settings('members') }]
      : []),
    { label: t('keys.title'), icon: <Keyboard size={15} />, keys: '?', onSelect: () => openDialog({ kind: 'keys' }) },
    'line',
    { heading: me.person.email },
    ...(workspace === null
      ? []
      : [{ label: t('settings.yours'), icon: <UserRound size={15} />, onSelect: () => settings('profile') }]),
    { label: t('identity.sign_out'), icon: <LogOut size={15} />, onSelect: () => void signOut() },
  ];
  return (
    <Menu entries={entries}>
      <button
        type="button"
        className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md px-1.5 text-start hover:bg-hover data-[state=open]:bg-active max-md:h-10"
      >
        <Initial name={workspace?.name ?? '·'} icon={workspace?.icon} large />
        <span className="sr-only">{t('workspace.menu')}</span>
        <span className="min-w-0 flex-1 truncate font-semibold">{workspace?.name ?? t('workspace.none')}</span>
        <ChevronsUpDown size={14} className="shrink-0 text-ink-faint" />
      </button>
    </Menu>
  );
}

function Initial({ name, icon, large }: { name: string; icon?: string | null | undefined; large?: boolean }) {
  return (
    <span
      aria-hidden
      className={`flex shrink-0 items-center justify-center rounded bg-accent-soft font-semibold text-accent ${large ? 'size-5.5 text-xs' : 'size-4 text-[0.625rem]'}`}
    >
      {icon ?? [...name.trim()][0]?.toLocaleUpperCase()}
    </span>
  );
}
