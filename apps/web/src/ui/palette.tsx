import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

/** A bare dialog around a PickList, near the top of the screen. */
export function Palette({ title, onClose, children }: { title: string; onClose(): void; children: ReactNode }) {
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className="animate-fade fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="animate-rise fixed inset-x-3 top-[12vh] z-40 mx-auto flex max-h-[min(28rem,70dvh)] max-w-xl flex-col overflow-hidden rounded-xl bg-raised shadow-raised focus:outline-none max-sm:top-3"
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
