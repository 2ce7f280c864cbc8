/**
 * What had the focus may be gone with what it stood on: the keys then go on from the
 * screen, and not from the browser's bar. A focus that is anywhere is left alone.
 */
export function focusMainWhenLost(): void {
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body)
    document.querySelector<HTMLElement>('#main')?.focus({ preventScroll: true });
}
