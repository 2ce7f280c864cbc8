import { useSyncExternalStore } from 'react';

/** A part of the app whose code comes when it is first needed, or before that when there is time. */
export interface Later<Part> {
  /** Fetches it; once it is here, that costs nothing. What failed is tried again with the next call. */
  load(): Promise<Part>;
  now(): Part | null;
  subscribe(listener: () => void): () => void;
}

/**
 * Like React's `lazy`, for parts that are opened or shown on their own. Nothing around them is held back, and they
 * are drawn as soon as they are here: React draws what was suspended up to 300 ms later, so that parts which come
 * one by one appear together.
 */
export function later<Part>(fetchPart: () => Promise<Part>): Later<Part> {
  let part: Part | null = null;
  let fetching: Promise<Part> | null = null;
  const listeners = new Set<() => void>();
  return {
    load() {
      fetching ??= fetchPart().then(
        (fetched) => {
          part = fetched;
          listeners.forEach((listener) => listener());
          return fetched;
        },
        (error: unknown) => {
          fetching = null;
          throw error;
        },
      );
      return fetching;
    },
    now: () => part,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The part, once it is here. Fetches nothing. */
export const useLater = <Part>(part: Later<Part>): Part | null => useSyncExternalStore(part.subscribe, part.now);

/** Does something once what is drawn now is on the screen. Returns what calls it off. */
export function afterPaint(act: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const go = () => {
    clearTimeout(spare);
    cancelAnimationFrame(frame);
    timer ??= setTimeout(act);
  };
  const frame = requestAnimationFrame(go);
  // A tab in the background paints nothing.
  const spare = setTimeout(go, 100);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(spare);
    clearTimeout(timer);
  };
}
