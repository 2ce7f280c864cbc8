import { databaseName, done, openDatabase } from './device-copy.ts';

/** A page with changes on this device that no server has acknowledged. */
export interface UnsentPage {
  documentId: string;
  changes: number;
}

/** The pages of which this device keeps a copy for a person. Browsers that cannot list databases know none. */
async function copiesOf(personId: string): Promise<string[]> {
  const prefix = databaseName(personId, '');
  const databases = await indexedDB.databases?.();
  return (databases ?? []).flatMap(({ name }) =>
    name?.startsWith(prefix) === true ? [name.slice(prefix.length)] : [],
  );
}

/** The pages with changes that wait on this device for a server. */
export async function unsentPages(personId: string): Promise<UnsentPage[]> {
  const pages: UnsentPage[] = [];
  for (const documentId of await copiesOf(personId)) {
    // One after another: a device may keep hundreds of pages, and this is never in a hurry.
    // oxlint-disable-next-line no-await-in-loop
    const database = await openDatabase(databaseName(personId, documentId));
    const request = database.transaction('pending').objectStore('pending').getAll() as IDBRequest<number[]>;
    // oxlint-disable-next-line no-await-in-loop
    const counts = await done(request);
    database.close();
    const changes = counts.reduce((sum, count) => sum + count, 0);
    if (changes > 0) pages.push({ documentId, changes });
  }
  return pages;
}

/** Deletes everything that this device keeps of the pages of a person. For signing out. */
export async function clearDeviceCopies(personId: string): Promise<void> {
  const mine = await copiesOf(personId);
  await Promise.all(
    mine.map(
      (documentId) =>
        new Promise<void>((resolve) => {
          const request = indexedDB.deleteDatabase(databaseName(personId, documentId));
          request.addEventListener('success', () => resolve());
          request.addEventListener('error', () => resolve());
          // Open copies let go when they are asked to; the deletion then follows by itself.
          request.addEventListener('blocked', () => resolve());
        }),
    ),
  );
}
