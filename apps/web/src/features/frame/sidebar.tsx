import type { Workspace } from '@materi/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useMatch } from '@tanstack/react-router';
import { House, Import, Inbox, PanelLeft, Plus, Search, Settings, Trash2 } from 'lucide-react';
import { useMemo, useState, type DragEvent, type ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { keysText } from '../../ui/keys.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { FavouriteList } from '../documents/favourite-list.tsx';
import { favouritesQuery, treeQuery } from '../documents/queries.ts';
import { PageTree } from '../documents/page-tree.tsx';
import { droppedFiles } from '../exchange/chosen-files.ts';
import { canEdit } from '../identity/roles.ts';
import { UnreadCount, UnreadNews } from '../notifications/unread-count.tsx';
import { HintCard } from '../onboarding/hint-card.tsx';
import { openDialog } from './dialog-store.ts';
import { WorkspaceMenu } from './workspace-menu.tsx';

interface Props {
  workspace: Workspace | null;
  currentId: string | null;
  phone: boolean;
  onCollapse(): void;
  onNewPage(): void;
}

const ROW =
  'flex h-[30px] w-full items-center gap-2 rounded-md px-2 text-start text-ink-soft hover:bg-hover hover:text-ink max-md:h-11';
const CURRENT = 'bg-active! text-ink! font-medium';

export function Sidebar({ workspace, currentId, phone, onCollapse, onNewPage }: Props) {
  // State and not a ref: the tree needs to know when it is there.
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const { over, handlers } = useFileDrop(workspace);
  const mayEdit = workspace !== null && canEdit(workspace.role);
  const inSettings = useMatch({ from: '/app/w/$workspaceId/settings/$section', shouldThrow: false }) !== undefined;

  return (
    <div className="relative flex min-h-0 flex-1 flex-col" {...handlers}>
      <div className="flex h-(--topbar) items-center gap-1 pe-1.5 ps-2">
        <WorkspaceMenu workspace={workspace} />
        <IconButton label={t('frame.hide_sidebar')} keys={keysText('Mod+\\')} onClick={onCollapse}>
          <PanelLeft size={16} className="rtl:-scale-x-100" />
        </IconButton>
      </div>

      {workspace !== null && (
        <>
          <nav aria-label={t('frame.places')} className="px-2 pt-0.5 pb-2">
            <button type="button" className={ROW} onClick={() => openDialog({ kind: 'switcher' })}>
              <Glyph>
                <Search size={15} />
              </Glyph>
              <span className="flex-1">{t('switcher.open')}</span>
              <span className="text-xs text-ink-faint max-md:hidden">{keysText('Mod+K')}</span>
            </button>
            <Link
              to="/w/$workspaceId"
              params={{ workspaceId: workspace.id }}
              activeOptions={{ exact: true }}
              activeProps={{ className: CURRENT }}
              className={ROW}
            >
              <Glyph>
                <House size={15} />
              </Glyph>
              {t('home.title')}
            </Link>
            <Link
              to="/w/$workspaceId/inbox"
              params={{ workspaceId: workspace.id }}
              activeProps={{ className: CURRENT }}
              className={ROW}
            >
              <Glyph>
                <Inbox size={15} />
              </Glyph>
              <span className="flex-1">{t('inbox.title')}</span>
              <UnreadCount workspaceId={workspace.id} />
            </Link>
          </nav>
          <UnreadNews workspaceId={workspace.id} />

          <div ref={setScroller} className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
            <Pages
              workspace={workspace}
              currentId={currentId}
              phone={phone}
              mayEdit={mayEdit}
              scroller={scroller}
              onNewPage={onNewPage}
            />
          </div>

          <HintCard workspace={workspace} onPage={currentId !== null} />

          <nav aria-label={t('frame.more_places')} className="border-t border-line px-2 py-1.5">
            {mayEdit && (
              <button
                type="button"
                className={ROW}
                onClick={() => openDialog({ kind: 'import', files: [], into: null })}
              >
                <Glyph>
                  <Import size={15} />
                </Glyph>
                {t('import.open')}
              </button>
            )}
            <Link
              to="/w/$workspaceId/trash"
              params={{ workspaceId: workspace.id }}
              activeProps={{ className: CURRENT }}
              className={ROW}
            >
              <Glyph>
                <Trash2 size={15} />
              </Glyph>
              {t('trash.title')}
            </Link>
            <Link
              to="/w/$workspaceId/settings/$section"
              params={{ workspaceId: workspace.id, section: 'profile' }}
              className={classes(ROW, inSettings && CURRENT)}
            >
              <Glyph>
                <Settings size={15} />
              </Glyph>
              {t('settings.title')}
            </Link>
          </nav>
        </>
      )}

      {over && (
        <div className="animate-fade pointer-events-none absolute inset-1.5 z-20 flex flex-col items-center justify-center gap-2 rounded-lg border-2 border-dashed border-accent bg-accent-soft/95 p-4 text-center text-accent">
          <Import size={22} />
          <span className="font-medium">{t('import.drop_here')}</span>
        </div>
      )}
    </div>
  );
}

interface PagesProps extends Pick<Props, 'currentId' | 'phone' | 'onNewPage'> {
  workspace: Workspace;
  mayEdit: boolean;
  scroller: HTMLElement | null;
}

function Pages({ workspace, currentId, phone, mayEdit, scroller, onNewPage }: PagesProps) {
  const pages = useQuery(treeQuery(workspace.id));
  const favourites = useQuery(favouritesQuery(workspace.id));
  const favouriteIds = useMemo(() => new Set(favourites.data?.items.map((one) => one.id)), [favourites.data]);

  return (
    <>
      {favourites.data !== undefined && favourites.data.items.length > 0 && (
        <section aria-label={t('favourites.title')} className="mb-3">
          <Heading text={t('favourites.title')} />
          <FavouriteList
            workspaceId={workspace.id}
            pages={favourites.data.items}
            currentId={currentId}
            rowClass={classes(ROW, 'gap-1!')}
            currentClass={CURRENT}
          />
        </section>
      )}
      <div className="group/heading flex items-center justify-between">
        <Heading text={t('tree.title')} />
        {mayEdit && (
          <IconButton
            small
            label={t('page.new')}
            keys={keysText('Mod+Alt+N')}
            onClick={onNewPage}
            className="max-md:size-9"
          >
            <Plus size={15} />
          </IconButton>
        )}
      </div>
      {pages.data !== undefined ? (
        pages.data.length === 0 ? (
          <p className="px-2 py-1.5 text-sm text-ink-faint">{t('tree.empty')}</p>
        ) : (
          <PageTree
            key={workspace.id}
            workspaceId={workspace.id}
            items={pages.data}
            mayEdit={mayEdit}
            currentId={currentId}
            favouriteIds={favouriteIds}
            scroller={scroller}
            rowHeight={phone ? 44 : 30}
          />
        )
      ) : pages.isError ? (
        <div className="flex flex-col items-start gap-2 px-2 py-2 text-sm text-ink-soft">
          {t('tree.failed')}
          <Button onClick={() => void pages.refetch()}>{t('action.try_again')}</Button>
        </div>
      ) : (
        <div className="px-2">
          <SkeletonRows rows={6} />
        </div>
      )}
    </>
  );
}

const Heading = ({ text }: { text: string }) => (
  <h2 className="px-2 pt-1 pb-1 text-xs font-medium text-ink-faint">{text}</h2>
);

const Glyph = ({ children }: { children: ReactNode }) => (
  <span aria-hidden className="flex size-5 items-center justify-center">
    {children}
  </span>
);

/** Files that are dragged onto the sidebar are imported. */
function useFileDrop(workspace: Workspace | null) {
  const [over, setOver] = useState(false);
  const accepts = (event: DragEvent) =>
    workspace !== null && canEdit(workspace.role) && event.dataTransfer.types.includes('Files');
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!accepts(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      setOver(false);
      if (!accepts(event)) return;
      event.preventDefault();
      void droppedFiles(event.dataTransfer).then((files) => openDialog({ kind: 'import', files, into: null }));
    },
  };
  return { over, handlers };
}
