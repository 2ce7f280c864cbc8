import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const TASKSET = 'taskset';

/** The core of every server, and that of the load; `null` where there is no second one or no `taskset`. */
export const CORES: { readonly server: number; readonly load: number } | null = (() => {
  if (availableParallelism() < 2) return null;
  try {
    execFileSync(TASKSET, ['--version'], { stdio: 'ignore' });
    return { server: 0, load: 1 };
  } catch {
    return null;
  }
})();

/** Holds this process, with all its threads, on the core of the load. */
export function pinLoad(): void {
  if (CORES) execFileSync(TASKSET, ['-a', '-p', '-c', String(CORES.load), String(process.pid)], { stdio: 'ignore' });
}

/** The same command on the core of the server, with all threads and children that it will have. */
export function pinned(command: string, args: readonly string[]): [string, string[]] {
  return CORES ? [TASKSET, ['-c', String(CORES.server), command, ...args]] : [command, [...args]];
}
