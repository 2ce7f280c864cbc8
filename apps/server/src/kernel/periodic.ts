import type { Part } from './part.ts';

/**
 * Runs something again and again while the process lives: first one interval after
 * the start, never twice at once. A run that fails is reported and the next one comes.
 */
export function createPeriodic({
  name,
  everyMs,
  run,
  failed,
}: {
  name: string;
  everyMs: number;
  run: () => Promise<unknown>;
  failed: (error: unknown) => void;
}): Part {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let ended = false;

  const next = (): void => {
    if (ended) return;
    timer = setTimeout(() => {
      running = run()
        .then(() => {}, failed)
        .finally(next);
    }, everyMs);
    timer.unref();
  };

  return {
    name,
    async start() {
      next();
    },
    async stop() {
      ended = true;
      clearTimeout(timer);
      await running;
    },
    ready: () => null,
  };
}
