import type { QueryKey } from '@tanstack/react-query';
import { queryClient } from '../api.ts';
import { changedQuery, documentQuery, favouritesQuery, recentQuery, treeQuery } from '../features/documents/queries.ts';
import { lastWorkspaceId } from '../features/frame/workspace.ts';
import { meQuery } from '../features/identity/queries.ts';
import { restoreQueries } from '../features/offline/kept-queries.ts';

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
    if (kind !== 'd') {
      void queryClient.prefetchQuery(recentQuery(workspaceId));
      void queryClient.prefetchQuery(changedQuery(workspaceId));
    }
  }
  if (kind === 'd' && id !== undefined) {
    // Not the editor: making it ready takes longer than drawing the title, which it would hold up.
    void loadDocumentScreen().catch(() => undefined);
    void queryClient.prefetchQuery(documentQuery(id));
  } else {
    void loadHomeScreen().catch(() => undefined);
  }
}

const RESTORE_LIMIT_MS = 300;

/**
 * Brings from this device what the first screen shows, so that it is painted before any answer of the server.
 *
 * @param onRestored called when all of it is there, which may be after the promise
 */
export async function restoreEarly(pathname: string, onRestored: () => void): Promise<void> {
  const [, kind, id] = pathname.split('/');
  if (kind !== '' && kind !== 'w' && kind !== 'd') return;
  const workspaceId = kind === 'w' && id !== undefined ? id : lastWorkspaceId();
  const keys: QueryKey[] = [meQuery.queryKey];
  if (workspaceId !== null) {
    for (const query of [treeQuery, favouritesQuery, recentQuery, changedQuery]) keys.push(query(workspaceId).queryKey);
  }
  if (kind === 'd' && id !== undefined) keys.push(documentQuery(id).queryKey);
  // A slow disk must not make the screen wait for longer than the server would.
  await Promise.race([
    restoreQueries(keys).then(onRestored),
    new Promise((resolve) => setTimeout(resolve, RESTORE_LIMIT_MS)),
  ]);
}

/** The same for a page that is gone to. */
export const restorePage = (documentId: string): Promise<void> => restoreQueries([documentQuery(documentId).queryKey]);

/** The code of a page and its editor, for when there is time: opening a page from anywhere is then a matter of its text. */
export function loadLater(): void {
  void loadDocumentScreen()
    .then((screen) => screen.loadEditor())
    .catch(() => undefined);
}
