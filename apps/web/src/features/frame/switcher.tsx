import type { Workspace } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FilePlus2, House, Import, Keyboard, LogOut, Moon, Plus, Settings, Sun, Trash2, Users } from 'lucide-react';
import { useState } from 'react';
import { t } from '../../messages/index.ts';
import { Palette } from '../../ui/palette.tsx';
import { PickList, type PickItem } from '../../ui/pick-list.tsx';
import { findPages } from '../documents/find-pages.ts';
import { PageIcon } from '../documents/page-icon.tsx';
import { recentQuery, treeQuery } from '../documents/queries.ts';
import { ancestors, indexTree } from '../documents/tree.ts';
import { canEdit } from '../identity/roles.ts';
import { setTheme } from './appearance.ts';
import { openDialog } from './dialog-store.ts';
import { useFrame } from './frame-context.ts';
import { rememberWorkspace, useMe } from './workspace.ts';
import { signOut } from './workspace-menu.tsx';

/** Ctrl/⌘ K: pages by title, and commands. Without a query the recent pages. */
export function Switcher({ workspace, onClose }: { workspace: Workspace; onClose(): void }) {
  const [query, setQuery] = useState('');
  const navigate = useNavigate();
  const { data: tree = [] } = useQuery(treeQuery(workspace.id));
  const { data: recent } = useQuery(recentQuery(workspace.id));
  const commands = useCommands(workspace);
  const index = indexTree(tree);

  const pages = query.trim() === '' ? (recent?.items ?? tree).slice(0, 8) : findPages(tree, query, 12);
  const closing = (item: PickItem): PickItem => ({
    ...item,
    onPick: () => {
      onClose();
      item.onPick();
    },
  });
  const items = [
    ...pages.map((page) => ({
      key: page.id,
      icon: <PageIcon icon={page.icon} />,
      label: page.title || t('page.untitled'),
      detail: ancestors(index, page.id)
        .map((node) => node.title || t('page.untitled'))
        .join(' / '),
      onPick: () => void navigate({ to: '/d/$documentId', params: { documentId: page.id } }),
    })),
    ...findPages(
      commands.map((command) => ({ ...command, title: command.label })),
      query,
      query.trim() === '' ? 5 : 8,
    ),
  ].map(closing);

  return (
    <Palette title={t('switcher.title')} onClose={onClose}>
      <PickList
        label={t('switcher.label')}
        query={query}
        onQuery={setQuery}
        items={items}
        nothing={t('switcher.nothing')}
      />
    </Palette>
  );
}

function useCommands(workspace: Workspace): PickItem[] {
  const navigate = useNavigate();
  const me = useMe();
  const { newPage } = useFrame();
  const workspaceId = workspace.id;
  const settings = (section: string) =>
    void navigate({ to: '/w/$workspaceId/settings/$section', params: { workspaceId, section } });
  const mayEdit = canEdit(workspace.role);
  const glyph = 'size-5 p-0.5 shrink-0 text-ink-faint';
  return [
    ...(mayEdit
      ? [
          { key: 'new', icon: <FilePlus2 className={glyph} />, label: t('page.new'), onPick: () => void newPage() },
          {
            key: 'import',
            icon: <Import className={glyph} />,
            label: t('import.title'),
            onPick: () => openDialog({ kind: 'import', files: [], into: null }),
          },
        ]
      : []),
    {
      key: 'home',
      icon: <House className={glyph} />,
      label: t('home.title'),
      onPick: () => void navigate({ to: '/w/$workspaceId', params: { workspaceId } }),
    },
    {
      key: 'trash',
      icon: <Trash2 className={glyph} />,
      label: t('trash.title'),
      onPick: () => void navigate({ to: '/w/$workspaceId/trash', params: { workspaceId } }),
    },
    {
      key: 'settings',
      icon: <Settings className={glyph} />,
      label: t('settings.title'),
      onPick: () => settings('profile'),
    },
    {
      key: 'members',
      icon: <Users className={glyph} />,
      label: t('settings.members'),
      onPick: () => settings('members'),
    },
    { key: 'light', icon: <Sun className={glyph} />, label: t('appearance.to_light'), onPick: () => setTheme('light') },
    { key: 'dark', icon: <Moon className={glyph} />, label: t('appearance.to_dark'), onPick: () => setTheme('dark') },
    {
      key: 'keys',
      icon: <Keyboard className={glyph} />,
      label: t('keys.title'),
      onPick: () => openDialog({ kind: 'keys' }),
    },
    ...me.workspaces
      .filter((one) => one.id !== workspaceId)
      .map((one) => ({
        key: one.id,
        icon: <House className={glyph} />,
        label: t('workspace.go_to', { name: one.name }),
        onPick: () => {
          rememberWorkspace(one.id);
          void navigate({ to: '/w/$workspaceId', params: { workspaceId: one.id } });
        },
      })),
    {
      key: 'new-workspace',
      icon: <Plus className={glyph} />,
      label: t('workspace.new'),
      onPick: () => openDialog({ kind: 'new-workspace' }),
    },
    {
      key: 'sign-out',
      icon: <LogOut className={glyph} />,
      label: t('identity.sign_out'),
      onPick: () => void signOut(),
    },
  ];
}
