import { Check } from 'lucide-react';
import { ContextMenu as RadixContext, DropdownMenu as RadixDropdown } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { classes } from './classes.ts';

export interface MenuAction {
  label: string;
  icon?: ReactNode;
  /** The shortcut that does the same, for example `F2`. */
  keys?: string;
  critical?: boolean;
  disabled?: boolean;
  /** Given when the entry is one of several choices. */
  checked?: boolean;
  onSelect(): void;
}
/** `'line'` parts groups; a text in `heading` names what follows. */
export type MenuEntry = MenuAction | 'line' | { heading: string };

const CONTENT =
  'animate-rise z-50 max-h-(--radix-popper-available-height) min-w-52 max-w-80 overflow-y-auto rounded-lg bg-raised p-1 shadow-raised';
const ITEM =
  'flex h-8 items-center gap-2.5 rounded-md px-2 outline-none select-none data-highlighted:bg-hover data-disabled:opacity-45 max-sm:h-11';

function entries(list: MenuEntry[], Parts: typeof RadixDropdown | typeof RadixContext) {
  return list.map((entry, place) => {
    if (entry === 'line') {
      return <Parts.Separator key={`line-${place}`} className="mx-2 my-1 h-px bg-line" />;
    }
    if ('heading' in entry) {
      return (
        <Parts.Label key={entry.heading} className="truncate px-2 pt-2 pb-1 text-xs text-ink-soft">
          {entry.heading}
        </Parts.Label>
      );
    }
    return (
      <Parts.Item
        key={entry.label + place}
        disabled={entry.disabled ?? false}
        onSelect={entry.onSelect}
        {...(entry.checked === undefined ? {} : { role: 'menuitemradio', 'aria-checked': entry.checked })}
        className={classes(ITEM, entry.critical && 'text-critical')}
      >
        {entry.icon !== undefined && (
          <span className={classes('flex size-4 items-center justify-center', !entry.critical && 'text-ink-soft')}>
            {entry.icon}
          </span>
        )}
        <span className="min-w-0 flex-1 truncate">{entry.label}</span>
        {entry.checked === true && <Check size={15} className="text-accent" />}
        {entry.keys !== undefined && <span className="pl-4 text-xs text-ink-faint">{entry.keys}</span>}
      </Parts.Item>
    );
  });
}

interface MenuProps {
  entries: MenuEntry[];
  children: ReactElement;
  align?: 'start' | 'center' | 'end';
  onOpenChange?(open: boolean): void;
  /** Where the focus goes afterwards; by default back to what opened the menu. */
  onCloseAutoFocus?(event: Event): void;
}

/** A list of things to do, opened by a button. */
export function Menu({ entries: list, children, align = 'start', onOpenChange, onCloseAutoFocus }: MenuProps) {
  return (
    <RadixDropdown.Root modal={false} {...(onOpenChange ? { onOpenChange } : {})}>
      <RadixDropdown.Trigger asChild>{children}</RadixDropdown.Trigger>
      <RadixDropdown.Portal>
        <RadixDropdown.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={CONTENT}
          {...(onCloseAutoFocus ? { onCloseAutoFocus } : {})}
        >
          {entries(list, RadixDropdown)}
        </RadixDropdown.Content>
      </RadixDropdown.Portal>
    </RadixDropdown.Root>
  );
}

/** The same list, opened by a right click (or the menu key) on what it is about. */
export function ContextMenu({ entries: list, children, onOpenChange, onCloseAutoFocus }: MenuProps) {
  return (
    <RadixContext.Root modal={false} {...(onOpenChange ? { onOpenChange } : {})}>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content
          collisionPadding={8}
          className={CONTENT}
          {...(onCloseAutoFocus ? { onCloseAutoFocus } : {})}
        >
          {entries(list, RadixContext)}
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}
