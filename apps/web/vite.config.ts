import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

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

// `make dev` builds again with each change; open tabs then reload by themselves.
const watching = process.argv.includes('--watch');
const server = process.env.MATERI_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  define: { 'import.meta.env.MATERI_WATCHED': JSON.stringify(watching) },
  plugins: [react(), tailwindcss(), preloadFont(), precompress()],
  build: {
    // light-dark(), oklch() and field-sizing are drawn as they are written.
    cssTarget: ['chrome123', 'safari17.5', 'firefox121'],
    target: ['chrome120', 'safari17.4', 'firefox121'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  server: {
    // For work on the screens alone: `npx vite` beside a running server.
    proxy: { '/api': server, '/collab': { target: server, ws: true } },
  },
});
