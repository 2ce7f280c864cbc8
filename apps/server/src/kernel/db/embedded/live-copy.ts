import fs from 'node:fs';
import { constants, copyFile, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { createSteadyWrites } from '../../backups/steady-writes.ts';
import type { ChangesTaken, FileChanges } from './file-changes.ts';
import { pageBytes } from './recipe.ts';

/** How a copy went. */
export interface CopyReport {
  readonly bytes: number;
  /** How long everybody had to wait, in milliseconds. */
  readonly pauseMs: number;
}

/** Rounds in which writers go on; each leaves less for the next. */
const ROUNDS = 4;
/** So little that it may wait for the pause. */
const FEW_PAGES = 128;
/** Smaller files are no burden for the disk. */
const LARGE_BYTES = 1024 * 1024;

/**
 * Copies the files of a database while it is written to. First everything, as
 * it goes by; then again and again the pages that were written meanwhile; and
 * what is left in a pause, after a checkpoint. The copy is what the disk would
 * hold had the machine stopped at that moment.
 *
 * @param needs.exclusively runs its work while no statement does
 */
export async function copyWhileWritten(needs: {
  readonly directory: string;
  readonly target: string;
  readonly changes: FileChanges;
  readonly checkpoint: () => void;
  readonly exclusively: (work: () => void) => Promise<void>;
}): Promise<CopyReport> {
  const { directory, target, changes } = needs;
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true, mode: 0o700 });
  changes.take();
  await copyAll(directory, target);
  const unsettled = new Set<string>();
  let left = changes.take();
  for (let round = 0; round < ROUNDS && pageCount(left) > FEW_PAGES; round += 1) {
    for (const path of left.whole) unsettled.add(path);
    for (const [path, pages] of left.pages) {
      copyPages(path, join(target, relative(directory, path)), pages);
      // Between two files everybody else has a turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    left = changes.take();
  }
  let pauseMs = 0;
  await needs.exclusively(() => {
    const began = performance.now();
    needs.checkpoint();
    for (const taken of [left, changes.take()]) {
      for (const path of taken.whole) unsettled.add(path);
      for (const [path, pages] of taken.pages) copyPages(path, join(target, relative(directory, path)), pages);
    }
    settle(directory, target, unsettled);
    pauseMs = performance.now() - began;
  });
  return { bytes: sizeOf(target), pauseMs };
}

const pageCount = ({ pages }: ChangesTaken) => [...pages.values()].reduce((sum, { size }) => sum + size, 0);

const isGone = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

async function copyAll(directory: string, target: string): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name);
    const to = join(target, relative(directory, from));
    if (entry.isDirectory()) {
      await mkdir(to, { recursive: true, mode: 0o700 });
    } else if (entry.isFile()) {
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      await copySteadily(from, to).catch((error: unknown) => {
        if (!isGone(error)) throw error;
      });
    }
  }
}

/** Shares the bytes where the disk can; else copies them without standing in anybody's way. */
async function copySteadily(from: string, to: string): Promise<void> {
  if ((await stat(from)).size < LARGE_BYTES) return copyFile(from, to, constants.COPYFILE_FICLONE);
  const shared = await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE).then(
    () => true,
    () => false,
  );
  if (shared) return;
  const source = await open(from, 'r');
  try {
    const copy = await open(to, 'w', 0o600);
    try {
      const write = createSteadyWrites(copy);
      for await (const chunk of source.createReadStream({ autoClose: false, highWaterMark: 1024 * 1024 })) {
        await write(chunk as Buffer);
      }
    } finally {
      await copy.close();
    }
  } finally {
    await source.close();
  }
}

/** Copies single pages; a file that is gone on either side is left to `settle`. */
function copyPages(from: string, to: string, pages: ReadonlySet<number>): void {
  let source: number;
  let copy: number;
  try {
    source = fs.openSync(from, 'r');
  } catch (error) {
    if (isGone(error)) return;
    throw error;
  }
  try {
    copy = fs.openSync(to, 'r+');
  } catch (error) {
    fs.closeSync(source);
    if (isGone(error)) return;
    throw error;
  }
  const page = Buffer.alloc(pageBytes);
  try {
    for (const number of pages) {
      const length = fs.readSync(source, page, 0, pageBytes, number * pageBytes);
      if (length > 0) fs.writeSync(copy, page, 0, length, number * pageBytes);
    }
  } finally {
    fs.closeSync(source);
    fs.closeSync(copy);
  }
}

/** Makes the list of files and their sizes the same; what was replaced is copied whole. */
function settle(directory: string, target: string, replaced: ReadonlySet<string>): void {
  const names = new Set<string>();
  for (const entry of fs.readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const from = join(entry.parentPath, entry.name);
    const name = relative(directory, from);
    names.add(name);
    const to = join(target, name);
    if (entry.isDirectory()) {
      fs.mkdirSync(to, { recursive: true, mode: 0o700 });
      continue;
    }
    if (!entry.isFile()) continue;
    const size = fs.statSync(from).size;
    const copied = fs.statSync(to, { throwIfNoEntry: false });
    // A page that was added is among those that were written; only a file that was never copied is missing whole.
    if (copied === undefined || replaced.has(from)) fs.copyFileSync(from, to);
    else if (copied.size !== size) fs.truncateSync(to, size);
  }
  for (const entry of fs.readdirSync(target, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!names.has(relative(target, path))) fs.rmSync(path, { recursive: true, force: true });
  }
}

function sizeOf(folder: string): number {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + fs.statSync(join(entry.parentPath, entry.name)).size, 0);
}
