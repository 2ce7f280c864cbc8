/**
 * Completes package-lock.json. npm leaves optional packages of other platforms
 * out of the lock when the registry at hand does not hold them, and `npm ci`
 * on another platform then refuses the lock. Each missing one is added as
 * `{ version, optional, os, cpu }`. Run after every change of the lock;
 * with `--check` nothing is written and a missing entry fails.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface LockEntry {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  resolved?: string;
  link?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}
interface Lock {
  packages: Record<string, LockEntry>;
}

const PLATFORM = /android|darwin|win32|freebsd|linux|openharmony|openbsd|netbsd|sunos|aix|wasm/;
const PROCESSOR = /arm64|x64|ia32|riscv64|s390x|ppc64|loong64|arm/;

/** Where `name` is found from the package at `at`, walking up as Node does. */
function isLocked(lock: Lock, at: string, name: string): boolean {
  for (let folder = at; ;) {
    if (lock.packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === '') return false;
    folder = folder.includes('/node_modules/') ? folder.slice(0, folder.lastIndexOf('/node_modules/')) : '';
  }
}

/** Adds what is missing and returns the names of what was added. */
function completeLock(lock: Lock): string[] {
  const added: string[] = [];
  for (const [at, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      const isExactVersion = /^\d/.test(range);
      if (!isExactVersion || isLocked(lock, at, name)) continue;
      lock.packages[`node_modules/${name}`] = {
        version: range,
        optional: true,
        ...(entry.dev ? { dev: true } : {}),
        os: [PLATFORM.exec(name)?.[0] ?? 'none'],
        cpu: [PROCESSOR.exec(name)?.[0] ?? 'none'],
        ...(name.includes('musl') ? { libc: ['musl'] } : {}),
      };
      added.push(`${name}@${range}`);
    }
  }
  return added;
}

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8')) as Lock;
const addresses = Object.entries(lock.packages).filter(
  ([, entry]) => entry.link !== true && entry.resolved?.startsWith('http'),
);
const added = completeLock(lock);

if (process.argv.includes('--check')) {
  const faults = [
    ...added.map((name) => `package-lock.json lacks the optional package ${name}`),
    ...addresses.map(([at]) => `package-lock.json carries a download address for ${at}`),
  ];
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) process.stderr.write('Run `make lock`.\n');
  process.exitCode = faults.length > 0 ? 1 : 0;
} else {
  for (const [, entry] of addresses) delete entry.resolved;
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`Added ${added.length} optional packages, removed ${addresses.length} addresses.\n`);
}
