import { ApiError, createApiClient } from '@materi/client';
import { QueryClient } from '@tanstack/react-query';

/** Server state lives here and nowhere else. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream says what changed, so nothing is fetched again merely because time passed.
      staleTime: 60_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      // A refused request is refused again; only a server that is away may come back.
      retry: (tries, error) => tries < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});

const GRANT_KEY = 'materi.grant_until';
const RENEW_BEFORE_MS = 2 * 60_000;
const signedOutListeners = new Set<() => void>();

/** Calls back when the session ended on this device. */
export function onSignedOut(listener: () => void): void {
  signedOutListeners.add(listener);
}

export const api = createApiClient({
  baseUrl: '',
  onGrant: (grant) => {
    try {
      localStorage.setItem(GRANT_KEY, String(Date.now() + grant.expiresIn * 1000));
    } catch {
      // Without storage each tab renews for itself.
    }
  },
  onSignedOut: () => {
    for (const listener of signedOutListeners) listener();
  },
});

/**
 * Renews the session cookie before it runs out: pictures are fetched by it and cannot be asked again.
 * The time stands in storage, so that one tab of many does it.
 */
export function keepSessionFresh(): void {
  const check = () => {
    if (document.visibilityState !== 'visible') return;
    let until = 0;
    try {
      until = Number(localStorage.getItem(GRANT_KEY) ?? 0);
    } catch {
      // As above.
    }
    if (until - Date.now() > RENEW_BEFORE_MS) return;
    // A failure shows with the next request; this one was only ahead of time.
    api.refresh().catch(() => undefined);
  };
  setInterval(check, 30_000);
  document.addEventListener('visibilitychange', check);
  setTimeout(check, 3000);
}
