import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOCUSPOCUS_PROTOCOL, Y_WEBSOCKET_PROTOCOL } from '../protocol.ts';
import { freePort, spawnServer } from './spawning.ts';
import type { Running, Subject } from './subject.ts';

/** Exact versions; none of them is a dependency of the product. */
export const PEER_VERSIONS = {
  '@hocuspocus/server': '4.7.0',
  '@hocuspocus/extension-sqlite': '4.7.0',
  // The extension asks for 12, which Node 24.19 and later end with an assertion (nodejs/node#65446); 13 has the same calls.
  'better-sqlite3': '13.2.0',
  'y-websocket': '2.1.0',
  'y-leveldb': '0.1.2',
  'y-protocols': '1.0.7',
  yjs: '13.6.33',
  lib0: '0.2.120',
} as const;

const HERE = dirname(fileURLToPath(import.meta.url));
/** Outside of git. */
const FOLDER = join(HERE, '..', '..', '..', 'build', 'bench-peers');

/** Installs the peers where they are not yet. */
export async function installPeers(): Promise<void> {
  const overrides = { 'better-sqlite3': '$better-sqlite3', yjs: '$yjs' };
  const manifest = JSON.stringify({ name: 'bench-peers', private: true, dependencies: PEER_VERSIONS, overrides });
  const installed = join(FOLDER, 'installed.json');
  await mkdir(FOLDER, { recursive: true });
  await copyFile(join(HERE, '..', 'peers', 'hocuspocus.mjs'), join(FOLDER, 'hocuspocus.mjs'));
  const wanted = `${manifest}\n${process.version}\n`;
  if (existsSync(installed) && (await readFile(installed, 'utf8')) === wanted) return;
  process.stdout.write('Installing the peers …\n');
  await writeFile(join(FOLDER, 'package.json'), manifest);
  execFileSync('npm', ['install', '--prefix', FOLDER, '--no-audit', '--no-fund', '--foreground-scripts'], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
    // Native parts have to fit the Node that runs this.
    env: { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}` },
  });
  await writeFile(installed, wanted);
}

function runningPeer(subject: Subject, port: number, server: Awaited<ReturnType<typeof spawnServer>>): Running {
  return {
    subject,
    pid: server.pid,
    port,
    newDocument: async () => randomUUID(),
    path: (document) => (subject === HOCUSPOCUS ? '/' : `/${document}`),
    refresh: async () => {},
    stop: () => server.end('SIGTERM'),
    kill: () => server.end('SIGKILL'),
  };
}

/** Its own server with the SQLite extension, settings as they come. */
export const HOCUSPOCUS: Subject = {
  name: 'hocuspocus',
  title: 'Hocuspocus + SQLite',
  protocol: HOCUSPOCUS_PROTOCOL,
  async start(folder) {
    const port = await freePort();
    const server = await spawnServer(process.execPath, [join(FOLDER, 'hocuspocus.mjs')], {
      env: { PORT: String(port), DATABASE: join(folder, 'hocuspocus.sqlite') },
      isReady: ({ stdout }) => stdout.includes('ready'),
    });
    return runningPeer(HOCUSPOCUS, port, server);
  },
};

/** The server that it ships (`y-websocket-server`) with `YPERSISTENCE`. */
export const Y_WEBSOCKET: Subject = {
  name: 'y-websocket',
  title: 'y-websocket + LevelDB',
  protocol: Y_WEBSOCKET_PROTOCOL,
  async start(folder) {
    const port = await freePort();
    const program = join(FOLDER, 'node_modules', 'y-websocket', 'bin', 'server.cjs');
    const server = await spawnServer(process.execPath, [program], {
      env: { HOST: '127.0.0.1', PORT: String(port), YPERSISTENCE: join(folder, 'leveldb') },
      isReady: ({ stdout }) => stdout.includes('running at'),
    });
    return runningPeer(Y_WEBSOCKET, port, server);
  },
};
