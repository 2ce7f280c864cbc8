/** One answer of the server as this device keeps it. */
export interface KeptAnswer {
  key: readonly unknown[];
  data: unknown;
  /** When the server gave it, in milliseconds. */
  at: number;
}

const STORE = 'answers';
const OPEN_LIMIT_MS = 2_000;
const OLDEST_MS = 90 * 24 * 60 * 60_000;

export const keptDatabaseName = (personId: string): string => `materi-data:${personId}`;
export const keyText = (key: readonly unknown[]): string => JSON.stringify(key);

/** What the server said to one person, kept on this device (IndexedDB). A device that keeps nothing answers nothing. */
export interface KeptDatabase {
  get(key: readonly unknown[]): Promise<KeptAnswer | null>;
  all(): Promise<KeptAnswer[]>;
  put(answers: readonly KeptAnswer[]): Promise<void>;
  remove(keys: readonly (readonly unknown[])[]): Promise<void>;
  close(): void;
}

const done = <Result>(request: IDBRequest<Result>): Promise<Result> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('The device storage failed.')));
  });

const NOTHING: KeptDatabase = {
  get: () => Promise.resolve(null),
  all: () => Promise.resolve([]),
  put: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  close: () => undefined,
};

/** Opens what is kept for a person. Never fails: without storage nothing is kept. */
export async function openKeptDatabase(personId: string): Promise<KeptDatabase> {
  let database: IDBDatabase;
  try {
    const request = indexedDB.open(keptDatabaseName(personId), 1);
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE));
    const late = new Promise<never>((_resolve, reject) => {
      setTimeout(() => reject(new Error('The device storage did not answer.')), OPEN_LIMIT_MS);
    });
    database = await Promise.race([done(request), late]);
  } catch {
    return NOTHING;
  }
  let open = true;
  const close = () => {
    open = false;
    database.close();
  };
  // Another tab signs out: let go, so that everything can be deleted.
  database.addEventListener('versionchange', close);
  const store = (mode: IDBTransactionMode) => database.transaction(STORE, mode).objectStore(STORE);
  /** A full or failing disk costs the copy, never the work. */
  const attempt = async <Result>(work: () => Promise<Result>, otherwise: Result): Promise<Result> => {
    try {
      return open ? await work() : otherwise;
    } catch {
      return otherwise;
    }
  };
  return {
    get: (key) => attempt(async () => ((await done(store('readonly').get(keyText(key)))) as KeptAnswer) ?? null, null),
    all: () =>
      attempt(async () => {
        const answers = (await done(store('readonly').getAll())) as KeptAnswer[];
        return answers.filter(({ at }) => at > Date.now() - OLDEST_MS);
      }, []),
    put: (answers) =>
      attempt(async () => {
        const target = store('readwrite');
        await Promise.all(answers.map((answer) => done(target.put(answer, keyText(answer.key)))));
      }, undefined),
    remove: (keys) =>
      attempt(async () => {
        const target = store('readwrite');
        await Promise.all(keys.map((key) => done(target.delete(keyText(key)))));
      }, undefined),
    close,
  };
}

/** Deletes all that is kept for a person. */
export function deleteKeptDatabase(personId: string): Promise<void> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.deleteDatabase(keptDatabaseName(personId));
      // Tabs that have it open let go when they are asked to; the deletion then follows by itself.
      for (const end of ['success', 'error', 'blocked']) request.addEventListener(end, () => resolve());
    } catch {
      resolve();
    }
  });
}
