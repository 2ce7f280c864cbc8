/** The shortcut asks for a name before the panel that takes it is there. */
let asked = false;
let listener: (() => void) | null = null;

export function askForName(): void {
  if (listener === null) asked = true;
  else listener();
}

/** Called by the panel: hears of what was asked before, and from now on. Returns how to stop. */
export function takeNaming(hear: () => void): () => void {
  listener = hear;
  if (asked) hear();
  asked = false;
  return () => {
    if (listener === hear) listener = null;
  };
}
