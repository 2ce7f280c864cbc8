import { platform, setPriority } from 'node:os';
import { isMainThread } from 'node:worker_threads';

/** As `nice` counts: about a tenth of the share of a thread that people wait for. */
const NICENESS = 10;

/**
 * Gives this thread a smaller share of the processor than the one that talks to people. On Linux every thread has a
 * share of its own; elsewhere it would be taken from the whole process.
 */
export function takeLowerShare(): void {
  if (isMainThread || platform() !== 'linux') return;
  try {
    setPriority(NICENESS);
  } catch {
    // Not allowed here; it works all the same.
  }
}
