import type { UploadPlace } from '../blocks/upload-places.ts';
import { committed, deleteDatabase, done, openDatabase } from './database.ts';

/** A file that was added to a page here, on this device until its block is in the page. */
export interface KeptFile {
  /** The id that its block will have. */
  readonly id: string;
  readonly documentId: string;
  readonly addedAt: number;
  readonly place: UploadPlace;
  readonly file: File;
}

/** Which tab writes the block of a file, so that no other does at the same time. */
interface Claim {
  tab: string;
  at: number;
}

/** A tab that has said for so long that it writes a block, and has not, is gone. */
const CLAIM_LIMIT_MS = 30_000;
const thisTab = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

const keptFilesName = (personId: string) => `materi-files:${personId}`;

/** What the device has not stored, or could not: this tab alone has it. */
const onlyHere = new Map<string, { personId: string; kept: KeptFile }>();
const storing = new Map<string, Promise<boolean>>();

async function within<Result>(personId: string, work: (database: IDBDatabase) => Promise<Result>): Promise<Result> {
  const database = await openDatabase(keptFilesName(personId), (made) => {
    made.createObjectStore('files', { keyPath: 'id' }).createIndex('documentId', 'documentId');
    made.createObjectStore('claims');
  });
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

const mineOnlyHere = (personId: string, documentId?: string) =>
  [...onlyHere.values()].filter(
    (one) => one.personId === personId && (documentId === undefined || one.kept.documentId === documentId),
  );

/** Stores a file on the device. Says false when the device cannot keep it; then this tab has it until it ends. */
export function keepFile(personId: string, kept: KeptFile): Promise<boolean> {
  onlyHere.set(kept.id, { personId, kept });
  const stored = within(personId, async (database) => {
    const transaction = database.transaction('files', 'readwrite');
    const whole = committed(transaction);
    transaction.objectStore('files').put(kept);
    await whole;
    onlyHere.delete(kept.id);
    return true;
  })
    .catch(() => false)
    .finally(() => storing.delete(kept.id));
  storing.set(kept.id, stored);
  return stored;
}

/** The files that wait for a page, in the order in which they were added. */
export async function keptFiles(personId: string, documentId: string): Promise<KeptFile[]> {
  const stored = await within(personId, (database) =>
    done<KeptFile[]>(database.transaction('files').objectStore('files').index('documentId').getAll(documentId)),
  ).catch(() => []);
  const known = new Set(stored.map(({ id }) => id));
  const others = mineOnlyHere(personId, documentId).map(({ kept }) => kept);
  return [...stored, ...others.filter(({ id }) => !known.has(id))].toSorted(
    (one, other) => one.addedAt - other.addedAt || one.place.line.indexOf(one.id) - one.place.line.indexOf(other.id),
  );
}

/** How many files wait, for one page or for all of them. */
export async function countKeptFiles(personId: string, documentId?: string): Promise<number> {
  const stored = await within(personId, (database) => {
    const files = database.transaction('files').objectStore('files');
    return done(documentId === undefined ? files.count() : files.index('documentId').count(documentId));
  }).catch(() => 0);
  return stored + mineOnlyHere(personId, documentId).length;
}

/** The pages for which files wait on this device. */
export async function pagesWithFiles(personId: string): Promise<string[]> {
  const files = await within(personId, (database) =>
    done<KeptFile[]>(database.transaction('files').objectStore('files').getAll()),
  ).catch(() => []);
  return [...new Set(files.map(({ documentId }) => documentId))];
}

/** Whether a file would be lost if the program ended now. */
export const hasUnkeptFiles = (): boolean => onlyHere.size > 0;

/** Asks to write the block of a file. Says false when another tab has written it, or is about to. */
export async function claimFile(personId: string, id: string): Promise<boolean> {
  await storing.get(id);
  if (onlyHere.has(id)) return true;
  return within(personId, async (database) => {
    const transaction = database.transaction(['files', 'claims'], 'readwrite');
    const whole = committed(transaction);
    const claims = transaction.objectStore('claims');
    const [key, claim] = await Promise.all([
      done(transaction.objectStore('files').getKey(id)),
      done<Claim | undefined>(claims.get(id)),
    ]);
    const isTaken = claim !== undefined && claim.tab !== thisTab && claim.at > Date.now() - CLAIM_LIMIT_MS;
    const isMine = key !== undefined && !isTaken;
    if (isMine) claims.put({ tab: thisTab, at: Date.now() } satisfies Claim, id);
    await whole;
    return isMine;
  });
}

/** Lets go of a file: its block is in the page, or nobody wants it. */
export async function dropFile(personId: string, id: string): Promise<void> {
  await storing.get(id);
  onlyHere.delete(id);
  await within(personId, async (database) => {
    const transaction = database.transaction(['files', 'claims'], 'readwrite');
    const whole = committed(transaction);
    transaction.objectStore('files').delete(id);
    transaction.objectStore('claims').delete(id);
    await whole;
  }).catch(() => undefined);
}

/** Deletes what waits for these pages; for all of them, and the database, when none are named. */
export async function deleteKeptFiles(personId: string, pages?: readonly string[]): Promise<void> {
  if (pages !== undefined) {
    const files = await Promise.all(pages.map((page) => keptFiles(personId, page)));
    await Promise.all(files.flat().map(({ id }) => dropFile(personId, id)));
    return;
  }
  for (const { kept } of mineOnlyHere(personId)) onlyHere.delete(kept.id);
  await deleteDatabase(keptFilesName(personId));
}
