import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { Button, IconButton } from './button.tsx';
import { classes } from './classes.ts';
import { DialogContent } from './dialog-content.tsx';

interface DialogProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  /** One sentence below the title. */
  description?: string | undefined;
  children: ReactNode;
  wide?: boolean;
  /** There is nothing in it but words: the keyboard scrolls them. */
  isText?: boolean;
}

/** A question or a small task above the page. On a phone it comes from below. */
export function Dialog({ open, onOpenChange, title, description, children, wide, isText }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="animate-fade fixed inset-0 z-40 bg-scrim" />
        <DialogContent
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          // Where no field asks for it, the focus is on the dialog itself, so that its title is read first.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
          }}
          className={classes(
            'fixed z-40 flex max-h-[85dvh] flex-col bg-raised shadow-raised focus:outline-none',
            'max-sm:animate-from-bottom max-sm:inset-x-0 max-sm:bottom-0 max-sm:rounded-t-xl max-sm:pb-[env(safe-area-inset-bottom)]',
            'sm:animate-rise sm:inset-x-0 sm:top-[14vh] sm:mx-auto sm:rounded-xl',
            wide ? 'sm:max-w-2xl' : 'sm:max-w-md',
          )}
        >
          <div className="pt-5 pe-14 pb-1 ps-5">
            <div className="min-w-0">
              <Radix.Title className="text-page font-semibold">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="mt-1 text-ink-soft">{description}</Radix.Description>
              )}
            </div>
          </div>
          <div
            className="min-h-0 flex-1 overflow-y-auto px-5 pt-2 pb-5"
            {...(isText ? { tabIndex: 0, role: 'region', 'aria-label': title } : {})}
          >
            {children}
          </div>
          {/* Last, so that the focus starts with what the dialog is for. */}
          <Radix.Close asChild>
            <IconButton label={t('action.close')} className="absolute top-3 end-3">
              <X size={16} />
            </IconButton>
          </Radix.Close>
        </DialogContent>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The row of buttons that ends a dialog or a form. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}

interface ConfirmProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: string;
  /** What will happen, and what cannot be undone. */
  description: string;
  /** A verb: "Destroy page". */
  action: string;
  onConfirm(): void;
}

/** Asks before something that cannot be undone. */
export function Confirm({ open, onOpenChange, title, description, action, onConfirm }: ConfirmProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} description={description}>
      <Actions>
        <Button onClick={() => onOpenChange(false)}>{t('action.cancel')}</Button>
        <Button
          look="critical"
          onClick={() => {
            onOpenChange(false);
            onConfirm();
          }}
        >
          {action}
        </Button>
      </Actions>
    </Dialog>
  );
}
