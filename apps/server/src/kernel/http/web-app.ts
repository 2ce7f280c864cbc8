import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import serveFiles from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpApp } from './app.ts';

/** Addresses that belong to programs: an unknown one is an error, never a page. */
const NOT_PAGES = /^\/(api|v1|collab|mcp|scim|health|metrics|assets|\.well-known)(\/|$)/;
/** The build puts a hash of the content into these names. */
const HASHED = /[/\\]assets[/\\][^/\\]+$/;

const NOT_BUILT = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Materi</title></head>
<body><h1>The web app is not built yet</h1>
<p>The server runs, but there are no pages to show. Run <code>make install</code> in the folder of Materi and reload.
The interface for programs is described at <a href="/api/docs">/api/docs</a>.</p></body></html>`;

/**
 * In place of a service worker that the build does not have: takes the one on the device away, with what it kept.
 * So deleting `service-worker.js` from the build is the way to be rid of it everywhere.
 */
const NO_WORKER = `addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(
  caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith('materi-')).map((name) => caches.delete(name))))
    .then(() => registration.unregister())
));
`;

export interface WebApp {
  /** Changes whenever the pages do, so that open tabs learn that they are old. */
  readonly buildId: () => string;
  /** Answers with the app when this is a page address that a browser opens; `null` otherwise. */
  readonly pageFor: (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null;
}

/** The built web app as files. Works when it is built or rebuilt while the server runs. */
export function createWebApp(needs: {
  folder: string;
  version: string;
}): WebApp & { install(app: HttpApp): Promise<void> } {
  const index = join(needs.folder, 'index.html');
  let known: { modified: number; buildId: string } | undefined;

  return {
    buildId() {
      if (!existsSync(index)) return needs.version;
      const modified = statSync(index).mtimeMs;
      if (known?.modified !== modified) {
        const hash = createHash('sha256').update(readFileSync(index)).digest('hex').slice(0, 12);
        known = { modified, buildId: `${needs.version}-${hash}` };
      }
      return known.buildId;
    },
    async install(app) {
      app.get('/service-worker.js', { schema: { hide: true } }, (_request, reply) => {
        if (existsSync(join(needs.folder, 'service-worker.js'))) return reply.sendFile('service-worker.js');
        return reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(NO_WORKER);
      });
      await app.register(serveFiles, {
        root: needs.folder,
        index: ['index.html'],
        wildcard: true,
        preCompressed: true,
        cacheControl: false,
        suppressWarning: true,
        setHeaders(response, path) {
          response.header(
            'cache-control',
            HASHED.test(path.replace(/\.(gz|br)$/, '')) ? 'public, max-age=31536000, immutable' : 'no-cache',
          );
        },
      });
    },
    pageFor(request, reply) {
      const path = request.url.split('?')[0]!;
      const wantsPage = request.headers.accept?.includes('text/html') ?? false;
      if (!['GET', 'HEAD'].includes(request.method) || !wantsPage || NOT_PAGES.test(path)) return null;
      if (/\.[a-z0-9]{2,5}$|\.\./i.test(path)) return null;
      if (!existsSync(index))
        return reply.code(503).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(NOT_BUILT);
      return reply.sendFile('index.html');
    },
  };
}
