/**
 * Counts what is saved. Every change made here gets the next number; every sync step 2 or
 * update message covers all changes made until it was sent; the server tells how many of
 * these messages of this connection are on disk (message 100). A change is saved when a
 * message that covers it is on disk, on whatever connection.
 */
export interface SavedLedger {
  /** Number of the newest change made here; 0 before the first. */
  readonly lastChange: number;
  /** All changes up to this number are on the server's disk. */
  readonly savedChange: number;
  /** How many changes are not known to be on the server's disk. */
  readonly pendingChanges: number;
  /** The clock of this client (Yjs) up to which everything is on the server's disk. */
  readonly savedClock: number;
  recordChange(): number;
  /** A new connection: messages count from zero, what was not acknowledged stays pending. */
  startConnection(): void;
  /** A step 2 or update message left; it covers every change made so far. `clock` is this client's Yjs clock. */
  recordSent(clock: number): void;
  /** A step 2 with nothing in it left, as readers send it; it covers no change. */
  recordSentEmpty(): void;
  /**
   * The server has `count` messages of this connection on disk.
   * @returns whether that made more changes saved
   */
  acknowledge(count: number): boolean;
}

/** @param pendingChanges changes of earlier visits that were kept on the device and never acknowledged */
export function createSavedLedger(pendingChanges: number): SavedLedger {
  let lastChange = pendingChanges;
  let savedChange = 0;
  let savedClock = 0;
  let acknowledged = 0;
  let sent: { change: number; clock: number }[] = [];
  return {
    get lastChange() {
      return lastChange;
    },
    get savedChange() {
      return savedChange;
    },
    get pendingChanges() {
      return lastChange - savedChange;
    },
    get savedClock() {
      return savedClock;
    },
    recordChange() {
      lastChange += 1;
      return lastChange;
    },
    startConnection() {
      acknowledged = 0;
      sent = [];
    },
    recordSent(clock) {
      sent.push({ change: lastChange, clock });
    },
    recordSentEmpty() {
      sent.push({ change: savedChange, clock: savedClock });
    },
    acknowledge(count) {
      // More than was sent would be a claim about nothing; it proves no change saved.
      const messages = Math.min(count - acknowledged, sent.length);
      if (messages <= 0) return false;
      const newest = sent[messages - 1];
      sent = sent.slice(messages);
      acknowledged += messages;
      if (newest === undefined) return false;
      const grew = newest.change > savedChange;
      savedChange = Math.max(savedChange, newest.change);
      savedClock = Math.max(savedClock, newest.clock);
      return grew;
    },
  };
}
