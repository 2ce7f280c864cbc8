import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { t, type MessageKey } from '../../messages/settings.ts';
import { Notice } from '../../ui/notice.tsx';
import { TopBar } from '../frame/top-bar.tsx';
import { useMe } from '../frame/workspace.ts';
import { TagSettings } from '../search/tag-settings.tsx';
import { BackupSettings } from '../backups/backup-settings.tsx';
import { ImportSettings } from '../exchange/import-settings.tsx';
import { AccountSettings } from './settings/accounts.tsx';
import { AppearanceSettings } from './settings/appearance.tsx';
import { KeyboardSettings } from './settings/keyboard.tsx';
import { KeySettings } from './settings/keys.tsx';
import { MemberSettings } from './settings/members.tsx';
import { PasswordSettings } from './settings/password.tsx';
import { ProfileSettings } from './settings/profile.tsx';
import { SessionSettings } from './settings/sessions.tsx';
import { WorkspaceSettings } from './settings/workspace.tsx';

type Section =
  | 'profile'
  | 'appearance'
  | 'keyboard'
  | 'password'
  | 'sessions'
  | 'keys'
  | 'workspace'
  | 'members'
  | 'tags'
  | 'imports'
  | 'accounts'
  | 'backups';

interface Group {
  title: MessageKey;
  sections: Section[];
}
const GROUPS: Group[] = [
  { title: 'settings.yours', sections: ['profile', 'appearance', 'keyboard', 'password', 'sessions', 'keys'] },
  { title: 'settings.workspace_group', sections: ['workspace', 'members', 'tags', 'imports'] },
];
/** For those who run the instance. */
const INSTANCE: Group = { title: 'settings.instance_group', sections: ['accounts', 'backups'] };

/** `/w/$workspaceId/settings/$section` */
export function SettingsScreen() {
  const { workspaceId, section } = useParams({ from: '/app/w/$workspaceId/settings/$section' });
  const me = useMe();
  const workspace = me.workspaces.find((one) => one.id === workspaceId);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the sections are one long row.
    nav.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [section]);
  useEffect(() => {
    document.title = `${t('settings.title')} · Materi`;
  }, []);

  const screens: Record<Section, ReactNode> = {
    profile: <ProfileSettings />,
    password: <PasswordSettings />,
    sessions: <SessionSettings />,
    keys: <KeySettings />,
    appearance: <AppearanceSettings />,
    workspace: workspace && <WorkspaceSettings workspace={workspace} />,
    members: workspace && <MemberSettings workspace={workspace} />,
    imports: workspace && <ImportSettings workspaceId={workspace.id} />,
    tags: workspace && <TagSettings workspace={workspace} />,
    keyboard: <KeyboardSettings />,
    accounts: me.operator ? <AccountSettings /> : <p className="text-ink-soft">{t('accounts.not_operator')}</p>,
    backups: me.operator ? <BackupSettings /> : <p className="text-ink-soft">{t('accounts.not_operator')}</p>,
  };
  const groups = me.operator ? [...GROUPS, INSTANCE] : GROUPS;
  const shown = section in screens ? screens[section as Section] : null;

  return (
    <>
      <TopBar>
        <span className="text-ink-soft">{t('settings.title')}</span>
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-240 gap-12 px-5 pt-6 pb-24 max-md:flex-col max-md:gap-6 sm:pt-10">
          <nav
            ref={nav}
            aria-label={t('settings.title')}
            className="flex w-44 shrink-0 flex-col gap-6 max-md:w-full max-md:relative max-md:flex-row max-md:gap-1 max-md:overflow-x-auto max-md:pb-1"
          >
            {groups.map((group) => (
              <div key={group.title} className="max-md:flex max-md:gap-1">
                <h2 className="px-2.5 pb-1 text-xs font-medium text-ink-faint max-md:sr-only">{t(group.title)}</h2>
                {group.sections.map((one) => (
                  <Link
                    key={one}
                    to="/w/$workspaceId/settings/$section"
                    params={{ workspaceId, section: one }}
                    replace
                    activeProps={{ className: 'bg-active! text-ink! font-medium' }}
                    className="flex h-8 shrink-0 items-center rounded-md px-2.5 whitespace-nowrap text-ink-soft hover:bg-hover hover:text-ink max-md:h-10"
                  >
                    {t(`settings.${one}`)}
                  </Link>
                ))}
              </div>
            ))}
            <Link
              to="/diagnosis"
              className="flex h-8 shrink-0 items-center rounded-md px-2.5 whitespace-nowrap text-ink-soft hover:bg-hover hover:text-ink max-md:h-10"
            >
              {t('connection.title')}
            </Link>
          </nav>
          <div className="max-w-160 min-w-0 flex-1">{shown ?? <Notice title={t('settings.missing')} />}</div>
        </div>
      </div>
    </>
  );
}
