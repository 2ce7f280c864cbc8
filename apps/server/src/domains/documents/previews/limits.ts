import type { Clock } from '../../../kernel/clock.ts';
import { tooManyPreviews } from './errors.ts';

/** Previews that one person may ask for in a minute. */
export const PREVIEWS_PER_MINUTE = 30;
const MINUTE_MS = 60_000;
const PEOPLE = 10_000;

/**
 * Counts what each person asks for, so that nobody makes the server knock on many doors.
 * Kept in memory: a restart forgives.
 */
export function createPreviewLimit({ clock }: { clock: Clock }): { take(personId: string): void } {
  const windows = new Map<string, { until: number; taken: number }>();
  return {
    take(personId) {
      const now = clock.now().getTime();
      const known = windows.get(personId);
      const window = known === undefined || known.until <= now ? { until: now + MINUTE_MS, taken: 0 } : known;
      if (window.taken >= PREVIEWS_PER_MINUTE) throw tooManyPreviews(Math.ceil((window.until - now) / 1000));
      window.taken += 1;
      // Set anew, so that whoever asked longest ago is forgotten first.
      windows.delete(personId);
      windows.set(personId, window);
      for (const oldest of windows.keys()) {
        if (windows.size <= PEOPLE) break;
        windows.delete(oldest);
      }
    },
  };
}
