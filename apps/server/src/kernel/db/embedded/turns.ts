/**
 * Whose turn it is. The embedded database has one back end, so one session at
 * a time may talk to it, from the beginning of a transaction to its end; the
 * others wait in the order in which they came. Those who are urgent go ahead of
 * the others, but not for ever: after some of them one of the others is next.
 */
export interface Turns {
  /** Resolves, when the turn has come, with the function that passes it on. */
  take(order?: 'urgent' | 'ordinary'): Promise<() => void>;
  /** Whether nobody has the turn. */
  free(): boolean;
}

/** So many urgent turns in a row while somebody else waits. */
export const URGENT_IN_A_ROW = 4;

/**
 * What was sent meanwhile to any port has arrived with the second round of the event loop: in the first one those
 * ports have been passed already that come before the one which is being listened to.
 */
const whenAllHaveArrived = (run: () => void): void => void setImmediate(() => setImmediate(run));

/** @param later runs something once what was sent meanwhile has arrived: somebody urgent may be among it */
export function createTurns(later: (run: () => void) => void = whenAllHaveArrived): Turns {
  const urgent: (() => void)[] = [];
  const ordinary: (() => void)[] = [];
  let taken = false;
  let inARow = 0;
  const next = () => {
    if (urgent.length > 0 && (inARow < URGENT_IN_A_ROW || ordinary.length === 0)) {
      inARow += 1;
      return urgent.shift();
    }
    inARow = 0;
    return ordinary.shift();
  };
  // Even when nobody waits: as long as messages come to one port, the others are not listened to, so that
  // a session which asks again fast would have turn after turn while the word of the others is on its way.
  const pass = () =>
    later(() => {
      const run = next();
      if (run === undefined) taken = false;
      else run();
    });
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
    async take(order = 'ordinary') {
      if (taken) await new Promise<void>((resolve) => (order === 'urgent' ? urgent : ordinary).push(resolve));
      taken = true;
      return once();
    },
    free: () => !taken,
  };
}
