let byKey = false;
// There is no window where only the words of a control are tested.
if (typeof window !== 'undefined') {
  addEventListener('keydown', () => (byKey = true), { capture: true, passive: true });
  addEventListener('pointerdown', () => (byKey = false), { capture: true, passive: true });
}

/** Whether the person last pressed a key. `:focus-visible` also holds for focus that comes back from a text to a button. */
export const lastInputWasKey = (): boolean => byKey;
