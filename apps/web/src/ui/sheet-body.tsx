import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { DialogContent } from './dialog-content.tsx';
import { classes } from './classes.ts';

export interface SheetProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  /** Where it comes from. */
  side?: 'start' | 'end';
  children: ReactNode;
}

/** What a sheet is once its code is here. */
export function SheetBody({ open, onOpenChange, title, side = 'start', children }: SheetProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="animate-fade fixed inset-0 z-30 bg-scrim" />
        <DialogContent
          aria-describedby={undefined}
          // The first thing in the sheet is not what people came for: the sheet itself takes the focus.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          className={classes(
            'fixed inset-y-0 z-30 flex flex-col pb-[env(safe-area-inset-bottom)] shadow-raised focus:outline-none',
            side === 'start'
              ? 'animate-from-start start-0 w-[min(20rem,86vw)] bg-side'
              : 'animate-from-end end-0 w-[min(23.75rem,94vw)] bg-surface',
          )}
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          {children}
        </DialogContent>
      </Radix.Portal>
    </Radix.Root>
  );
}
