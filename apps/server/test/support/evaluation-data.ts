import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root =
  process.env['MATERI_BENCH_DATA'] ?? join(import.meta.dirname, '..', '..', '..', '..', '..', 'shared', 'data');

/** The folder of an evaluation set outside the repository, or `null` (said loudly) where it is not to be had. */
export function evaluationData(set: string): string | null {
  const folder = join(root, set);
  if (existsSync(folder)) return folder;
  process.stderr.write(
    `SKIPPED: the evaluation set ${set} is not here; set MATERI_BENCH_DATA to the folder that holds it.\n`,
  );
  return null;
}
