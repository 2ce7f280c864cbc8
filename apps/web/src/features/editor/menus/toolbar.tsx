import type { ReactNode } from 'react';

/** Buttons of one row: the arrows go between them, Escape goes back to the text. */
export function Toolbar({ label, onLeave, children }: { label: string; onLeave(): void; children: ReactNode }) {
  return (
    <div
      className="menu-row"
      role="toolbar"
      aria-label={label}
      aria-orientation="horizontal"
      onKeyDown={(event) => {
        const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not(:disabled)')];
        const at = buttons.indexOf(document.activeElement as HTMLElement);
        if (event.key === 'Escape') {
          event.preventDefault();
          event.stopPropagation();
          onLeave();
          return;
        }
        const isRightToLeft = getComputedStyle(event.currentTarget).direction === 'rtl';
        const forward = isRightToLeft ? 'ArrowLeft' : 'ArrowRight';
        const back = isRightToLeft ? 'ArrowRight' : 'ArrowLeft';
        const next = { [forward]: at + 1, [back]: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
        if (next === undefined || at < 0) return;
        event.preventDefault();
        buttons.at(next % buttons.length)?.focus();
      }}
    >
      {children}
    </div>
  );
}

/** Goes from the text into the menu above it, when one is there. */
export function focusTextMenu(): boolean {
  const menus = [...document.querySelectorAll<HTMLElement>('.text-menu')];
  const shown = menus.find((menu) => menu.isConnected && getComputedStyle(menu).visibility !== 'hidden');
  const button = shown?.querySelector<HTMLElement>('button:not(:disabled)');
  button?.focus();
  return button !== undefined && button !== null;
}
