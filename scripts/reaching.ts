import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Of files of our own only: `from './x.ts'`, `import('./x.ts')`, `import './x.ts'`. */
const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^']+\.tsx?)'/g;

/**
 * Those of the files that import the target, directly or through others.
 *
 * @param root An absolute folder.
 * @param pattern Which files are asked, as a glob below the root.
 * @param target A path below the root.
 * @returns Paths as the glob gives them, below the root.
 */
export function filesReaching(root: string, pattern: string, target: string): string[] {
  const goal = join(root, target);
  const known = new Map<string, readonly string[]>();
  const importsOf = (file: string): readonly string[] => {
    const before = known.get(file);
    if (before !== undefined) return before;
    const found = [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, to]) => resolve(dirname(file), to ?? ''));
    known.set(file, found);
    return found;
  };
  const reaches = (start: string): boolean => {
    const seen = new Set([start]);
    for (const file of seen) {
      if (file === goal) return true;
      for (const next of importsOf(file)) seen.add(next);
    }
    return false;
  };
  return globSync(pattern, { cwd: root })
    .filter((file) => reaches(join(root, file)))
    .toSorted();
}
