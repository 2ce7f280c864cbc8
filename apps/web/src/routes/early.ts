import { queryClient } from '../api.ts';
import { documentQuery, favouritesQuery, recentQuery, treeQuery } from '../features/documents/queries.ts';
import { lastWorkspaceId } from '../features/frame/workspace.ts';
import { meQuery } from '../features/identity/queries.ts';

export const loadHomeScreen = () => import('../features/documents/home-screen.tsx');
export const loadDocumentScreen = () => import('../features/documents/document-screen.tsx');

/**
 * Asks for everything that the first screen will most likely need, all at once: who is here, the tree of the
 * last visit, and what the address names. The router asks again in its own order and finds it on its way.
 */
export function startEarly(pathname: string): void {
  const [, kind, id] = pathname.split('/');
  if (kind !== '' && kind !== 'w' && kind !== 'd') return;
  void queryClient.prefetchQuery(meQuery);
  const workspaceId = kind === 'w' && id !== undefined ? id : lastWorkspaceId();
  if (workspaceId !== null) {
    void queryClient.prefetchQuery(treeQuery(workspaceId));
    void queryClient.prefetchQuery(favouritesQuery(workspaceId));
    if (kind !== 'd') void queryClient.prefetchQuery(recentQuery(workspaceId));
  }
  if (kind === 'd' && id !== undefined) {
    void loadDocumentScreen().catch(() => undefined);
    void queryClient.prefetchQuery(documentQuery(id));
  } else {
    void loadHomeScreen().catch(() => undefined);
  }
}

/** The code of a page and its editor, for when there is time: opening a page from anywhere is then a matter of its text. */
export function loadLater(): void {
  void loadDocumentScreen()
    .then((screen) => screen.loadEditor())
    .catch(() => undefined);
}
