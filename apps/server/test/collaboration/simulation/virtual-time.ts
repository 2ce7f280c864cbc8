/** Time that passes only when somebody asks for the next event. */
export interface VirtualTime {
  /** Milliseconds since the beginning. */
  now(): number;
  /** Runs later; what is asked for the same moment runs in the order of asking. Returns what calls it off. */
  after(ms: number, run: () => void): () => void;
  /** Goes to the next event and runs it, and whatever promises follow from it. */
  step(): Promise<void>;
}

interface Event {
  readonly at: number;
  run: (() => void) | null;
}

/** Lets every promise that can go on do so: their order depends on nothing but the program. */
const settle = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve);
  });

export function createVirtualTime(): VirtualTime {
  /** Last first. */
  const events: Event[] = [];
  let now = 0;

  function placeFor(at: number): number {
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (events[middle]!.at > at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    now: () => now,
    after(ms, run) {
      const event: Event = { at: now + Math.max(0, ms), run };
      events.splice(placeFor(event.at), 0, event);
      return () => {
        event.run = null;
      };
    },
    async step() {
      for (let event = events.pop(); event !== undefined; event = events.pop()) {
        if (event.run === null) continue;
        now = event.at;
        event.run();
        await settle();
        return;
      }
      throw new Error('Nothing will ever happen again.');
    },
  };
}
