import { Check, ChevronRight } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import { useLayoutEffect, useRef, type ReactNode, type Ref } from 'react';
import { classes } from './classes.ts';
import type { MenuEntry } from './menu.tsx';

/** Where a menu hangs: a control, or a point that was clicked. */
export type MenuAnchor = Pick<HTMLElement, 'getBoundingClientRect' | 'focus'>;

// Gone at once when it closes: while it faded, it would take the next press for one beside it, and keep the focus.
const CONTENT =
  'animate-rise data-[state=closed]:animate-none! z-50 max-h-(--radix-popper-available-height) min-w-52 max-w-80 overflow-y-auto rounded-lg bg-raised p-1 shadow-raised';
const ITEM =
  'flex h-8 items-center gap-2.5 rounded-md px-2 outline-none select-none data-highlighted:bg-hover data-disabled:opacity-45 max-sm:h-11';

function entries(list: readonly MenuEntry[]): ReactNode {
  return list.map((entry, place) => {
    if (entry === 'line') {
      return <Radix.Separator key={`line-${place}`} className="mx-2 my-1 h-px bg-line" />;
    }
    if ('heading' in entry) {
      return (
        <Radix.Label key={entry.heading} className="truncate px-2 pt-2 pb-1 text-xs text-ink-soft">
          {entry.heading}
        </Radix.Label>
      );
    }
    if ('entries' in entry) {
      return (
        <Radix.Sub key={entry.label + place}>
          <Radix.SubTrigger className={classes(ITEM, 'data-[state=open]:bg-hover')}>
            {entry.icon !== undefined && (
              <span className="flex size-4 items-center justify-center text-ink-soft">{entry.icon}</span>
            )}
            <span className="min-w-0 flex-1 truncate">{entry.label}</span>
            <ChevronRight size={15} className="text-ink-faint rtl:-scale-x-100" />
          </Radix.SubTrigger>
          <Radix.Portal>
            <Radix.SubContent collisionPadding={8} sideOffset={2} className={CONTENT}>
              {entries(entry.entries)}
            </Radix.SubContent>
          </Radix.Portal>
        </Radix.Sub>
      );
    }
    return (
      <Radix.Item
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
        {entry.keys !== undefined && (
          <span dir="ltr" className="ms-4 text-xs text-ink-faint max-sm:hidden">
            {entry.keys}
          </span>
        )}
      </Radix.Item>
    );
  });
}

/** Radix has menus hang from a trigger that it draws itself; ours is on the screen before Radix is. */
function Anchor({ at, ref }: { at: MenuAnchor; ref?: Ref<MenuAnchor> }) {
  useLayoutEffect(() => {
    if (typeof ref === 'function') ref(at);
    else if (ref) ref.current = at;
  }, [at, ref]);
  return null;
}

interface MenuListProps {
  entries: readonly MenuEntry[];
  anchor: MenuAnchor;
  /** The id of the control that opened it. */
  labelledBy?: string;
  open: boolean;
  /** It was asked for by a key before it was here: the first entry gets the focus, as always by keys. */
  byKey: boolean;
  onOpenChange(open: boolean): void;
  align: 'start' | 'center' | 'end';
  side: 'bottom' | 'right';
  sideOffset: number;
  onCloseAutoFocus: ((event: Event) => void) | undefined;
}

/** What a menu opens. */
export function MenuList({ entries: list, anchor, labelledBy, open, byKey, onOpenChange, ...rest }: MenuListProps) {
  const { align, side, sideOffset, onCloseAutoFocus } = rest;
  const content = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!byKey) return;
    const frame = requestAnimationFrame(() => {
      const here = content.current;
      if (here === null || (here !== document.activeElement && here.contains(document.activeElement))) return;
      here.querySelector<HTMLElement>('[role^="menuitem"]:not([data-disabled])')?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
    // Later openings are known to Radix itself.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <Radix.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>
        <Anchor at={anchor} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          ref={content}
          align={align}
          side={side}
          sideOffset={sideOffset}
          collisionPadding={8}
          aria-labelledby={labelledBy}
          className={CONTENT}
          {...(onCloseAutoFocus ? { onCloseAutoFocus } : {})}
        >
          {entries(list)}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
