import { useSyncExternalStore } from 'react';

/** What may stand above the page. One at a time. */
export type OpenDialog =
  | { kind: 'none' }
  | { kind: 'switcher' }
  | { kind: 'keys' }
  | { kind: 'new-workspace' }
  | { kind: 'sign-out'; changes: number }
  | { kind: 'share'; documentId: string }
  | { kind: 'move'; documentId: string }
  | { kind: 'icon'; documentId: string }
  | { kind: 'import'; files: ImportFile[]; into: string | null; continued?: string }
  | { kind: 'export'; documentId: string | null };

/** A file to import and its path inside the folder that was chosen. */
export interface ImportFile {
  path: string;
  file: File;
}

let current: OpenDialog = { kind: 'none' };
const listeners = new Set<() => void>();

export function openDialog(dialog: OpenDialog): void {
  current = dialog;
  listeners.forEach((listener) => listener());
}

export const closeDialog = (): void => openDialog({ kind: 'none' });

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useOpenDialog = (): OpenDialog => useSyncExternalStore(subscribe, () => current);
