import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { serviceWorker } from './scripts/service-worker-plugin.ts';

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/**
 * Loads the interface's font together with the first script, so that the first text is drawn in it.
 * Its name carries a hash and is known only once the bundle is.
 */
function preloadFont(): Plugin {
  return {
    name: 'materi:preload-font',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const font = Object.keys(bundle ?? {}).find((name) => /inter-latin-wght-normal.*\.woff2$/.test(name));
        if (font === undefined) return [];
        return [
          {
            tag: 'link',
            injectTo: 'head-prepend',
            attrs: { rel: 'preload', href: `/${font}`, as: 'font', type: 'font/woff2', crossorigin: true },
          },
        ];
      },
    },
  };
}

/** What the first screens consist of, by the first word of the address. */
const SCREENS: Record<string, readonly string[]> = {
  w: ['src/features/documents/home-screen.tsx'],
  d: ['src/features/documents/document-screen.tsx', 'src/features/editor/index.ts'],
};

/** Names the parts of the first screens in the page, for `public/early.js`. */
function nameScreens(): Plugin {
  return {
    name: 'materi:name-screens',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {}, chunk }) {
        const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
        const parts = (starts: readonly string[]) => {
          const found = new Set<string>();
          const open = [...starts];
          for (let name = open.pop(); name !== undefined; name = open.pop()) {
            if (found.has(name)) continue;
            found.add(name);
            open.push(...(chunks.find(({ fileName }) => fileName === name)?.imports ?? []));
          }
          return found;
        };
        const withStyles = (names: Iterable<string>) =>
          [...names].flatMap((name) => {
            const styles = chunks.find(({ fileName }) => fileName === name)?.viteMetadata?.importedCss ?? [];
            return [name, ...styles];
          });
        const atOnce = new Set(withStyles(parts(chunk === undefined ? [] : [chunk.fileName])));
        const named = Object.entries(SCREENS).map(([kind, modules]) => {
          const starts = modules.map((path) => {
            const found = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(path));
            if (found === undefined) throw new Error(`The build has no chunk for ${path}.`);
            return found.fileName;
          });
          return [
            kind,
            withStyles(parts(starts))
              .filter((name) => !atOnce.has(name))
              .map((name) => `/${name}`),
          ];
        });
        return [
          {
            tag: 'script',
            injectTo: 'head',
            attrs: { type: 'application/json', id: 'parts' },
            children: JSON.stringify(Object.fromEntries(named)),
          },
          { tag: 'script', injectTo: 'head', attrs: { src: '/early.js' } },
        ];
      },
    },
  };
}

/** Packs what is text beside itself (.br, .gz), so that the server sends it packed without any work of its own. */
function precompress(): Plugin {
  let folder = 'dist';
  return {
    name: 'materi:precompress',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      if (watching) return;
      const names = await readdir(folder, { recursive: true });
      const texts = names.filter((name) => /\.(js|css|html|svg|webmanifest)$/.test(name));
      await Promise.all(
        texts.map(async (name) => {
          const path = join(folder, name);
          const content = await readFile(path);
          const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
          await writeFile(`${path}.br`, await brotli(content, quality));
          await writeFile(`${path}.gz`, await gzipped(content, { level: 9 }));
        }),
      );
    },
  };
}

/**
 * Leaves out the layout engine ELK that Mermaid can load: its licence (EPL or GPL) is not one that this house
 * ships (docs/decisions/0011-licences.md). Diagrams are laid out by dagre instead (features/editor/views/mermaid.ts).
 */
function withoutElk(): Plugin {
  const empty = '\0without-elk';
  return {
    name: 'materi:without-elk',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith('elkjs') ? empty : undefined),
    load: (id) =>
      id === empty
        ? 'export default class { constructor() { throw new Error("The layout ELK is not here; take the usual one."); } }'
        : undefined,
  };
}

/**
 * What is loaded together is one file: each costs a request, and the service worker answers them one by one.
 * All else is cut as the bundler sees fit.
 */
const FILES = [
  { name: 'app', tags: ['$initial' as const], priority: 5 },
  { name: 'icons', test: /node_modules[\\/]lucide-react[\\/]/, priority: 4 },
  // What opens above the page: dialogs, lists, menus. Sooner than the editor, which has some of its own.
  {
    name: 'opened',
    test: /src[\\/]ui[\\/](dialog|menu-list|palette|pick-list|sheet-body|toast-list)\.tsx$/,
    priority: 3,
  },
  // Small things that several screens share.
  {
    name: 'shared',
    test: /src[\\/](ui|features[\\/](documents|frame))[\\/][^\\/]+$/,
    minShareCount: 2,
    maxModuleSize: 4000,
    includeDependenciesRecursively: false,
    priority: 2,
  },
];

// `make dev` builds again with each change; open tabs then reload by themselves.
const watching = process.argv.includes('--watch');
const server = process.env.MATERI_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  define: { 'import.meta.env.MATERI_WATCHED': JSON.stringify(watching) },
  plugins: [
    react(),
    tailwindcss(),
    withoutElk(),
    preloadFont(),
    nameScreens(),
    serviceWorker({ watching }),
    precompress(),
  ],
  build: {
    // light-dark(), oklch() and field-sizing are drawn as they are written.
    cssTarget: ['chrome123', 'safari17.5', 'firefox121'],
    target: ['chrome120', 'safari17.4', 'firefox121'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { output: { codeSplitting: { groups: FILES } } },
  },
  server: {
    // For work on the screens alone: `npx vite` beside a running server.
    proxy: { '/api': server, '/collab': { target: server, ws: true } },
  },
});
