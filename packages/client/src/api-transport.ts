import type { AccessGrant } from '@materi/contract';
import { ApiError, readProblem, unreachable } from './api-error.ts';

export interface ApiClientOptions {
  /** For example `https://materi.example.org`; empty in a browser that was served by the same server. */
  baseUrl: string;
  /** An API key or access token, for programs. Browsers use cookies instead and leave this out. */
  key?: string;
  /** How `fetch` treats cookies. Default `same-origin`. */
  credentials?: 'omit' | 'same-origin' | 'include';
  fetch?: typeof fetch;
  /** Called with each new access token. */
  onGrant?(grant: AccessGrant): void;
  /** Called when the session ended: nothing will work until somebody signs in. */
  onSignedOut?(): void;
}

export interface Request {
  /** Of a list, each value stands for itself. */
  query?: Record<string, string | number | boolean | readonly string[] | undefined>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: FormData | string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Milliseconds until the request is given up; `null` waits for ever. Default 30 seconds. */
  timeout?: number | null;
  /** Goes on although the page is left meanwhile. */
  keepalive?: boolean;
}

/** Sends requests with credentials, renews them once when they ran out, and turns failures into ApiError. */
export interface Transport {
  send(method: string, path: string, request?: Request): Promise<Response>;
  json<Answer>(method: string, path: string, request?: Request): Promise<Answer>;
  /** Keeps a grant that came with an answer (sign-in, set-up, an accepted invitation). */
  keep(grant: AccessGrant): void;
  /** Forgets the grant. */
  forget(): void;
  /** Gets a new access token by the refresh cookie. Calls at the same time share one request. */
  refresh(): Promise<AccessGrant>;
  /** An access token that is good for another half minute at least. */
  token(): Promise<string>;
}

// Renewed this long before the end, so that a token never runs out on its way to the server.
const MARGIN_MS = 30_000;
const REFRESH_PATH = '/api/v1/auth/refresh';

export function createTransport(options: ApiClientOptions): Transport {
  const call = options.fetch ?? ((input: string, init?: RequestInit) => fetch(input, init));
  let grant: { token: string; until: number } | null = null;
  let refreshing: Promise<AccessGrant> | null = null;

  async function once(method: string, path: string, request: Request): Promise<Response> {
    // A request that changes something by cookie must carry this header (CSRF); harmless on others.
    const headers: Record<string, string> = { accept: 'application/json', 'x-materi-request': '1', ...request.headers };
    if (options.key !== undefined) headers.authorization = `Bearer ${options.key}`;
    let body = request.body;
    if (request.json !== undefined) {
      headers['content-type'] = 'application/json';
      body = JSON.stringify(request.json);
    }
    const signals = [
      request.signal,
      request.timeout === null ? undefined : AbortSignal.timeout(request.timeout ?? 30_000),
    ].filter((signal) => signal !== undefined);
    try {
      return await call(options.baseUrl + path + queryText(request.query), {
        method,
        headers,
        credentials: options.credentials ?? 'same-origin',
        keepalive: request.keepalive ?? false,
        ...(body === undefined ? {} : { body }),
        ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
      });
    } catch (error) {
      // The caller gave up: that is not a failure of the server.
      if (request.signal?.aborted) throw error;
      throw unreachable();
    }
  }

  function keep(next: AccessGrant): void {
    grant = { token: next.accessToken, until: Date.now() + next.expiresIn * 1000 };
    options.onGrant?.(next);
  }

  function forget(): void {
    grant = null;
  }

  function refresh(): Promise<AccessGrant> {
    refreshing ??= oneTabAtATime(async () => {
      // Tokens rotate: an answer that is lost because the page was left would lose the session.
      const response = await once('POST', REFRESH_PATH, { keepalive: true });
      if (!response.ok) {
        const error = await readProblem(response);
        if (error.status === 401 || error.status === 403) {
          forget();
          options.onSignedOut?.();
        }
        throw error;
      }
      const next = (await response.json()) as AccessGrant;
      keep(next);
      return next;
    }).finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  async function send(method: string, path: string, request: Request = {}): Promise<Response> {
    let response = await once(method, path, request);
    if (response.status === 401 && options.key === undefined && !path.startsWith('/api/v1/auth/')) {
      await refresh().catch((error: unknown) => {
        // Not signed in is the answer to the first request; only an unreachable server is news.
        if (error instanceof ApiError && !error.isUnreachable) return;
        throw error;
      });
      if (grant !== null) response = await once(method, path, request);
    }
    if (!response.ok) throw await readProblem(response);
    return response;
  }

  return {
    send,
    async json<Answer>(method: string, path: string, request?: Request) {
      const response = await send(method, path, request);
      if (response.status === 204) return undefined as Answer;
      return (await response.json()) as Answer;
    },
    keep,
    forget,
    refresh,
    async token() {
      if (options.key !== undefined) return options.key;
      if (grant !== null && grant.until - Date.now() > MARGIN_MS) return grant.token;
      return (await refresh()).accessToken;
    },
  };
}

function queryText(query: Request['query']): string {
  const parts = Object.entries(query ?? {}).flatMap(([name, value]) =>
    (value === undefined ? [] : typeof value === 'object' ? value : [value]).map(
      (each) => `${encodeURIComponent(name)}=${encodeURIComponent(each)}`,
    ),
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

interface Locks {
  request<T>(name: string, task: () => Promise<T>): Promise<T>;
}

/**
 * Refresh tokens rotate, so two tabs should not refresh at once. The lock exists only in secure
 * contexts; elsewhere the server's grace for a token that was just replaced covers the race.
 */
function oneTabAtATime<T>(task: () => Promise<T>): Promise<T> {
  const holder = (globalThis as { navigator?: { locks?: Locks } }).navigator;
  return holder?.locks === undefined ? task() : holder.locks.request('materi.refresh', task);
}
