import { useSyncExternalStore } from 'react';
import { later, useLater } from './later.ts';

const list = later(() => import('./toast-list.tsx'));

/** Brings the code of toasts when there is time. */
export const loadToasts = (): Promise<unknown> => list.load();

interface Toast {
  text: string;
  tone?: 'plain' | 'positive' | 'critical';
  action?: { label: string; onSelect(): void };
  /** Stays until it is answered. */
  stays?: boolean;
  /** A toast with the same key replaces the one before. */
  key?: string;
}

/** A toast on the screen. */
export type ShownToast = Toast & { id: number };

let shown: ShownToast[] = [];
let next = 1;
const listeners = new Set<() => void>();
const tell = () => listeners.forEach((listener) => listener());

/** Says something that happened, without taking the focus. */
export function toast(message: Toast): void {
  const id = next++;
  shown = [
    ...shown.filter((one) => message.key === undefined || one.key !== message.key).slice(-2),
    { ...message, id },
  ];
  tell();
  // What does not come is tried again with the next one.
  void list.load().catch(() => undefined);
}

function dismiss(id: number): void {
  shown = shown.filter((one) => one.id !== id);
  tell();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Draws the toasts; stands once in the app. F8 brings the focus here. */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribe, () => shown);
  const parts = useLater(list);
  return parts === null ? null : <parts.ToastList toasts={toasts} onDismiss={dismiss} />;
}
