import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { t } from '../messages/index.ts';
import { IconButton } from './button.tsx';
import type { ShownToast } from './toast.tsx';

/** The toasts that are shown. */
export function ToastList({ toasts, onDismiss }: { toasts: readonly ShownToast[]; onDismiss(id: number): void }) {
  return (
    <Radix.Provider duration={6000} label={t('toast.region')} swipeDirection="down">
      {toasts.map((one) => (
        <Radix.Root
          key={one.id}
          type={one.tone === 'critical' ? 'foreground' : 'background'}
          duration={one.stays ? Number.POSITIVE_INFINITY : one.action ? 10_000 : 6000}
          onOpenChange={(open) => !open && onDismiss(one.id)}
          className="animate-rise flex items-center gap-2.5 rounded-lg bg-raised py-1.5 pe-1.5 ps-3.5 shadow-raised"
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
      <Radix.Viewport className="fixed inset-x-3 bottom-3 z-50 mx-auto flex max-w-105 flex-col gap-2 pb-[env(safe-area-inset-bottom)] outline-none print:hidden" />
    </Radix.Provider>
  );
}
