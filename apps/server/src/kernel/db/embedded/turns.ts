/**
 * Whose turn it is. The embedded database has one back end, so one session at
 * a time may talk to it, from the beginning of a transaction to its end; the
 * others wait in the order in which they came.
 */
export interface Turns {
  /** Resolves, when the turn has come, with the function that passes it on. */
  take(): Promise<() => void>;
  /** Whether nobody has the turn. */
  free(): boolean;
}

export function createTurns(): Turns {
  const queue: (() => void)[] = [];
  let taken = false;
  const pass = () => {
    const next = queue.shift();
    if (next) next();
    else taken = false;
  };
  /** Passing on twice must not give two sessions the turn. */
  const once = () => {
    let passed = false;
    return () => {
      if (passed) return;
      passed = true;
      pass();
    };
  };
  return {
    async take() {
      if (taken) await new Promise<void>((resolve) => queue.push(resolve));
      taken = true;
      return once();
    },
    free: () => !taken,
  };
}
