/*
 * The service worker: the app's own files on the device, so that it opens at once and without a server.
 * The build writes BUILD into it (scripts/service-worker-plugin.ts) and puts it beside index.html.
 *
 * The rules:
 * - It answers for the app's own files and for nothing else. What the server says (/api, /collab, …) goes by untouched.
 * - A build is taken as a whole or not at all: when one file does not come, the build before stays.
 * - A new build waits until nobody has the old one open, or until somebody asks for it.
 * - The files of the build before stay, so that a tab that is still open finds the parts it has not loaded yet.
 * - When a page is not here, the network is asked, as if there were no worker.
 */

interface Build {
  /** Changes with any file. */
  id: string;
  /** Needed to open any screen; the page is among them. */
  core: string[];
  /** Needed for some screens; fetched when there is time. */
  rest: string[];
  /** Kept when somebody asked for it. */
  asked: string[];
}

declare const BUILD: Build;

interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface WorkerFetchEvent extends WorkerEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface WorkerScope {
  readonly location: Location;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { claim(): Promise<void>; matchAll(options: { type: 'window' }): Promise<unknown[]> };
  skipWaiting(): Promise<void>;
  addEventListener(name: 'install' | 'activate', listener: (event: WorkerEvent) => void): void;
  addEventListener(name: 'fetch', listener: (event: WorkerFetchEvent) => void): void;
  addEventListener(name: 'message', listener: (event: WorkerEvent & { data: unknown }) => void): void;
}

(() => {
  const scope = globalThis as unknown as WorkerScope;
  const PAGE = '/index.html';
  const ASSETS = 'materi-assets';
  const SHELL = 'materi-shell-';
  const LIST = '/build.json';
  /** Addresses of programs and files; every other address is a page of the app. */
  const NO_PAGE = /^\/(api|v1|collab|mcp|scim|health|metrics|assets|\.well-known)(\/|$)|\.[a-z0-9]{2,11}$/i;
  const isAsset = (path: string) => path.startsWith('/assets/');

  /** Fetches what is not here yet. Files with a hash in their name never change; others are asked for anew. */
  async function keep(cache: Cache, paths: readonly string[], anew: boolean): Promise<void> {
    await Promise.all(
      paths.map(async (path) => {
        if (!anew && (await cache.match(path)) !== undefined) return;
        const answer = await fetch(path, { cache: anew ? 'reload' : 'default', credentials: 'same-origin' });
        // A page in place of a file (a proxy's, a sign-in's) must not stand for it.
        const isPage = answer.headers.get('content-type')?.includes('text/html') === true;
        if (!answer.ok || answer.redirected || isPage !== (path === PAGE)) throw new Error(`${path} did not come.`);
        await cache.put(path, answer);
      }),
    );
  }

  async function install(): Promise<void> {
    const assets = await caches.open(ASSETS);
    await keep(assets, BUILD.core.filter(isAsset), false);
    const shell = await caches.open(SHELL + BUILD.id);
    await keep(
      shell,
      BUILD.core.filter((path) => !isAsset(path)),
      true,
    );
    await shell.put(LIST, Response.json({ ...BUILD, at: Date.now() }));
  }

  /** The builds that are here, newest first. */
  async function builds(): Promise<(Build & { at: number; name: string })[]> {
    const names = (await caches.keys()).filter((name) => name.startsWith(SHELL));
    const found = await Promise.all(
      names.map(async (name) => {
        const list = await (await caches.open(name)).match(LIST);
        return {
          ...((list === undefined ? { id: '', core: [], rest: [], asked: [], at: 0 } : await list.json()) as Build & {
            at: number;
          }),
          name,
        };
      }),
    );
    return found.toSorted((one, other) => other.at - one.at);
  }

  /** Lets go of builds older than the one before this, and of the files that only they had. */
  async function tidy(): Promise<void> {
    const all = await builds();
    const others = all.filter((build) => build.id !== BUILD.id);
    const kept = [...all.filter((build) => build.id === BUILD.id), ...others.slice(0, 1)];
    await Promise.all(others.slice(1).map(({ name }) => caches.delete(name)));
    const wanted = new Set(kept.flatMap(({ core, rest, asked }) => [...core, ...rest, ...asked]));
    const assets = await caches.open(ASSETS);
    for (const request of await assets.keys()) {
      // oxlint-disable-next-line no-await-in-loop -- rare, and never in a hurry
      if (!wanted.has(new URL(request.url).pathname)) await assets.delete(request);
    }
  }

  async function page(event: WorkerFetchEvent): Promise<Response> {
    const { waiting } = scope.registration;
    if (waiting !== null && (await scope.clients.matchAll({ type: 'window' })).length < 2) {
      // Only this tab, and it is being loaded: the newest build may have it at once.
      waiting.postMessage({ kind: 'take over' });
      try {
        return await fetch(event.request);
      } catch {
        // Away after all: the build that is here does.
      }
    }
    const shell = await caches.open(SHELL + BUILD.id);
    const kept = await shell.match(PAGE);
    if (kept === undefined) return fetch(event.request);
    // An answer that came for another address must not say so to the page.
    return new Response(kept.body, { status: 200, headers: kept.headers });
  }

  async function asset(request: Request): Promise<Response> {
    const assets = await caches.open(ASSETS);
    const kept = await assets.match(request, { ignoreVary: true });
    if (kept !== undefined) return kept;
    const answer = await fetch(request);
    const { pathname } = new URL(request.url);
    const known = BUILD.rest.includes(pathname) || BUILD.asked.includes(pathname);
    if (known && answer.ok && answer.status === 200) await assets.put(request, answer.clone());
    return answer;
  }

  async function shellFile(request: Request): Promise<Response> {
    const shell = await caches.open(SHELL + BUILD.id);
    return (await shell.match(request, { ignoreSearch: true, ignoreVary: true })) ?? fetch(request);
  }

  scope.addEventListener('install', (event) => event.waitUntil(install()));
  scope.addEventListener('activate', (event) => event.waitUntil(tidy().then(() => scope.clients.claim())));
  scope.addEventListener('fetch', (event) => {
    const { request } = event;
    const address = new URL(request.url);
    if (request.method !== 'GET' || address.origin !== scope.location.origin) return;
    if (request.mode === 'navigate') {
      if (!NO_PAGE.test(address.pathname)) event.respondWith(page(event));
    } else if (isAsset(address.pathname)) event.respondWith(asset(request));
    else if (BUILD.core.includes(address.pathname)) event.respondWith(shellFile(request));
  });
  scope.addEventListener('message', (event) => {
    const kind = (event.data as { kind?: string } | null)?.kind;
    if (kind === 'take over') event.waitUntil(scope.skipWaiting());
    if (kind === 'keep the rest') {
      event.waitUntil(
        caches
          .open(ASSETS)
          // Not needed to open: what does not come now comes when it is asked for.
          .then((assets) => Promise.allSettled(BUILD.rest.map((path) => keep(assets, [path], false)))),
      );
    }
  });
})();
