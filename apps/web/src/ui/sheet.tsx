import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

interface SheetProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  children: ReactNode;
}

/** What stands beside the page on a desk comes over it on a phone. */
export function Sheet({ open, onOpenChange, title, children }: SheetProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="animate-fade fixed inset-0 z-30 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          // The first thing in the sheet is not what people came for: the sheet itself takes the focus.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          className="animate-from-left fixed inset-y-0 left-0 z-30 flex w-[min(20rem,86vw)] flex-col bg-side pb-[env(safe-area-inset-bottom)] shadow-raised focus:outline-none"
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
