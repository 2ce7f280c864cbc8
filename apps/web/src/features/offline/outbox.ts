/** Something to be sent once the server can be reached; `id` makes it safe to send twice. */
export interface Waiting {
  readonly id: string;
}

interface OutboxNeeds<Item extends Waiting> {
  /** Reads and writes the list where it survives a reload. */
  load(): readonly Item[];
  store(items: readonly Item[]): void;
  /** Sends one. Throws when it did not arrive. */
  send(item: Item): Promise<void>;
  /** Whether the same may arrive later; otherwise the server has refused it for good. */
  isLater(error: unknown): boolean;
  /** It was refused and is given up. */
  onRefused(item: Item, error: unknown): void;
  /** Calls back after this many milliseconds. */
  later(work: () => void, delayMs: number): void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** What was made without a server, sent in the order in which it was made. */
export interface Outbox<Item extends Waiting> {
  items(): readonly Item[];
  find(id: string): Item | undefined;
  add(item: Item): void;
  replace(item: Item): void;
  remove(id: string): void;
  /** Sends all that waits. Done when nothing waits; fails when the server cannot be reached, and tries again by itself. */
  flush(): Promise<void>;
}

export function createOutbox<Item extends Waiting>(needs: OutboxNeeds<Item>): Outbox<Item> {
  let sending: Promise<void> | null = null;
  let tries = 0;
  let planned = false;
  // Read each time: another tab may have sent or added some.
  const items = () => needs.load();
  const remove = (id: string) => needs.store(items().filter((one) => one.id !== id));

  async function sendAll(): Promise<void> {
    for (let next = items()[0]; next !== undefined; next = items()[0]) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- a page is made before the pages inside it
        await needs.send(next);
        tries = 0;
      } catch (error) {
        if (needs.isLater(error)) {
          plan();
          throw error;
        }
        needs.onRefused(next, error);
      }
      remove(next.id);
    }
  }

  function plan(): void {
    if (planned) return;
    planned = true;
    needs.later(
      () => {
        planned = false;
        flush().catch(() => undefined);
      },
      Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS),
    );
    tries += 1;
  }

  function flush(): Promise<void> {
    sending ??= sendAll().finally(() => {
      sending = null;
    });
    return sending;
  }

  return {
    items,
    find: (id) => items().find((one) => one.id === id),
    add(item) {
      needs.store([...items().filter((one) => one.id !== item.id), item]);
      plan();
    },
    replace: (item) => needs.store(items().map((one) => (one.id === item.id ? item : one))),
    remove,
    flush,
  };
}
