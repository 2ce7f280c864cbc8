export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** Asks again and again; `false` when the time is over. */
export async function until(isSo: () => boolean, patienceMs: number): Promise<boolean> {
  const end = performance.now() + patienceMs;
  while (!isSo()) {
    if (performance.now() > end) return false;
    // oxlint-disable-next-line no-await-in-loop
    await pause(10);
  }
  return true;
}

/** When nothing has changed for this long, nothing more will. */
const SILENCE_MS = 10_000;

/** Waits until nothing is left, or no less than before for a long while, or it has been given up; returns what is left. */
export async function untilNothingIsLeft(left: () => number, isGivenUp = () => false): Promise<number> {
  let last = left();
  let changedAt = performance.now();
  while (last > 0 && !isGivenUp() && performance.now() - changedAt < SILENCE_MS) {
    // oxlint-disable-next-line no-await-in-loop
    await pause(50);
    const now = left();
    if (now !== last) changedAt = performance.now();
    last = now;
  }
  return last;
}

/** Does it for each, so many at a time. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(atOnce, items.length) }, async () => {
      while (next < items.length) {
        const index = next++;
        // oxlint-disable-next-line no-await-in-loop
        results[index] = await work(items[index]!, index);
      }
    }),
  );
  return results;
}
