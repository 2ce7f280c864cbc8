import { deleteDatabase, done } from './database.ts';
import { databaseName, emptyFacts, FACTS_KEY, openCopy } from './device-copy.ts';
import { countKeptFiles, deleteKeptFiles } from './kept-files.ts';

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
    const changes = sum(await readStore<number>(personId, documentId, 'pending'));
    if (changes > 0) pages.push({ documentId, changes });
  }
  return pages;
}

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);

/** Everything in a store of a copy that is there: opening one that is not would make it. */
async function readStore<Value>(personId: string, documentId: string, store: 'pending' | 'updates'): Promise<Value[]> {
  const database = await openCopy(personId, documentId);
  try {
    return await done<Value[]>(database.transaction(store).objectStore(store).getAll());
  } finally {
    database.close();
  }
}

/** How many changes of a page wait on this device for a server, files that were added to it among them. */
export async function unsentChanges(personId: string, documentId: string): Promise<number> {
  const isCopied = (await copiesOf(personId)).includes(documentId);
  const changes = isCopied ? sum(await readStore<number>(personId, documentId, 'pending')) : 0;
  return changes + (await countKeptFiles(personId, documentId));
}

/** The copy of a page as Yjs updates, without opening the page. There has to be one. */
export const copiedUpdates = (personId: string, documentId: string): Promise<Uint8Array[]> =>
  readStore<Uint8Array>(personId, documentId, 'updates');

/** A page that is made on this device and that no server knows yet: empty, and known to be. */
export async function keepEmptyPage(personId: string, documentId: string): Promise<void> {
  try {
    const database = await openCopy(personId, documentId);
    await done(database.transaction('facts', 'readwrite').objectStore('facts').put(emptyFacts, FACTS_KEY));
    database.close();
  } catch {
    // A device that keeps nothing shows the page once the server has it.
  }
}

/**
 * Deletes what this device keeps of pages that the server no longer gives this person, except of those with
 * changes that no server has: what somebody wrote goes only when they say so. Answers with the pages that stay.
 */
export async function clearSentCopies(personId: string, pages: readonly string[]): Promise<string[]> {
  const unsent = await Promise.all(
    pages.map(async (page) => {
      try {
        return (await unsentChanges(personId, page)) > 0;
      } catch {
        // What cannot be read may be the only place where something is.
        return true;
      }
    }),
  );
  await clearDeviceCopies(
    personId,
    pages.filter((_, at) => unsent[at] === false),
  );
  return pages.filter((_, at) => unsent[at] === true);
}

/** Deletes what this device keeps of these pages of a person; of all of them when none are named, for signing out. */
export async function clearDeviceCopies(personId: string, pages?: readonly string[]): Promise<void> {
  const mine = pages ?? (await copiesOf(personId));
  await Promise.all([
    deleteKeptFiles(personId, pages),
    ...mine.map((documentId) => deleteDatabase(databaseName(personId, documentId))),
  ]);
}
