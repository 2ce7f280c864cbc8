import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem, type } from 'node:os';
import { CORES } from './pinning.ts';
import { PEER_VERSIONS } from './subjects/peers.ts';

/** Where and with what it was measured; nothing that names the machine. */
export function describeMachine(): string[] {
  const pins = CORES ? `server on core ${CORES.server}, load on core ${CORES.load}` : 'not pinned';
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  return [
    `Date: ${new Date().toISOString().slice(0, 10)}`,
    `Machine: ${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${gigabytes} GiB, ${type()} ${release()}; ${pins}`,
    `Node ${process.versions.node} for all of them`,
    `Materi at ${commit()}, embedded database, every acknowledged edit on disk`,
    `Hocuspocus ${PEER_VERSIONS['@hocuspocus/server']} with its SQLite extension (better-sqlite3 ${PEER_VERSIONS['better-sqlite3']})`,
    `y-websocket ${PEER_VERSIONS['y-websocket']}, its own server with YPERSISTENCE (y-leveldb ${PEER_VERSIONS['y-leveldb']}); yjs ${PEER_VERSIONS.yjs} for both`,
  ];
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', cwd: import.meta.dirname }).trim();
  } catch {
    return 'an unknown commit';
  }
}
