import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { DialogContent } from './dialog-content.tsx';

/** A bare dialog around a PickList, near the top of the screen. */
export function Palette({ title, onClose, children }: { title: string; onClose(): void; children: ReactNode }) {
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className="animate-fade fixed inset-0 z-40 bg-scrim" />
        <DialogContent
          aria-describedby={undefined}
          className="animate-rise fixed inset-x-3 top-[12vh] z-40 mx-auto flex max-h-[min(28rem,70dvh)] max-w-xl flex-col overflow-hidden rounded-xl bg-raised shadow-raised focus:outline-none max-sm:inset-0 max-sm:max-h-none max-sm:rounded-none max-sm:pb-[env(safe-area-inset-bottom)]"
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          {children}
        </DialogContent>
      </Radix.Portal>
    </Radix.Root>
  );
}
