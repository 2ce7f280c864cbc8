import { ApiError } from '@materi/client';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { queryClient } from '../api.ts';
import { documentQuery, recentQuery, treeQuery } from '../features/documents/queries.ts';
import { Frame } from '../features/frame/frame.tsx';
import { readSearchAddress, type SearchAddress } from '../features/search/filters.ts';
import { isPanelKind, type PanelKind } from '../features/frame/panels.tsx';
import { startingWorkspace } from '../features/frame/workspace.ts';
import { isChangesShown, type ChangesShown } from '../features/history/shown.ts';
import { meQuery } from '../features/identity/queries.ts';
import { loadDocumentScreen, loadHomeScreen, restorePage } from './early.ts';
import { FailedScreen, MissingScreen, WithoutWorkspace } from './fallbacks.tsx';

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: MissingScreen,
  errorComponent: FailedScreen,
});

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

/** Only addresses of our own: anything else would send people away after they signed in. */
const ownAddress = (value: unknown) => {
  const address = text(value);
  return address !== undefined && /^\/(?![/\\])/.test(address) ? address : undefined;
};

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = ownAddress(search.next);
    return next === undefined ? {} : { next };
  },
  component: lazyRouteComponent(() => import('../features/identity/sign-in-screen.tsx'), 'SignInScreen'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (search: Record<string, unknown>): { token?: string } => {
    const token = text(search.token);
    return token === undefined ? {} : { token };
  },
  component: lazyRouteComponent(() => import('../features/identity/setup-screen.tsx'), 'SetupScreen'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitations/$token',
  component: lazyRouteComponent(() => import('../features/identity/invitation-screen.tsx'), 'InvitationScreen'),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset/$token',
  component: lazyRouteComponent(() => import('../features/identity/reset-screen.tsx'), 'ResetScreen'),
});

const diagnosis = createRoute({
  getParentRoute: () => root,
  path: '/diagnosis',
  component: lazyRouteComponent(() => import('../features/connection/diagnosis-screen.tsx'), 'DiagnosisScreen'),
});

/** Everything that needs somebody to be signed in. */
const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(meQuery);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      // oxlint-disable-next-line typescript/only-throw-error -- the router's own way to send people elsewhere
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
    }
  },
  component: Frame,
});

const index = createRoute({
  getParentRoute: () => app,
  path: '/',
  beforeLoad: async () => {
    const workspace = startingWorkspace(await queryClient.ensureQueryData(meQuery));
    if (workspace === null) return;
    // oxlint-disable-next-line typescript/only-throw-error -- as above
    throw redirect({ to: '/w/$workspaceId', params: { workspaceId: workspace.id }, replace: true });
  },
  component: WithoutWorkspace,
});

const home = createRoute({
  getParentRoute: () => app,
  path: '/w/$workspaceId',
  loader: ({ params }) => {
    void queryClient.prefetchQuery(treeQuery(params.workspaceId));
    void queryClient.prefetchQuery(recentQuery(params.workspaceId));
  },
  component: lazyRouteComponent(loadHomeScreen, 'HomeScreen'),
});

const trash = createRoute({
  getParentRoute: () => app,
  path: '/w/$workspaceId/trash',
  component: lazyRouteComponent(() => import('../features/documents/trash-screen.tsx'), 'TrashScreen'),
});

const search = createRoute({
  getParentRoute: () => app,
  path: '/w/$workspaceId/search',
  validateSearch: (found: Record<string, unknown>): SearchAddress => readSearchAddress(found),
  component: lazyRouteComponent(() => import('../features/search/search-screen.tsx'), 'SearchScreen'),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: '/w/$workspaceId/settings/$section',
  component: lazyRouteComponent(() => import('../features/identity/settings-screen.tsx'), 'SettingsScreen'),
});

const inbox = createRoute({
  getParentRoute: () => app,
  path: '/w/$workspaceId/inbox',
  component: lazyRouteComponent(() => import('../features/notifications/inbox-screen.tsx'), 'InboxScreen'),
});

/** What stands beside a page, which version of it is shown, and compared with what. */
interface PageSearch {
  panel?: PanelKind | undefined;
  version?: string | undefined;
  changes?: ChangesShown | undefined;
}

const page = createRoute({
  getParentRoute: () => app,
  path: '/d/$documentId',
  validateSearch: (search: Record<string, unknown>): PageSearch => ({
    ...(isPanelKind(search.panel) ? { panel: search.panel } : {}),
    ...(text(search.version) === undefined ? {} : { version: text(search.version) }),
    ...(isChangesShown(search.changes) ? { changes: search.changes } : {}),
  }),
  loader: async ({ params }) => {
    void queryClient.prefetchQuery(documentQuery(params.documentId));
    await restorePage(params.documentId);
  },
  component: lazyRouteComponent(loadDocumentScreen, 'DocumentScreen'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    setup,
    invitation,
    reset,
    diagnosis,
    app.addChildren([index, home, inbox, trash, search, settings, page]),
  ]),
  defaultPreload: 'intent',
  defaultPreloadDelay: 60,
  defaultErrorComponent: FailedScreen,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
