import { Link, Outlet, useParams, useRouter } from '@tanstack/react-router';
import { CloudOff } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useState } from 'react';
import { t } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { focusMainWhenLost } from '../../ui/focus-main.ts';
import { later, useLater } from '../../ui/later.ts';
import { loadMenus } from '../../ui/menu.tsx';
import { loadSheets, Sheet } from '../../ui/sheet.tsx';
import { loadToasts, toast } from '../../ui/toast.tsx';
import { whenIdle } from '../../ui/when-idle.ts';
import { createPage } from '../documents/pages.ts';
import { usePageDrop } from '../exchange/use-page-drop.ts';
import { usePreferences } from '../identity/preferences.ts';
import { canEdit } from '../identity/roles.ts';
import { closeDialog, openDialog, useOpenDialog } from './dialog-store.ts';
import { FrameContext } from './frame-context.ts';
import { useLive } from './live.ts';
import { ResizeHandle, useSidebarWidth } from './resize-handle.tsx';
import { useShortcuts } from './shortcuts.ts';
import { Sidebar } from './sidebar.tsx';
import { askPlainly } from './sign-out.ts';
import { useStored } from './stored.ts';
import { typedAhead } from './typed-ahead.ts';
import { usePhone } from './use-phone.ts';
import { useMe, useWorkspace } from './workspace.ts';

const dialogs = later(() => import('./dialogs.tsx'));

const EDITOR_FIRST_MS = 1000;

function loadSoon(): void {
  void Promise.allSettled([dialogs.load(), loadMenus(), loadToasts(), loadSheets()]);
}

/** What stands around every page: the sidebar, the stream of changes, the shortcuts, the dialogs. */
export function Frame() {
  const phone = usePhone();
  const { connected, retry } = useLive();
  const router = useRouter();
  const workspace = useWorkspace();
  usePreferences(useMe().preferences);
  const dialog = useOpenDialog();
  const { documentId } = useParams({ strict: false });
  usePageDrop(workspace, documentId ?? null);
  const [collapsed, setCollapsed] = useStored('materi.sidebar_collapsed', false);
  const [sheetOpen, setSheetOpen] = useState(false);
  const [width] = useSidebarWidth();

  const toggleSidebar = useCallback(
    () => (phone ? setSheetOpen((open) => !open) : setCollapsed(!collapsed)),
    [phone, collapsed, setCollapsed],
  );
  const closeSheet = useCallback(() => setSheetOpen(false), []);

  const newPage = async () => {
    if (workspace === null || !canEdit(workspace.role)) return;
    const page = await createPage(workspace.id);
    if (page === null) return;
    closeSheet();
    await router.navigate({ to: '/d/$documentId', params: { documentId: page.id } });
  };

  useShortcuts({
    'Mod+k': () => (dialog.kind === 'switcher' ? closeDialog() : openDialog({ kind: 'switcher' })),
    'Mod+\\': toggleSidebar,
    'Mod+Alt+n': () => void newPage(),
    '?': () => openDialog({ kind: 'keys' }),
  });

  // What had the focus may be gone with the screen before: the keys go on from the new one, not from the browser's bar.
  useEffect(() => router.subscribe('onRendered', focusMainWhenLost), [router]);

  // The sheet has done its work once it led somewhere.
  useEffect(() => router.subscribe('onBeforeNavigate', closeSheet), [router, closeSheet]);

  const parts = useLater(dialogs);
  useEffect(() => {
    if (dialog.kind === 'none' || parts !== null) return;
    dialogs.load().catch(() => {
      closeDialog();
      if (dialog.kind === 'sign-out') askPlainly(dialog.changes);
      else toast({ tone: 'critical', text: t('error.unreachable') });
    });
  }, [dialog, parts]);
  const isAwaited = dialog.kind === 'switcher' && parts === null;
  useLayoutEffect(() => {
    if (!isAwaited) return;
    typedAhead.start(closeDialog);
    return typedAhead.stop;
  }, [isAwaited]);

  // Fetched when there is time, so that the first Ctrl-K loses no letter and the first menu opens at once. On a page
  // the editor comes first.
  const onPage = documentId !== undefined;
  useEffect(() => {
    let stop = () => {};
    const timer = setTimeout(() => (stop = whenIdle(loadSoon)), onPage ? EDITOR_FIRST_MS : 0);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [onPage]);

  const sidebar = (
    <Sidebar
      workspace={workspace}
      currentId={documentId ?? null}
      phone={phone}
      onCollapse={toggleSidebar}
      onNewPage={() => void newPage()}
    />
  );
  const context = { toggleSidebar, sidebarHidden: phone || collapsed, newPage };

  return (
    <FrameContext value={context}>
      <div className="flex h-full">
        <a
          href="#main"
          className="sr-only z-50 rounded-md bg-raised px-3 py-2 shadow-raised focus:not-sr-only focus:fixed focus:top-2 focus:start-2"
        >
          {t('frame.skip')}
        </a>
        {phone ? (
          <Sheet open={sheetOpen} onOpenChange={setSheetOpen} title={t('frame.sidebar')}>
            {sidebar}
          </Sheet>
        ) : (
          !collapsed && (
            <aside
              aria-label={t('frame.sidebar')}
              className="relative flex shrink-0 flex-col border-e border-line bg-side print:hidden"
              style={{ width }}
            >
              {sidebar}
              <ResizeHandle />
            </aside>
          )
        )}
        <main id="main" tabIndex={-1} className="relative flex min-w-0 flex-1 flex-col outline-none!">
          <Outlet />
          {!connected && <OfflineBanner retry={retry} />}
        </main>
        {dialog.kind !== 'none' && parts !== null && <parts.Dialogs dialog={dialog} workspace={workspace} />}
      </div>
    </FrameContext>
  );
}

/** Stands below the page: above it, the text would jump under the hands of whoever writes. */
function OfflineBanner({ retry }: { retry(): void }) {
  return (
    <div
      role="status"
      className="animate-fade flex items-center gap-2.5 bg-caution-soft px-4 py-1 text-sm print:hidden text-caution max-md:pb-[max(0.25rem,env(safe-area-inset-bottom))]"
    >
      <CloudOff size={15} className="shrink-0" />
      <span className="min-w-0 flex-1">{t('frame.offline')}</span>
      <Link
        to="/diagnosis"
        className="shrink-0 underline decoration-dotted underline-offset-3 hover:text-ink max-sm:min-h-10 max-sm:content-center"
      >
        {t('connection.diagnosis')}
      </Link>
      <Button look="quiet" className="px-2 text-inherit!" onClick={retry}>
        {t('action.try_again')}
      </Button>
    </div>
  );
}
