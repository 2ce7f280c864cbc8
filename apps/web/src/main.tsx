import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Direction } from 'radix-ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { keepSessionFresh, onSignedOut, queryClient } from './api.ts';
import { resumeNewPages, showNewPages } from './features/documents/new-pages.ts';
import { resumeTitles, showTitles } from './features/documents/titles.ts';
import { direction, startLanguage, useLanguage } from './messages/language.ts';
import { forgetSession, keepQueries } from './features/offline/kept-queries.ts';
import { tellUnsent } from './features/offline/unsent.ts';
import { keepApp, sayUpdated } from './features/offline/updates.ts';
import { loadLater, restoreEarly, startEarly } from './routes/early.ts';
import { router } from './routes/router.tsx';
import { Toaster } from './ui/toast.tsx';
import { startTooltips } from './ui/tooltip.ts';
import './styles.css';

onSignedOut(() => {
  // Only people who are inside have lost something; the entry pages ask on their own.
  const isInside = router.state.matches.some((match) => match.routeId === '/app');
  if (!isInside) return;
  forgetSession();
  queryClient.clear();
  void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } });
});

keepQueries((documentId) => {
  const page = { to: '/d/$documentId', params: { documentId } } as const;
  // Whoever has the page open is told there.
  if (router.state.location.pathname === `/d/${documentId}`) return;
  tellUnsent(documentId, () => void router.navigate(page));
});
// A part of the app that is asked for may be gone with the build that it belongs to.
addEventListener('vite:preloadError', sayUpdated);
// What this device keeps is painted first, so it is asked first.
const restored = restoreEarly(location.pathname, () => {
  showNewPages();
  showTitles();
});
startEarly(location.pathname);

const root = document.getElementById('root');
/** Drawn anew when the language changes: words are asked for while drawing. */
function App() {
  return (
    <Direction.Provider key={useLanguage()} dir={direction()}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toaster />
      </QueryClientProvider>
    </Direction.Provider>
  );
}

if (root !== null) {
  await Promise.all([startLanguage(), restored]);
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  startTooltips();
  keepSessionFresh();
  resumeNewPages();
  resumeTitles();
  setTimeout(loadLater, 1500);
  // After the first screen: what it needs comes first.
  setTimeout(() => void keepApp(), 2000);
}
