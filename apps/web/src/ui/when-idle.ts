const LATEST_MS = 800;

/** Does something that nobody waits for yet, once the browser has time. Answers how to call it off. */
export function whenIdle(work: () => void): () => void {
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setTimeout(work, LATEST_MS);
    return () => clearTimeout(timer);
  }
  const waiting = requestIdleCallback(work, { timeout: LATEST_MS });
  return () => cancelIdleCallback(waiting);
}
