import { committed, done, openDatabase } from './database.ts';

/**
 * The copy of a page on this device (IndexedDB), one database for each person and page.
 *
 * `updates` holds Yjs updates in the order of arrival; together they are the page.
 * `pending` says, under the key of an update, how many changes of this person it holds that no
 * server has acknowledged; so the number of unsent changes is exact after a reload, too.
 * `facts` holds what is known of the copy as a whole.
 */
export interface DeviceCopy {
  /** The page as it was kept, one update each, oldest first. */
  readonly updates: readonly Uint8Array[];
  /** Whether the whole page was here once, so that it may be shown (an empty page is a page). */
  readonly known: boolean;
  /** Changes in `updates` that no server has acknowledged. */
  readonly pendingChanges: number;
  /** The newest document schema with which this copy was written. */
  readonly schemaVersion: number;
  /** Every change up to this number is stored on the device. */
  readonly keptChange: number;
  /** Set when writing failed; nothing more is kept then. */
  readonly broken: boolean;
  /** @param change the number of the change when it was made here; `null` when it came from the server */
  append(update: Uint8Array, change: number | null): void;
  /** The server has everything up to this change. */
  settle(savedChange: number): void;
  /** The whole page has arrived once. */
  markKnown(): void;
  /** Called after `keptChange` or `broken` changed. */
  onKept(listener: () => void): void;
  /** Writes what waits and lets go of the database. */
  close(): Promise<void>;
}

interface Facts {
  schemaVersion: number;
  known: boolean;
}

interface Waiting {
  update: Uint8Array;
  change: number | null;
}

export const FACTS_KEY = 'facts';
/** Of a page without content, written by no schema in particular. */
export const emptyFacts: Facts = { schemaVersion: 0, known: true };
/** With more updates than this, the copy is written anew as one when it is opened. */
const MANY_UPDATES = 300;

export const databaseName = (personId: string, documentId: string) => `materi:${personId}:${documentId}`;

export const openCopy = (personId: string, documentId: string): Promise<IDBDatabase> =>
  openDatabase(databaseName(personId, documentId), (made) => {
    made.createObjectStore('updates', { autoIncrement: true });
    made.createObjectStore('pending');
    made.createObjectStore('facts');
  });

/** The letter that is being typed is painted first. */
const IDLE_LIMIT_MS = 50;
const whenIdle = () =>
  new Promise<void>((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: IDLE_LIMIT_MS });
    else setTimeout(resolve, 0);
  });

interface OpenNeeds {
  personId: string;
  documentId: string;
  /** The document schema that this program knows. */
  schemaVersion: number;
  /** Makes one update of many (`Y.mergeUpdates`). */
  merge(updates: Uint8Array[]): Uint8Array;
}

/** @throws when the device keeps nothing (storage switched off, full, or blocked) */
export async function openDeviceCopy({ personId, documentId, schemaVersion, merge }: OpenNeeds): Promise<DeviceCopy> {
  const database = await openCopy(personId, documentId);
  const reading = database.transaction(['updates', 'pending', 'facts']);
  const [updates, updateKeys, pending, pendingKeys, facts] = await Promise.all([
    done<Uint8Array[]>(reading.objectStore('updates').getAll()),
    done(reading.objectStore('updates').getAllKeys()),
    done<number[]>(reading.objectStore('pending').getAll()),
    done(reading.objectStore('pending').getAllKeys()),
    done<Facts | undefined>(reading.objectStore('facts').get(FACTS_KEY)),
  ]);

  const pendingChanges = pending.reduce((sum, changes) => sum + changes, 0);
  // What the server does not have yet: keys of updates, with the newest change in each.
  let unsettled = pendingKeys.map((key) => ({ key, change: pendingChanges }));
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;
  let keptChange = pendingChanges;
  let savedChange = 0;
  let known = facts?.known === true;
  let writtenWith = facts?.schemaVersion ?? 0;
  let broken = false;
  let closed = false;
  const listeners: (() => void)[] = [];

  // Another tab signs out: let go, so that the database can be deleted.
  database.addEventListener('versionchange', () => {
    fail();
    database.close();
  });

  function fail(): void {
    if (broken) return;
    broken = true;
    waiting = [];
    for (const listener of listeners) listener();
  }

  async function write(): Promise<void> {
    while (waiting.length > 0 && !broken) {
      const batch = waiting;
      waiting = [];
      const changes = batch.flatMap(({ change }) => (change === null ? [] : [change]));
      const newest = changes.at(-1);
      try {
        const transaction = database.transaction(['updates', 'pending', 'facts'], 'readwrite');
        const stored = committed(transaction);
        // With the update and not after it: an older program must never meet what it does not know unwarned.
        if (writtenWith < schemaVersion) await putFacts(transaction.objectStore('facts'));
        const key = await done(transaction.objectStore('updates').add(merge(batch.map(({ update }) => update))));
        const unsent = changes.filter((change) => change > savedChange).length;
        if (unsent > 0) transaction.objectStore('pending').put(unsent, key);
        await stored;
        if (newest !== undefined) {
          if (unsent > 0) unsettled.push({ key, change: newest });
          keptChange = Math.max(keptChange, newest);
          for (const listener of listeners) listener();
          settleStored();
        }
      } catch {
        fail();
      }
    }
    writing = null;
  }

  function writeSoon(): void {
    writing ??= whenIdle().then(write);
  }

  function settleStored(): void {
    const settled = unsettled.filter(({ change }) => change <= savedChange);
    if (settled.length === 0 || broken) return;
    unsettled = unsettled.filter(({ change }) => change > savedChange);
    try {
      const transaction = database.transaction('pending', 'readwrite');
      for (const { key } of settled) transaction.objectStore('pending').delete(key);
      committed(transaction).catch(fail);
    } catch {
      fail();
    }
  }

  /** Of what is stored the newer stays: another tab may be of another version. */
  async function putFacts(store: IDBObjectStore): Promise<void> {
    const held = await done<Facts | undefined>(store.get(FACTS_KEY));
    const next: Facts = {
      known: known || held?.known === true,
      schemaVersion: Math.max(schemaVersion, held?.schemaVersion ?? 0),
    };
    store.put(next, FACTS_KEY);
    writtenWith = next.schemaVersion;
  }

  const last = updateKeys.at(-1);
  if (updates.length > MANY_UPDATES && last !== undefined) {
    // Adding the whole again before the parts go: two tabs that do this at once lose nothing.
    const transaction = database.transaction('updates', 'readwrite');
    transaction.objectStore('updates').delete(IDBKeyRange.upperBound(last));
    transaction.objectStore('updates').add(merge(updates));
    committed(transaction).catch(fail);
  }

  return {
    updates,
    known,
    pendingChanges,
    schemaVersion: facts?.schemaVersion ?? 0,
    get keptChange() {
      return keptChange;
    },
    get broken() {
      return broken;
    },
    append(update, change) {
      if (broken || closed) return;
      waiting.push({ update, change });
      writeSoon();
    },
    settle(upTo) {
      savedChange = Math.max(savedChange, upTo);
      settleStored();
    },
    markKnown() {
      if (known || broken || closed) return;
      known = true;
      try {
        const transaction = database.transaction('facts', 'readwrite');
        committed(transaction).catch(fail);
        putFacts(transaction.objectStore('facts')).catch(fail);
      } catch {
        fail();
      }
    },
    onKept(listener) {
      listeners.push(listener);
    },
    async close() {
      if (closed) return;
      closed = true;
      await writing;
      database.close();
    },
  };
}
