import { useEffect, useRef } from 'react';

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** `Mod+Shift+k`-like name of what was pressed; Mod is ⌘ or Ctrl. */
function pressed(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isPrinted = event.key.length === 1 && !/[a-z0-9]/i.test(event.key);
  return [
    (event.metaKey || event.ctrlKey) && 'Mod',
    event.altKey && 'Alt',
    // The shift that a sign such as ? needs differs between keyboards.
    event.shiftKey && !isPrinted && 'Shift',
    key,
  ]
    .filter(Boolean)
    .join('+');
}

/** Shortcuts that work everywhere. Those without Mod do nothing while somebody types. */
export function useShortcuts(actions: Record<string, () => void>): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = pressed(event);
      const action = latest.current[name];
      if (action === undefined || (!name.includes('Mod') && isTyping(event.target))) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
