import { access, constants, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { makeDirectory } from '../../make-directory.ts';
import { dataInUse, fileFault, type Holder } from '../errors.ts';

export interface DirectoryLock {
  /** Says where the holder answers, for those who come too late. */
  announce(address: string): Promise<void>;
  release(): Promise<void>;
}

/** A lock that nobody refers to any more would be collected, and with it released. */
const held = new Set<DatabaseSync>();

/**
 * Takes a data directory, which is made when it is not there, for this process
 * alone. The lock is the kernel's, on a file that SQLite has locked, so it ends
 * with the process however that ends; `holder.json` only says who has it.
 */
export async function lockDirectory(directory: string, address: string | null = null): Promise<DirectoryLock> {
  const holderPath = join(directory, 'holder.json');
  let lock: DatabaseSync;
  try {
    await makeDirectory(directory, 0o700);
    await access(directory, constants.W_OK);
    lock = openQuietly(join(directory, 'lock'));
  } catch (error) {
    throw fileFault(directory, error);
  }
  try {
    // Nothing is ever written to it, so no journal need lie beside it.
    lock.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    lock.close();
    if (!/locked|busy/i.test((error as Error).message)) throw error;
    throw dataInUse(directory, await readHolder(holderPath));
  }

  const since = new Date().toISOString();
  const write = async (at: string | null) => {
    const holder: Holder = { pid: process.pid, host: hostname(), address: at, since };
    try {
      // In one step, because somebody may be reading it.
      await writeFile(`${holderPath}.new`, `${JSON.stringify(holder, null, 2)}\n`);
      await rename(`${holderPath}.new`, holderPath);
    } catch (error) {
      throw fileFault(holderPath, error);
    }
  };
  try {
    await write(address);
  } catch (error) {
    lock.close();
    throw error;
  }
  held.add(lock);
  return {
    announce: write,
    async release() {
      if (!held.delete(lock)) return;
      await rm(holderPath, { force: true });
      lock.close();
    },
  };
}

/** Who holds the directory, unless what is written there is of a process that has died. */
async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const holder = JSON.parse(await readFile(path, 'utf8')) as Holder;
    if (holder.host === hostname()) process.kill(holder.pid, 0);
    return holder;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
      ? (JSON.parse(await readFile(path, 'utf8')) as Holder)
      : undefined;
  }
}

/** Node calls its SQLite experimental on stderr; the lock uses nothing of it that could change. */
function openQuietly(path: string): DatabaseSync {
  const emitWarning = process.emitWarning;
  process.emitWarning = () => {};
  try {
    const sqlite = process.getBuiltinModule('node:sqlite');
    return new sqlite.DatabaseSync(path, { timeout: 0 });
  } finally {
    process.emitWarning = emitWarning;
  }
}
