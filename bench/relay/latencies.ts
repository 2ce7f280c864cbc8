/** Width of a class, and the longest time that is told apart. */
const STEP_US = 20;
const LONGEST_US = 30_000_000;

/** Counts times into classes of 20 µs, so that recording one costs an addition. */
export interface Latencies {
  readonly count: number;
  record(us: number): void;
  /** Milliseconds below which this share of the times is. */
  at(share: number): number;
  clear(): void;
}

export function createLatencies(): Latencies {
  const classes = new Uint32Array(LONGEST_US / STEP_US + 1);
  let count = 0;
  return {
    get count() {
      return count;
    },
    record(us) {
      const place = us <= 0 ? 0 : us >= LONGEST_US ? LONGEST_US / STEP_US : (us / STEP_US) | 0;
      classes[place]! += 1;
      count += 1;
    },
    at(share) {
      const wanted = Math.max(1, Math.ceil(count * share));
      let seen = 0;
      for (let place = 0; place < classes.length; place += 1) {
        seen += classes[place]!;
        if (count > 0 && seen >= wanted) return ((place + 0.5) * STEP_US) / 1000;
      }
      return Number.NaN;
    },
    clear() {
      classes.fill(0);
      count = 0;
    },
  };
}
