/* IndexedDB, as the copies of pages and the files that wait for a connection are kept in it. */

const OPEN_LIMIT_MS = 4_000;

export function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('The device storage failed.')));
  });
}

export function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(transaction.error ?? new Error('The device storage failed.'));
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', fail);
    transaction.addEventListener('error', fail);
  });
}

/** @throws when the device keeps nothing (storage switched off, full, or blocked) */
export function openDatabase(name: string, addStores: (database: IDBDatabase) => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(new Error('The device storage did not answer.'));
    }, OPEN_LIMIT_MS);
    request.addEventListener('upgradeneeded', () => addStores(request.result));
    request.addEventListener('success', () => {
      clearTimeout(timer);
      // Nobody waits for it any more; left open, it would keep signing out from deleting it.
      if (late) request.result.close();
      else resolve(request.result);
    });
    request.addEventListener('error', () => {
      clearTimeout(timer);
      reject(request.error ?? new Error('The device storage failed.'));
    });
  });
}

/** Deletes a database. Never fails: where nothing can be deleted, nothing is kept. */
export function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    // Whoever has it open lets go when asked to; the deletion then follows by itself.
    for (const end of ['success', 'error', 'blocked']) request.addEventListener(end, () => resolve());
  });
}
