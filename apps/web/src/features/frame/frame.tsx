import { Outlet, useParams, useRouter } from '@tanstack/react-router';
import { CloudOff } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { t } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { createPage } from '../documents/pages.ts';
import { canEdit } from '../identity/roles.ts';
import { closeDialog, openDialog, useOpenDialog } from './dialog-store.ts';
import { FrameContext } from './frame-context.ts';
import { useLive } from './live.ts';
import { ResizeHandle, useSidebarWidth } from './resize-handle.tsx';
import { useShortcuts } from './shortcuts.ts';
import { Sidebar } from './sidebar.tsx';
import { useStored } from './stored.ts';
import { usePhone } from './use-phone.ts';
import { useWorkspace } from './workspace.ts';

const loadDialogs = () => import('./dialogs.tsx');
const Dialogs = lazy(loadDialogs);

/** What stands around every page: the sidebar, the stream of changes, the shortcuts, the dialogs. */
export function Frame() {
  const phone = usePhone();
  const { connected, retry } = useLive();
  const router = useRouter();
  const workspace = useWorkspace();
  const dialog = useOpenDialog();
  const { documentId } = useParams({ strict: false });
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

  // The sheet has done its work once it led somewhere.
  useEffect(() => router.subscribe('onBeforeNavigate', closeSheet), [router, closeSheet]);

  useEffect(() => {
    // Fetched when there is time, so that the first Ctrl-K loses no letter.
    const load = () => void loadDialogs().catch(() => undefined);
    if (!('requestIdleCallback' in globalThis)) {
      const timer = setTimeout(load, 300);
      return () => clearTimeout(timer);
    }
    const waiting = requestIdleCallback(load, { timeout: 800 });
    return () => cancelIdleCallback(waiting);
  }, []);

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
          className="sr-only z-50 rounded-md bg-raised px-3 py-2 shadow-raised focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
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
              className="relative flex shrink-0 flex-col border-r border-line bg-side"
              style={{ width }}
            >
              {sidebar}
              <ResizeHandle />
            </aside>
          )
        )}
        <main id="main" className="relative flex min-w-0 flex-1 flex-col">
          <Outlet />
          {!connected && <OfflineBanner retry={retry} />}
        </main>
        {dialog.kind !== 'none' && (
          <Suspense fallback={null}>
            <Dialogs dialog={dialog} workspace={workspace} />
          </Suspense>
        )}
      </div>
    </FrameContext>
  );
}

/** Stands below the page: above it, the text would jump under the hands of whoever writes. */
function OfflineBanner({ retry }: { retry(): void }) {
  return (
    <div
      role="status"
      className="animate-fade flex items-center gap-2.5 bg-caution-soft px-4 py-1 text-sm text-caution max-md:pb-[max(0.25rem,env(safe-area-inset-bottom))]"
    >
      <CloudOff size={15} className="shrink-0" />
      <span className="min-w-0 flex-1">{t('frame.offline')}</span>
      <Button look="quiet" className="px-2 text-inherit!" onClick={retry}>
        {t('action.try_again')}
      </Button>
    </div>
  );
}
