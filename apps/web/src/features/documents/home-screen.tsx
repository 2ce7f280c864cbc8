import type { Document, TreeNode } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Compass, FilePlus2, Import, NotebookPen, UserPlus } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { openDialog } from '../frame/dialog-store.ts';
import { useFrame } from '../frame/frame-context.ts';
import { Screen, ScreenTitle } from '../frame/top-bar.tsx';
import { rememberWorkspace, useMe } from '../frame/workspace.ts';
import { canEdit, canManage } from '../identity/roles.ts';
import { openWelcomePages } from '../onboarding/welcome-pages.ts';
import { PageIcon } from './page-icon.tsx';
import { changedQuery, favouritesQuery, recentQuery, treeQuery } from './queries.ts';
import { ancestors, indexTree } from './tree.ts';

/** `/w/$workspaceId`: where people left off, and what to do first. */
export function HomeScreen() {
  const { workspaceId } = useParams({ from: '/app/w/$workspaceId' });
  const me = useMe();
  const { newPage } = useFrame();
  const workspace = me.workspaces.find((one) => one.id === workspaceId);
  const pages = useQuery(treeQuery(workspaceId));
  const recent = useQuery(recentQuery(workspaceId));
  const changed = useQuery(changedQuery(workspaceId));
  const favourites = useQuery(favouritesQuery(workspaceId));

  useEffect(() => {
    if (workspace !== undefined) rememberWorkspace(workspace.id);
    document.title = `${workspace?.name ?? t('home.title')} · Materi`;
  }, [workspace]);

  if (workspace === undefined) return <NoWorkspace />;
  const isEmpty = pages.data?.length === 0;
  const mayEdit = canEdit(workspace.role);
  const opened = new Set(recent.data?.items.map(({ id }) => id));
  // Where others have been since.
  const news = changed.data?.items.filter(({ id }) => !opened.has(id)).slice(0, 8) ?? [];
  // Who has opened nothing yet starts there.
  const isNewcomer = recent.data?.items.length === 0 && news.length > 0;

  return (
    <Screen
      title={t('home.title')}
      actions={
        mayEdit && !isEmpty ? (
          <Button look="primary" icon={<FilePlus2 size={15} />} onClick={() => void newPage()}>
            {t('page.new')}
          </Button>
        ) : undefined
      }
    >
      <ScreenTitle>{workspace.name}</ScreenTitle>
      {isEmpty ? (
        <FirstSteps workspaceId={workspaceId} mayEdit={mayEdit} mayInvite={canManage(workspace.role)} />
      ) : (
        <div className="flex flex-col gap-10">
          {favourites.data !== undefined && favourites.data.items.length > 0 && (
            <Group title={t('favourites.title')}>
              <PageList pages={favourites.data.items} tree={pages.data} />
            </Group>
          )}
          {!isNewcomer && (
            <Group title={t('home.recent')}>
              {recent.data !== undefined ? (
                recent.data.items.length > 0 ? (
                  <PageList pages={recent.data.items} tree={pages.data} />
                ) : (
                  <p className="text-ink-soft">{t('home.recent_empty')}</p>
                )
              ) : recent.isError ? (
                <p className="text-ink-soft">
                  {t('list.failed')}{' '}
                  <Button className="ms-2" onClick={() => void recent.refetch()}>
                    {t('action.try_again')}
                  </Button>
                </p>
              ) : (
                <SkeletonRows rows={6} />
              )}
            </Group>
          )}
          {recent.data !== undefined && news.length > 0 && (
            <Group title={t('home.changed')}>
              <PageList pages={news} tree={pages.data} />
            </Group>
          )}
        </div>
      )}
    </Screen>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-2 font-medium text-ink-soft">{title}</h2>
      {children}
    </section>
  );
}

function PageList({ pages, tree }: { pages: readonly Document[]; tree: readonly TreeNode[] | undefined }) {
  const index = tree === undefined ? undefined : indexTree(tree);
  return (
    <ul className="-mx-2.5">
      {pages.map((page) => (
        <li key={page.id}>
          <Link
            to="/d/$documentId"
            params={{ documentId: page.id }}
            className="flex h-11 items-center gap-2.5 rounded-lg px-2.5 hover:bg-hover"
          >
            <PageIcon icon={page.icon} className="text-page" />
            <span className="min-w-0 truncate font-medium">{page.title || t('page.untitled')}</span>
            <span className="min-w-0 flex-1 truncate text-ink-faint max-sm:hidden">
              {index !== undefined &&
                ancestors(index, page.id)
                  .map((node) => node.title || t('page.untitled'))
                  .join(' / ')}
            </span>
            <span className="ms-auto shrink-0 text-sm text-ink-faint">
              <span className="max-sm:sr-only">{t('home.edited')} </span>
              <Time instant={page.updatedAt} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function FirstSteps({
  workspaceId,
  mayEdit,
  mayInvite,
}: {
  workspaceId: string;
  mayEdit: boolean;
  mayInvite: boolean;
}) {
  const { newPage } = useFrame();
  const navigate = useNavigate();
  const lookAround = async () => {
    const documentId = await openWelcomePages(workspaceId);
    if (documentId !== null) await navigate({ to: '/d/$documentId', params: { documentId } });
  };
  if (!mayEdit) return <Notice title={t('home.empty')}>{t('home.empty_reader')}</Notice>;
  return (
    <div className="flex flex-col gap-3">
      <p className="mb-3 max-w-120 text-page text-ink-soft">{t('home.empty_detail')}</p>
      <Step icon={<NotebookPen size={18} />} title={t('home.write')} onClick={() => void newPage()} main>
        {t('home.write_detail')}
      </Step>
      <Step icon={<Compass size={18} />} title={t('welcome.open')} onClick={() => void lookAround()}>
        {t('welcome.open_detail')}
      </Step>
      <Step
        icon={<Import size={18} />}
        title={t('home.import')}
        onClick={() => openDialog({ kind: 'import', files: [], into: null })}
      >
        {t('home.import_detail')}
      </Step>
      {mayInvite && (
        <Step
          icon={<UserPlus size={18} />}
          title={t('home.invite')}
          onClick={() =>
            void navigate({
              to: '/w/$workspaceId/settings/$section',
              params: { workspaceId, section: 'members' },
            })
          }
        >
          {t('home.invite_detail')}
        </Step>
      )}
    </div>
  );
}

interface StepProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  main?: boolean;
  onClick(): void;
}

function Step({ icon, title, children, main, onClick }: StepProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex items-center gap-4 rounded-xl px-4 py-3.5 text-start ring-1 ring-line transition-colors duration-120 ring-inset hover:bg-hover"
    >
      <span
        className={`flex size-10 shrink-0 items-center justify-center rounded-lg ${main ? 'bg-accent text-accent-ink' : 'bg-sunken text-ink-soft'}`}
      >
        {icon}
      </span>
      <span>
        <span className="block font-medium">{title}</span>
        <span className="block text-ink-soft">{children}</span>
      </span>
    </button>
  );
}

function NoWorkspace() {
  return (
    <Screen title={t('home.title')}>
      <Notice
        title={t('workspace.missing')}
        action={
          <Button look="primary" onClick={() => openDialog({ kind: 'new-workspace' })}>
            {t('workspace.create')}
          </Button>
        }
      >
        {t('workspace.missing_detail')}
      </Notice>
    </Screen>
  );
}
