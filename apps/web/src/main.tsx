import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { keepSessionFresh, onSignedOut, queryClient } from './api.ts';
import { resumeTitles } from './features/documents/titles.ts';
import { loadLater, startEarly } from './routes/early.ts';
import { router } from './routes/router.tsx';
import { Toaster } from './ui/toast.tsx';
import { TooltipProvider } from './ui/tooltip.tsx';
import './styles.css';

onSignedOut(() => {
  // Only people who are inside have lost something; the entry pages ask on their own.
  const isInside = router.state.matches.some((match) => match.routeId === '/app');
  if (!isInside) return;
  queryClient.clear();
  void router.navigate({ to: '/sign-in', search: { next: router.state.location.href } });
});

startEarly(location.pathname);

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <TooltipProvider>
          <RouterProvider router={router} />
          <Toaster />
        </TooltipProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
  keepSessionFresh();
  resumeTitles();
  setTimeout(loadLater, 1500);
}
