import { useEffect } from 'react';
import { readStored, useStored, writeStored } from '../frame/stored.ts';

/** What a hint teaches. Each is shown until it was done, said “Got it” to, or all were refused. */
export const HINTS = ['slash', 'palette', 'tree', 'people', 'keys'] as const;
export type Hint = (typeof HINTS)[number];

const KEY = 'materi.hints_seen';
const NONE: readonly Hint[] = [];

export const useSeenHints = (): readonly Hint[] => useStored<readonly Hint[]>(KEY, NONE)[0];

/** The hint does not come again on this device. */
export function seeHint(hint: Hint): void {
  const seen = readStored<readonly Hint[]>(KEY, NONE);
  if (!seen.includes(hint)) writeStored(KEY, [...seen, hint]);
}

export const refuseHints = (): void => writeStored(KEY, HINTS);

export const forgetHints = (): void => writeStored(KEY, NONE);

/** Whoever does what a hint teaches needs the hint no more. */
export function useDoneHints(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const inBody = event.target instanceof HTMLElement && event.target.closest('.page-body') !== null;
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') seeHint('palette');
      else if (event.key === '/' && inBody) seeHint('slash');
      else if (event.key === '?' && !inBody) seeHint('keys');
    };
    const onDrop = (event: DragEvent) => {
      if (event.target instanceof HTMLElement && event.target.closest('[role="tree"]') !== null) seeHint('tree');
    };
    addEventListener('keydown', onKey, true);
    addEventListener('drop', onDrop, true);
    return () => {
      removeEventListener('keydown', onKey, true);
      removeEventListener('drop', onDrop, true);
    };
  }, []);
}
