import {
  cloneElement,
  useEffect,
  useId,
  useRef,
  useState,
  type ComponentProps,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  type SyntheticEvent,
} from 'react';
import { lastInputWasKey } from './last-input.ts';
import { later, useLater } from './later.ts';
import type { MenuAnchor } from './menu-list.tsx';

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
/** An entry that opens a list of its own beside it. */
export interface MenuBranch {
  label: string;
  icon?: ReactNode;
  entries: MenuEntry[];
}
/** `'line'` parts groups; a text in `heading` names what follows. */
export type MenuEntry = MenuAction | MenuBranch | 'line' | { heading: string };

interface MenuProps<Child> {
  entries: MenuEntry[];
  children: ReactElement<Child>;
  align?: 'start' | 'center' | 'end';
  onOpenChange?(open: boolean): void;
  /** Where the focus goes afterwards; by default back to what opened the menu. */
  onCloseAutoFocus?(event: Event): void;
}

const list = later(() => import('./menu-list.tsx'));

/** Brings the code of menus when there is time, so that the first one opens at once. */
export const loadMenus = (): Promise<unknown> => list.load();

/** Whether it is open, and what it needs to be drawn once it was. */
function useOpening(onOpenChange: ((open: boolean) => void) | undefined) {
  const parts = useLater(list);
  const [open, setOpen] = useState(false);
  const [byKey, setByKey] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const change = (next: boolean) => {
    if (next === open) return;
    setOpen(next);
    onOpenChange?.(next);
    if (!next) return;
    if (!wasOpen) setByKey(lastInputWasKey());
    setWasOpen(true);
    // What does not come opens nothing; the next press tries again.
    list.load().catch(() => {
      setOpen(false);
      onOpenChange?.(false);
    });
  };
  return { open, change, byKey, List: wasOpen ? (parts?.MenuList ?? null) : null };
}

const soon = () => void list.load().catch(() => undefined);

/** A list of things to do, opened by a button. */
export function Menu({
  entries,
  children,
  align = 'start',
  onOpenChange,
  onCloseAutoFocus,
}: MenuProps<ComponentProps<'button'>>) {
  const given = children.props;
  const ownId = useId();
  const id = given.id ?? ownId;
  const { open, change, byKey, List } = useOpening(onOpenChange);
  const [button, setButton] = useState<HTMLButtonElement | null>(null);
  const turn = (event: SyntheticEvent<HTMLButtonElement>, next: boolean) => {
    setButton(event.currentTarget);
    change(next);
  };
  const trigger: ComponentProps<'button'> = {
    id,
    'aria-haspopup': 'menu',
    'aria-expanded': open,
    onPointerEnter(event: PointerEvent<HTMLButtonElement>) {
      given.onPointerEnter?.(event);
      soon();
    },
    onPointerDown(event: PointerEvent<HTMLButtonElement>) {
      given.onPointerDown?.(event);
      if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || given.disabled === true) return;
      turn(event, !open);
      // The focus goes to the list.
      if (!open) event.preventDefault();
    },
    onKeyDown(event: KeyboardEvent<HTMLButtonElement>) {
      given.onKeyDown?.(event);
      if (event.defaultPrevented || given.disabled === true) return;
      if (event.key === 'Enter' || event.key === ' ') turn(event, !open);
      else if (event.key === 'ArrowDown') turn(event, true);
      else return;
      event.preventDefault();
    },
  };
  const state = { 'data-state': open ? 'open' : 'closed' };
  return (
    <>
      {cloneElement(children, { ...trigger, ...state })}
      {List !== null && button !== null && (
        <List
          entries={entries}
          anchor={button}
          labelledBy={id}
          open={open}
          byKey={byKey}
          onOpenChange={change}
          align={align}
          side="bottom"
          sideOffset={4}
          onCloseAutoFocus={onCloseAutoFocus}
        />
      )}
    </>
  );
}

const LONG_PRESS_MS = 700;

/** The same list, opened by a right click (or the menu key, or a long press) on what it is about. */
export function ContextMenu({
  entries,
  children,
  onOpenChange,
  onCloseAutoFocus,
}: Omit<MenuProps<ComponentProps<'div'>>, 'align'>) {
  const given = children.props;
  const { open, change, byKey, List } = useOpening(onOpenChange);
  const [point, setPoint] = useState<MenuAnchor | null>(null);
  const press = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const endPress = () => clearTimeout(press.current);
  useEffect(() => endPress, []);
  const openAt = (x: number, y: number) => {
    const before = document.activeElement;
    setPoint({
      getBoundingClientRect: () => new DOMRect(x, y, 0, 0),
      focus: () => before instanceof HTMLElement && before.focus({ preventScroll: true }),
    });
    change(true);
  };
  const byTouch = (event: PointerEvent) => event.pointerType !== 'mouse';
  const area: ComponentProps<'div'> = {
    style: { WebkitTouchCallout: 'none', ...given.style },
    onContextMenu(event: MouseEvent<HTMLDivElement>) {
      given.onContextMenu?.(event);
      if (event.defaultPrevented) return;
      endPress();
      openAt(event.clientX, event.clientY);
      event.preventDefault();
    },
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      given.onPointerDown?.(event);
      endPress();
      if (event.defaultPrevented || !byTouch(event)) return;
      change(false);
      const { clientX, clientY } = event;
      press.current = setTimeout(() => openAt(clientX, clientY), LONG_PRESS_MS);
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      given.onPointerMove?.(event);
      if (byTouch(event)) endPress();
    },
    onPointerCancel(event: PointerEvent<HTMLDivElement>) {
      given.onPointerCancel?.(event);
      endPress();
    },
    onPointerUp(event: PointerEvent<HTMLDivElement>) {
      given.onPointerUp?.(event);
      endPress();
    },
  };
  return (
    <>
      {cloneElement(children, area)}
      {List !== null && point !== null && (
        <List
          entries={entries}
          anchor={point}
          open={open}
          byKey={byKey}
          onOpenChange={change}
          align="start"
          side="right"
          sideOffset={2}
          onCloseAutoFocus={onCloseAutoFocus}
        />
      )}
    </>
  );
}
