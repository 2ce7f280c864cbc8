interface Listening {
  addEventListener?(name: string, listener: () => void): void;
  removeEventListener?(name: string, listener: () => void): void;
  visibilityState?: string;
}

/**
 * Calls `listener` when a lost connection is worth an immediate try: the network came back, or
 * the person looks at the page again (timers of hidden tabs are slowed down). Does nothing outside browsers.
 * @returns a function that stops listening
 */
export function onWaking(listener: () => void): () => void {
  const surroundings = globalThis as Listening & { document?: Listening };
  const page = surroundings.document;
  const shown = () => {
    if (page?.visibilityState === 'visible') listener();
  };
  surroundings.addEventListener?.('online', listener);
  surroundings.addEventListener?.('pageshow', listener);
  page?.addEventListener?.('visibilitychange', shown);
  return () => {
    surroundings.removeEventListener?.('online', listener);
    surroundings.removeEventListener?.('pageshow', listener);
    page?.removeEventListener?.('visibilitychange', shown);
  };
}
