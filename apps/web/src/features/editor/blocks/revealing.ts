import type { Editor } from '@tiptap/core';
import { scrollerOf } from './dragging.ts';

/** Dispatched at what is to be seen; whatever folds it away (a toggle) unfolds. Bubbles. */
export const REVEAL_EVENT = 'materi-reveal';

const elementAt = (editor: Editor, position: number): HTMLElement | null => {
  const { node } = editor.view.domAtPos(position);
  return node instanceof HTMLElement ? node : node.parentElement;
};

/** Unfolds whatever hides the place. */
export function revealPosition(editor: Editor, position: number): void {
  elementAt(editor, position)?.dispatchEvent(new CustomEvent(REVEAL_EVENT, { bubbles: true }));
}

/** Scrolls the place into the middle unless it can be seen already. */
export function scrollToPosition(editor: Editor, position: number): void {
  const scroller = scrollerOf(editor.view.dom);
  const box = scroller.getBoundingClientRect();
  const { top, bottom } = editor.view.coordsAtPos(position);
  if (top >= box.top + 64 && bottom <= box.bottom - 64) return;
  scroller.scrollTop += top - (box.top + box.height / 2);
}

/** Shows the element, unfolded, and lets it light up for a moment. */
export function flashElement(target: HTMLElement, block: ScrollLogicalPosition = 'center'): void {
  target.dispatchEvent(new CustomEvent(REVEAL_EVENT, { bubbles: true }));
  showAt(target, block);
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const colour = 'color-mix(in oklch, var(--accent) 22%, transparent)';
  // Without motion it stays lit for a moment and then does not: nothing fades.
  target.animate(
    calm
      ? [{ backgroundColor: colour }, { backgroundColor: colour }]
      : [{ backgroundColor: colour, offset: 0.4 }, { backgroundColor: 'transparent' }],
    { duration: 1_800, easing: 'ease-out', id: 'flash' },
  );
}

const SETTLE_MS = 700;

/**
 * Shows the element at the upper edge or in the middle, and again while what stands above it is laid out for the
 * first time and finds its true height; until then, or until the person moves by themselves.
 */
export function showAt(element: Element, block: ScrollLogicalPosition): void {
  element.scrollIntoView({ block });
  const wanted = element.getBoundingClientRect().top;
  const end = performance.now() + SETTLE_MS;
  const moved = new AbortController();
  for (const kind of ['wheel', 'touchmove', 'keydown', 'pointerdown'])
    addEventListener(kind, () => moved.abort(), { capture: true, passive: true, signal: moved.signal });
  const look = () => {
    if (moved.signal.aborted) return;
    if (Math.abs(element.getBoundingClientRect().top - wanted) > 2) element.scrollIntoView({ block });
    if (performance.now() < end) requestAnimationFrame(look);
    else moved.abort();
  };
  requestAnimationFrame(look);
}
