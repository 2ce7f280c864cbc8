import { computePosition, flip, offset, shift } from '@floating-ui/dom';
import { draw } from './draw.ts';

/** Shows the words of a footnote beside its mark while the pointer or the focus is there; Escape hides them (WCAG 1.4.13). */
export function previewOn(mark: HTMLElement, read: () => HTMLElement | null): () => void {
  let shown: HTMLElement | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = () => {
    clearTimeout(timer);
    shown?.remove();
    shown = null;
    mark.removeAttribute('aria-describedby');
    document.removeEventListener('keydown', onKey, true);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') hide();
  };
  const show = async () => {
    const words = shown === null ? read() : null;
    if (words === null) return;
    const popup = draw('div', 'footnote-preview animate-rise', { role: 'tooltip', id: 'footnote-preview' }, words);
    shown = popup;
    document.body.append(popup);
    mark.setAttribute('aria-describedby', popup.id);
    document.addEventListener('keydown', onKey, true);
    // The pointer may go there, to select words.
    popup.addEventListener('pointerenter', () => clearTimeout(timer));
    popup.addEventListener('pointerleave', later(hide));
    const { x, y } = await computePosition(mark, popup, {
      strategy: 'fixed',
      placement: 'top-start',
      middleware: [offset(6), flip({ padding: 8 }), shift({ padding: 8 })],
    });
    Object.assign(popup.style, { left: `${x}px`, top: `${y}px` });
  };
  const later = (act: () => void) => () => {
    clearTimeout(timer);
    timer = setTimeout(act, 160);
  };
  mark.addEventListener(
    'pointerenter',
    later(() => void show()),
  );
  mark.addEventListener('pointerleave', later(hide));
  mark.addEventListener('focus', () => void show());
  mark.addEventListener('blur', hide);
  mark.addEventListener('click', hide);
  return hide;
}
