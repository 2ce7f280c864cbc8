/** What was typed for a dialog whose code is still on its way; otherwise it would go into the page below. */
export interface TypedAhead {
  /** Takes the keys from now on. */
  start(onEscape: () => void): void;
  /** Gives the keys back. */
  stop(): void;
  /** What was typed; asked for once. */
  take(): string;
}

let typed = '';
let release: (() => void) | null = null;

export const typedAhead: TypedAhead = {
  start(onEscape) {
    if (release !== null) return;
    typed = '';
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.key === 'Escape') onEscape();
      else if (event.key === 'Backspace') typed = typed.slice(0, -1);
      else if (event.key.length === 1) typed += event.key;
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener('keydown', onKey, { capture: true });
    release = () => removeEventListener('keydown', onKey, { capture: true });
  },
  stop() {
    release?.();
    release = null;
  },
  take() {
    const text = typed;
    typed = '';
    return text;
  },
};
