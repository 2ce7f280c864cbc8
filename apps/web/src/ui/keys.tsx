const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

/** Writes a shortcut as the keyboard at hand names it: `Mod` is ⌘ or Ctrl. */
export function keysText(keys: string): string {
  const named = keys.split('+').map((key) => {
    if (key === 'Mod') return APPLE ? '⌘' : 'Ctrl';
    if (key === 'Shift') return APPLE ? '⇧' : 'Shift';
    if (key === 'Alt') return APPLE ? '⌥' : 'Alt';
    return key;
  });
  return named.join(APPLE ? '' : '+');
}

export function Keys({ keys }: { keys: string }) {
  return (
    <kbd
      dir="ltr"
      className="rounded bg-sunken px-1.5 py-0.5 font-sans text-xs text-ink-soft ring-1 ring-inset ring-line"
    >
      {keysText(keys)}
    </kbd>
  );
}
