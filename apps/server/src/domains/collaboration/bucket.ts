/** Lets through `burst` things at once and `perSecond` after that. */
export interface Bucket {
  /** Whether one more may pass now; takes it when it may. */
  take(): boolean;
}

/** @param now milliseconds that only grow */
export function createBucket(rate: { burst: number; perSecond: number }, now: () => number): Bucket {
  let left = rate.burst;
  let filledAt = now();
  return {
    take() {
      const time = now();
      left = Math.min(rate.burst, left + ((time - filledAt) / 1000) * rate.perSecond);
      filledAt = time;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
