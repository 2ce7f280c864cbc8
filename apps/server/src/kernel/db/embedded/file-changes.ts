import { pageBytes } from './recipe.ts';

/** What was written to the files of a directory since the last look. */
export interface ChangesTaken {
  /** Pages by the path of their file. */
  readonly pages: ReadonlyMap<string, ReadonlySet<number>>;
  /** Files that were made, cut or renamed: compare them as a whole. */
  readonly whole: ReadonlySet<string>;
}

/** Takes down which pages of which files are written while somebody copies them. */
export interface FileChanges {
  wrote(path: string, at: number, length: number): void;
  replaced(path: string): void;
  /** What was taken down so far; begins anew. */
  take(): ChangesTaken;
}

export function createFileChanges(): FileChanges {
  let pages = new Map<string, Set<number>>();
  let whole = new Set<string>();
  return {
    wrote(path, at, length) {
      const known = pages.get(path);
      const written = known ?? new Set<number>();
      if (!known) pages.set(path, written);
      const last = Math.floor((at + Math.max(length, 1) - 1) / pageBytes);
      for (let page = Math.floor(at / pageBytes); page <= last; page += 1) written.add(page);
    },
    replaced: (path) => void whole.add(path),
    take() {
      const taken = { pages, whole };
      pages = new Map();
      whole = new Set();
      return taken;
    },
  };
}
