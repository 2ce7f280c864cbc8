/**
 * Tells everyone in the process at once, and keeps nothing. What must not be
 * lost goes through events (`kernel/events`) instead.
 *
 * Listeners are called synchronously in the order of their subscription.
 */
export interface Fanout<Topics extends object> {
  publish<Topic extends keyof Topics & string>(topic: Topic, message: Topics[Topic]): void;
  /** Returns the function that ends the subscription. */
  subscribe<Topic extends keyof Topics & string>(topic: Topic, listener: (message: Topics[Topic]) => void): () => void;
}

export function createFanout<Topics extends object>(
  onListenerError: (error: unknown, topic: string) => void,
): Fanout<Topics> {
  const listeners = new Map<string, Set<(message: never) => void>>();
  return {
    publish(topic, message) {
      for (const listener of listeners.get(topic) ?? []) {
        // One listener's fault must not keep the news from the others.
        try {
          (listener as (message: unknown) => void)(message);
        } catch (error) {
          onListenerError(error, topic);
        }
      }
    },
    subscribe(topic, listener) {
      const ofTopic = listeners.get(topic) ?? new Set();
      listeners.set(topic, ofTopic);
      ofTopic.add(listener as (message: never) => void);
      return () => ofTopic.delete(listener as (message: never) => void);
    },
  };
}
