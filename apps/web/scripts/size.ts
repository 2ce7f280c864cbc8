/**
 * How much JavaScript the browser needs, gzipped. `node apps/web/scripts/size.ts` prints a table of the built app
 * and fails when more than the limit comes before the editor's own chunk.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** The most that may come before the editor's chunk, in bytes (gzip). */
export const LIMIT_BEFORE_EDITOR = 200_000;

export interface Sizes {
  /** What every screen of the frame needs. */
  first: number;
  /** The same and what the screen of a page needs, without the editor. */
  beforeEditor: number;
  /** The editor with all that it needs at once. */
  editor: number;
  /** Sign-in: what a stranger loads. */
  signIn: number;
}

/** Reads the built app in `dist`. Sizes are in bytes, gzipped at level 9. */
export function measureSizes(dist: string): Sizes {
  const assets = join(dist, 'assets');
  const names = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const texts = new Map(names.map((name) => [name, readFileSync(join(assets, name), 'utf8')]));
  const gzipped = (name: string) => gzipSync(texts.get(name) ?? '', { level: 9 }).length;

  /** A chunk and all that it imports at once; chunks that come later on demand are left out. */
  const closure = (start: string): Set<string> => {
    const found = new Set<string>();
    const open = [start];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (found.has(name) || !texts.has(name)) continue;
      found.add(name);
      for (const match of (texts.get(name) ?? '').matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) {
        if (match[1] !== undefined) open.push(match[1]);
      }
    }
    return found;
  };
  const named = (prefix: string) => {
    const name = names.find((one) => one.startsWith(`${prefix}-`));
    if (name === undefined) throw new Error(`The build has no chunk named ${prefix}. Build first: make install`);
    return name;
  };
  const sum = (chunks: Iterable<string>) => [...chunks].reduce((total, name) => total + gzipped(name), 0);

  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const entries = [...page.matchAll(/<script type="module"[^>]* src="\/assets\/([^"]+\.js)"/g)].map(
    ([, name = '']) => name,
  );
  if (entries.length === 0) throw new Error('The page names no script. Build first: make install');
  const first = new Set(entries.flatMap((entry) => [...closure(entry)]));
  const beforeEditor = new Set([...first, ...closure(named('document-screen'))]);
  const editor = [...closure(named('editor'))].filter((name) => !beforeEditor.has(name));
  return {
    first: sum(first),
    beforeEditor: sum(beforeEditor),
    editor: sum(editor),
    signIn: sum(new Set([...first, ...closure(named('sign-in-screen'))])),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = measureSizes(fileURLToPath(new URL('../dist', import.meta.url)));
  for (const [name, bytes] of Object.entries(sizes)) {
    process.stdout.write(`${name.padEnd(14)}${(bytes / 1000).toFixed(1).padStart(8)} kB\n`);
  }
  if (sizes.beforeEditor > LIMIT_BEFORE_EDITOR) {
    process.stderr.write(`More than ${LIMIT_BEFORE_EDITOR / 1000} kB come before the editor.\n`);
    process.exitCode = 1;
  }
}
