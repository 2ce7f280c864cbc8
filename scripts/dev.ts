/**
 * `make dev`: the server in one process on an embedded database, started again
 * when its code changes, and the web app built again when its code changes (open
 * pages notice the new build and reload). Ctrl-C ends both.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { rootOf } from './check/steps.ts';

const root = rootOf(import.meta.url);
const QUIET_MS = 150;

let server: ChildProcess | undefined;
let stopping = false;
let restart = false;
/** A server that never got ready will not get ready by waiting: a port in use, a wrong option. */
let wasReady = false;

function startServer(): void {
  restart = false;
  const child = spawn(
    process.execPath,
    ['apps/server/src/main.ts', 'serve', '--data', 'data', ...process.argv.slice(2)],
    { cwd: root, stdio: ['inherit', 'pipe', 'inherit'] },
  );
  server = child;
  child.stdout.on('data', (chunk: Buffer) => {
    wasReady = true;
    process.stdout.write(chunk);
  });
  child.once('exit', (code) => {
    server = undefined;
    if (stopping) return;
    if (restart) return startServer();
    // It ended by itself: its own message says why. A later change of the code tries again.
    if (!wasReady) return shutDown(code ?? 1);
    process.stderr.write(`The server ended (exit code ${code ?? 'none'}). Waiting for a change…\n`);
  });
}

function restartServer(): void {
  if (server === undefined) return startServer();
  restart = true;
  server.kill('SIGTERM');
}

const web = spawn(process.execPath, ['../../node_modules/vite/bin/vite.js', 'build', '--watch', '--logLevel', 'warn'], {
  cwd: join(root, 'apps', 'web'),
  stdio: ['ignore', 'inherit', 'inherit'],
});

let quiet: NodeJS.Timeout | undefined;
for (const folder of ['apps/server/src', 'packages']) {
  watch(join(root, folder), { recursive: true }, (_kind, name) => {
    if (name === null || !name.endsWith('.ts') || /\.test\.ts$|node_modules/.test(name)) return;
    clearTimeout(quiet);
    quiet = setTimeout(restartServer, QUIET_MS);
  });
}

// Open pages hear of a new build when they connect again, and reload.
const built = join(root, 'apps', 'web', 'dist');
const readIndex = (): string => {
  try {
    return readFileSync(join(built, 'index.html'), 'utf8');
  } catch {
    return '';
  }
};
let shown = readIndex();
let building: NodeJS.Timeout | undefined;
mkdirSync(built, { recursive: true });
watch(built, (_kind, name) => {
  if (name !== 'index.html') return;
  clearTimeout(building);
  building = setTimeout(() => {
    const index = readIndex();
    if (index === '' || index === shown) return;
    shown = index;
    restartServer();
  }, QUIET_MS);
});

function shutDown(code: number): void {
  if (stopping) return;
  stopping = true;
  web.kill('SIGTERM');
  if (server === undefined) process.exit(code);
  server.once('exit', () => process.exit(code));
  server.kill('SIGTERM');
}

process.on('SIGINT', () => shutDown(0));
process.on('SIGTERM', () => shutDown(0));
startServer();
