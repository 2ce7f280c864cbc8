import { useSyncExternalStore } from 'react';
import type { PresentPerson, SaveStatus } from '../editor/contract.ts';

/** What the open page reports to the frame's top bar. */
interface OpenPage {
  documentId: string | null;
  status: SaveStatus | null;
  people: readonly PresentPerson[];
}

const NOTHING: OpenPage = { documentId: null, status: null, people: [] };
let open: OpenPage = NOTHING;
const listeners = new Set<() => void>();

export function report(documentId: string, news: Partial<Omit<OpenPage, 'documentId'>>): void {
  open = { ...(open.documentId === documentId ? open : NOTHING), ...news, documentId };
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useOpenPage(documentId: string): OpenPage {
  const page = useSyncExternalStore(subscribe, () => open);
  return page.documentId === documentId ? page : NOTHING;
}
