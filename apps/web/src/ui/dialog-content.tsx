import { Dialog as Radix } from 'radix-ui';
import { useState, type ComponentProps } from 'react';

/**
 * What a dialog shows. When it closes, the focus goes back to what had it before: a field that takes the
 * focus as it is drawn is there before Radix looks, which then would give the focus back to that field.
 */
export function DialogContent(props: ComponentProps<typeof Radix.Content>) {
  const [before] = useState(() => origin(document.activeElement));
  return (
    <Radix.Content
      {...props}
      onCloseAutoFocus={(event) => {
        event.preventDefault();
        const { activeElement } = document;
        // Where the dialog led somewhere, the focus may be there already.
        if (activeElement !== null && activeElement !== document.body) return;
        const target = before?.isConnected === true ? before : document.querySelector<HTMLElement>('#main');
        target?.focus({ preventScroll: true });
      }}
    />
  );
}

/** An entry of a menu goes with its menu: what opened the menu stays. */
function origin(element: Element | null): HTMLElement | null {
  const opener = element?.closest('[role="menu"]')?.getAttribute('aria-labelledby') ?? null;
  const stays = opener === null ? element : document.getElementById(opener);
  return stays instanceof HTMLElement && stays !== document.body ? stays : null;
}
