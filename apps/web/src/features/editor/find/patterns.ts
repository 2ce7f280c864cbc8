import type { FindQuery, TextMatch } from './matching.ts';

/** A pattern that takes longer over a page is given up. */
const PATIENCE_MS = 2_000;

export class PatternTooSlow extends Error {}

/** Runs a pattern over texts without holding up the page; a later call ends an earlier one. */
export function createPatternRunner() {
  let stop: (() => void) | null = null;
  return {
    run(texts: readonly string[], query: FindQuery, replacement: string | null): Promise<TextMatch[]> {
      stop?.();
      return new Promise((resolve, reject) => {
        const worker = new Worker(new URL('./pattern-worker.ts', import.meta.url), { type: 'module' });
        const timer = setTimeout(() => {
          end();
          reject(new PatternTooSlow());
        }, PATIENCE_MS);
        const end = () => {
          clearTimeout(timer);
          worker.terminate();
          stop = null;
        };
        stop = end;
        worker.addEventListener('message', ({ data }: MessageEvent<TextMatch[]>) => {
          end();
          resolve(data);
        });
        worker.addEventListener('error', (event) => {
          end();
          reject(new Error(event.message));
        });
        worker.postMessage({ texts, query, replacement });
      });
    },
    stop: () => stop?.(),
  };
}
