import { lastInputWasKey } from './last-input.ts';

/*
 * The names of controls that show a sign only, on hover and for whoever goes there by keys. One for the whole app
 * and without a library: there are dozens of such controls on the first screen, and each would wait for its own.
 */

const WAIT_MS = 500;
/** Whoever saw one just now gets the next one at once. */
const NEXT_MS = 200;
const GAP = 6;
const EDGE = 8;
const ID = 'tooltip';

let shown: { control: Element; tip: HTMLElement; described: string | null } | null = null;
let waiting: ReturnType<typeof setTimeout> | undefined;
let hovered: Element | null = null;
let goneAt = Number.NEGATIVE_INFINITY;

/** Marks a control: its `aria-label` is what is shown. Never the only place where something is said. */
export const withTooltip = (keys: string | undefined) => ({ 'data-tooltip': keys ?? '' });

const controlAt = (target: EventTarget | null) => (target instanceof Element ? target.closest('[data-tooltip]') : null);

function show(control: Element): void {
  hide();
  const label = control.getAttribute('aria-label');
  if (!control.isConnected || label === null) return;
  const tip = document.createElement('div');
  tip.id = ID;
  tip.role = 'tooltip';
  tip.className =
    'animate-fade pointer-events-none fixed z-50 flex items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs whitespace-nowrap text-surface select-none print:hidden';
  tip.textContent = label;
  const keys = control.getAttribute('data-tooltip');
  if (keys) {
    const hint = document.createElement('span');
    hint.className = 'opacity-65';
    hint.textContent = keys;
    tip.append(hint);
  }
  document.body.append(tip);
  place(tip, control.getBoundingClientRect());
  shown = { control, tip, described: control.getAttribute('aria-describedby') };
  control.setAttribute('aria-describedby', ID);
  goneWithControl.observe(document.body, { childList: true, subtree: true });
}

/** Above the control, below it where there is no room, and always on the screen. */
function place(tip: HTMLElement, control: DOMRect): void {
  const { width, height } = tip.getBoundingClientRect();
  const above = control.top - GAP - height;
  const middle = control.left + (control.width - width) / 2;
  tip.style.top = `${above >= EDGE ? above : control.bottom + GAP}px`;
  tip.style.left = `${Math.max(EDGE, Math.min(middle, document.documentElement.clientWidth - EDGE - width))}px`;
}

function hide(): void {
  clearTimeout(waiting);
  if (shown === null) return;
  const { control, tip, described } = shown;
  shown = null;
  goneWithControl.disconnect();
  tip.remove();
  goneAt = performance.now();
  if (described === null) control.removeAttribute('aria-describedby');
  else control.setAttribute('aria-describedby', described);
}

const goneWithControl =
  typeof MutationObserver === 'undefined'
    ? { observe() {}, disconnect() {} }
    : new MutationObserver(() => {
        if (shown !== null && !shown.control.isConnected) hide();
      });

function onPointerOver(event: PointerEvent): void {
  const control = event.pointerType === 'touch' ? null : controlAt(event.target);
  if (control === hovered) return;
  hovered = control;
  hide();
  // A name must not cover what the control opened.
  if (control === null || control.getAttribute('aria-expanded') === 'true') return;
  waiting = setTimeout(() => show(control), performance.now() - goneAt < NEXT_MS ? 0 : WAIT_MS);
}

/** Call once. */
export function startTooltips(): void {
  document.addEventListener('pointerover', onPointerOver, { passive: true });
  document.documentElement.addEventListener('pointerleave', () => {
    hovered = null;
    hide();
  });
  // Focus that only came back from a closed menu tells nobody where they are; a key that led here does.
  document.addEventListener('focusin', (event) => {
    const control = controlAt(event.target);
    if (control !== null && lastInputWasKey() && control.matches(':focus-visible')) show(control);
  });
  document.addEventListener('focusout', hide);
  document.addEventListener('pointerdown', hide, { capture: true, passive: true });
  document.addEventListener('click', hide, { capture: true, passive: true });
  document.addEventListener('scroll', hide, { capture: true, passive: true });
  document.addEventListener('keydown', (event) => event.key === 'Escape' && hide(), { capture: true, passive: true });
}
