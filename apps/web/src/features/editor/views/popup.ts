import { autoUpdate, computePosition, flip, offset, shift, size } from '@floating-ui/dom';
import { draw } from './draw.ts';

export interface Popup {
  readonly element: HTMLElement;
  /** Takes it away; the focus goes back to what opened it, unless told otherwise. */
  close(returnFocus?: boolean): void;
}

let open: Popup | null = null;

interface PopupNeeds {
  label: string;
  role?: 'dialog' | 'menu' | 'listbox' | 'group' | 'tooltip';
  /** Where the focus goes when it closes; the anchor by default. */
  focusBack?: () => void;
  onClose?(): void;
}

/** Something small above the page, beside what it is about. One at a time; Escape and a press elsewhere close it. */
export function openPopup(anchor: Element, content: readonly Node[], needs: PopupNeeds): Popup {
  open?.close(false);
  const element = draw('div', 'block-popup animate-rise', {
    role: needs.role ?? 'dialog',
    'aria-label': needs.label,
    dir: getComputedStyle(anchor).direction,
  });
  element.append(...content);
  // In a dialog that is on top of everything, the popup has to be in it.
  (anchor.closest('dialog') ?? document.body).append(element);
  const place = async () => {
    // What it hangs on was drawn anew: it stays where it is, and not in the corner.
    if (!anchor.isConnected) return;
    const { x, y } = await computePosition(anchor, element, {
      strategy: 'fixed',
      placement: 'bottom-start',
      middleware: [
        offset(6),
        flip({ padding: 8 }),
        shift({ padding: 8 }),
        size({
          padding: 8,
          apply: ({ availableHeight }) => element.style.setProperty('--room', `${Math.max(160, availableHeight)}px`),
        }),
      ],
    });
    Object.assign(element.style, { left: `${x}px`, top: `${y}px` });
  };
  const stopFollowing = autoUpdate(anchor, element, () => void place());
  const onPress = (event: Event) => {
    if (event.target instanceof Node && !element.contains(event.target) && !anchor.contains(event.target))
      popup.close(false);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    popup.close();
  };
  const onFocusOut = (event: FocusEvent) => {
    const next = event.relatedTarget;
    // Null when the window itself lost the focus.
    if (next instanceof Node && !element.contains(next) && !anchor.contains(next)) popup.close(false);
  };
  let closed = false;
  const popup: Popup = {
    element,
    close(returnFocus = true) {
      if (closed) return;
      closed = true;
      if (open === popup) open = null;
      stopFollowing();
      document.removeEventListener('pointerdown', onPress, true);
      document.removeEventListener('keydown', onKey, true);
      element.removeEventListener('focusout', onFocusOut);
      element.remove();
      needs.onClose?.();
      if (!returnFocus) return;
      if (needs.focusBack !== undefined) needs.focusBack();
      else if (anchor instanceof HTMLElement) anchor.focus({ preventScroll: true });
    },
  };
  open = popup;
  document.addEventListener('pointerdown', onPress, true);
  document.addEventListener('keydown', onKey, true);
  element.addEventListener('focusout', onFocusOut);
  return popup;
}
