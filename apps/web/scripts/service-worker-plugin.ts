import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify, transformWithOxc, type Plugin } from 'vite';

const SOURCE = fileURLToPath(new URL('../src/service-worker/worker.ts', import.meta.url));
/** Parts that many people never need, other languages among them: they come after all others, when there is time. */
const SELDOM =
  /\.(ttf|woff)$|-(arabic|cyrillic|greek|vietnamese|latin-ext)|\/words-|\/(katex|markdown|lowlight|mermaid|KaTeX_)/i;
/** What is fetched only when somebody asks for it: one diagram language each, the fonts of formulas. */
const LARGE = /\.map$|\.(ttf|woff)$|Diagram-|diagram-|cytoscape|elk/;

/** What takes a worker of an earlier build away. `make dev` has no worker: each of its builds replaces the one before. */
const NO_WORKER = `addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) =>
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('materi-')).map((name) => caches.delete(name))))
      .then(() => registration.unregister()),
  ),
);
`;

/** Writes `service-worker.js`: the worker with the list of the files of this build. */
export function serviceWorker({ watching }: { watching: boolean }): Plugin {
  let folder = 'dist';
  return {
    name: 'materi:service-worker',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    closeBundle: {
      order: 'pre',
      sequential: true,
      async handler() {
        if (watching) {
          await writeFile(join(folder, 'service-worker.js'), NO_WORKER);
          return;
        }
        const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile() && !/\.(gz|br)$/.test(entry.name) && entry.name !== 'service-worker.js')
          .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/'))
          .toSorted();
        const hash = createHash('sha256');
        // oxlint-disable-next-line no-await-in-loop -- in order, for one hash
        for (const name of names) hash.update(name).update(await readFile(join(folder, name)));
        const build = {
          id: hash.digest('hex').slice(0, 16),
          core: names.filter((name) => !SELDOM.test(name) && !LARGE.test(name)),
          rest: names.filter((name) => SELDOM.test(name) && !LARGE.test(name)),
          asked: names.filter((name) => LARGE.test(name) && !name.endsWith('.map')),
        };
        const { code } = await transformWithOxc(await readFile(SOURCE, 'utf8'), SOURCE);
        const small = await minify('service-worker.js', `const BUILD = ${JSON.stringify(build)};\n${code}`);
        await writeFile(join(folder, 'service-worker.js'), small.code);
      },
    },
  };
}
