import { useCallback, useSyncExternalStore } from 'react';

/*
 * Choices of this device (widths, what is expanded, appearance) live in localStorage as JSON under `materi.…`.
 * Where storage is forbidden they last as long as the tab.
 */
const values = new Map<string, unknown>();
const listeners = new Map<string, Set<() => void>>();

const tell = (key: string) => listeners.get(key)?.forEach((listener) => listener());

globalThis.addEventListener?.('storage', (event: StorageEvent) => {
  if (event.key === null || !listeners.has(event.key)) return;
  values.delete(event.key);
  tell(event.key);
});

export function readStored<T>(key: string, initial: T): T {
  if (!values.has(key)) {
    let value: unknown = initial;
    try {
      const text = localStorage.getItem(key);
      if (text !== null) value = JSON.parse(text);
    } catch {
      value = initial;
    }
    values.set(key, value);
  }
  return values.get(key) as T;
}

export function writeStored<T>(key: string, value: T): void {
  values.set(key, value);
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the choice lasts as long as the tab.
  }
  tell(key);
}

/** A value that is remembered on this device. `initial` must be the same object each time. */
export function useStored<T>(key: string, initial: T): [T, (value: T) => void] {
  const subscribe = useCallback(
    (listener: () => void) => {
      const set = listeners.get(key) ?? new Set();
      listeners.set(key, set.add(listener));
      return () => set.delete(listener);
    },
    [key],
  );
  const value = useSyncExternalStore(subscribe, () => readStored(key, initial));
  return [value, useCallback((next: T) => writeStored(key, next), [key])];
}
