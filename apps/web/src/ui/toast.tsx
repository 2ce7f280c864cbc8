import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { useSyncExternalStore } from 'react';
import { t } from '../messages/index.ts';
import { IconButton } from './button.tsx';

interface Toast {
  text: string;
  tone?: 'plain' | 'positive' | 'critical';
  action?: { label: string; onSelect(): void };
  /** Stays until it is answered. */
  stays?: boolean;
  /** A toast with the same key replaces the one before. */
  key?: string;
}

let shown: (Toast & { id: number })[] = [];
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
  const list = useSyncExternalStore(subscribe, () => shown);
  return (
    <Radix.Provider duration={6000} label={t('toast.region')} swipeDirection="down">
      {list.map((one) => (
        <Radix.Root
          key={one.id}
          type={one.tone === 'critical' ? 'foreground' : 'background'}
          duration={one.stays ? Number.POSITIVE_INFINITY : one.action ? 10_000 : 6000}
          onOpenChange={(open) => !open && dismiss(one.id)}
          className="animate-rise flex items-center gap-2.5 rounded-lg bg-raised py-1.5 pr-1.5 pl-3.5 shadow-raised"
        >
          {one.tone === 'critical' && <CircleAlert size={16} className="shrink-0 text-critical" />}
          {one.tone === 'positive' && <CircleCheck size={16} className="shrink-0 text-positive" />}
          <Radix.Description className="min-w-0 flex-1 py-1.5 wrap-anywhere">{one.text}</Radix.Description>
          {one.action !== undefined && (
            <Radix.Action
              altText={one.action.label}
              onClick={one.action.onSelect}
              className="h-8 shrink-0 rounded-md px-2.5 font-medium text-accent hover:bg-hover"
            >
              {one.action.label}
            </Radix.Action>
          )}
          <Radix.Close asChild>
            <IconButton label={t('action.dismiss')}>
              <X size={15} />
            </IconButton>
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed inset-x-3 bottom-3 z-50 mx-auto flex max-w-105 flex-col gap-2 pb-[env(safe-area-inset-bottom)] outline-none" />
    </Radix.Provider>
  );
}
