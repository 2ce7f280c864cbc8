import { ApiError } from '@materi/client';
import type { Document, Me } from '@materi/contract';
import type { QueryKey } from '@tanstack/react-query';
import { queryClient } from '../../api.ts';
import { clearDeviceCopies, clearSentCopies } from '../editor/session/device-copies.ts';
import { readStored, writeStored } from '../frame/stored.ts';
import { deleteKeptDatabase, keyText, openKeptDatabase, type KeptDatabase } from './kept-database.ts';

/*
 * The answers that the first screens need, kept on this device for the person who is signed in: a visit paints
 * from here at once, and what the server says meanwhile takes its place. Bodies of pages have copies of their own
 * (editor/session/device-copy.ts).
 */

const KEPT = new Set(['me', 'tree', 'favourites', 'recent', 'changed', 'document']);
const PERSON_KEY = 'materi.person';
const GATHER_MS = 500;
/** Where else something of a person is kept (`<name>.<person>` in localStorage). */
const OWN_STORES = ['materi.new_pages'];

let person: string | null = readStored<string | null>(PERSON_KEY, null);
let opened: Promise<KeptDatabase> | null = null;
let lastMe: Me | null = null;
const changed = new Map<string, QueryKey>();
let timer: ReturnType<typeof setTimeout> | undefined;

function database(): Promise<KeptDatabase> | null {
  if (person === null) return null;
  opened ??= openKeptDatabase(person);
  return opened;
}

/** Puts what is kept of these answers in their places, unless the server was quicker. */
export async function restoreQueries(keys: readonly QueryKey[]): Promise<void> {
  const missing = keys.filter((key) => queryClient.getQueryData(key) === undefined);
  if (missing.length === 0) return;
  const kept = await database();
  if (kept === null) return;
  await Promise.all(
    missing.map(async (key) => {
      const answer = await kept.get(key);
      if (answer === null || queryClient.getQueryData(key) !== undefined) return;
      if (key[0] === 'me') lastMe = answer.data as Me;
      queryClient.setQueryData(key, answer.data, { updatedAt: answer.at });
    }),
  );
}

let onUnsent: (documentId: string) => void = () => {};

/**
 * Keeps each answer that arrives from now on.
 *
 * @param tell called with a page that the server no longer gives, but into which this person wrote what no server
 *   has: it stays on the device until they let go of it
 */
export function keepQueries(tell: (documentId: string) => void): void {
  onUnsent = tell;
  queryClient.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || !KEPT.has(String(event.query.queryKey[0]))) return;
    const { queryKey, state } = event.query;
    if (event.action.type === 'success') {
      if (queryKey[0] === 'me') onMe(state.data as Me);
      changed.set(keyText(queryKey), queryKey);
      timer ??= setTimeout(() => void write(), GATHER_MS);
    } else if (event.action.type === 'error' && isTakenAway(event.action.error)) void forget([queryKey]);
  });
  addEventListener('pagehide', () => void write());
}

const isTakenAway = (error: unknown) =>
  error instanceof ApiError && (error.status === 403 || error.status === 404 || error.status === 410);

async function write(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  const keys = [...changed.values()];
  changed.clear();
  const kept = keys.length === 0 ? null : await database();
  await kept?.put(
    keys.flatMap((key) => {
      const state = queryClient.getQueryState(key);
      return state?.data === undefined ? [] : [{ key, data: state.data, at: state.dataUpdatedAt }];
    }),
  );
}

function onMe(me: Me): void {
  if (person !== me.person.id) {
    person = me.person.id;
    opened = null;
    lastMe = null;
    writeStored(PERSON_KEY, person);
  }
  const gone = (lastMe?.workspaces ?? []).filter(({ id }) => !me.workspaces.some((one) => one.id === id));
  lastMe = me;
  for (const { id } of gone) void forgetWorkspace(id);
}

/** Takes answers off this device, and the bodies of the pages that they are about, unless something in them was never sent. */
async function forget(keys: readonly QueryKey[]): Promise<void> {
  const owner = person;
  for (const key of keys) changed.delete(keyText(key));
  await (await database())?.remove(keys);
  const pages = keys.filter(([kind]) => kind === 'document').map(([, id]) => String(id));
  if (owner === null || pages.length === 0) return;
  for (const page of await clearSentCopies(owner, pages)) onUnsent(page);
}

/** The person is no longer a member there: nothing of it stays on this device. */
async function forgetWorkspace(workspaceId: string): Promise<void> {
  const all = (await (await database())?.all()) ?? [];
  await forget(
    all
      .filter(({ key, data }) =>
        key[0] === 'document' ? (data as Document).workspaceId === workspaceId : key[1] === workspaceId,
      )
      .map(({ key }) => key),
  );
}

/** Takes everything of a person off this device: for signing out. */
export async function forgetPerson(personId: string): Promise<void> {
  changed.clear();
  clearTimeout(timer);
  timer = undefined;
  (await database())?.close();
  opened = null;
  lastMe = null;
  person = null;
  writeStored(PERSON_KEY, null);
  for (const key of OWN_STORES) writeStored(`${key}.${personId}`, null);
  writeStored('materi.title_drafts', {});
  await Promise.all([deleteKeptDatabase(personId), clearDeviceCopies(personId)]);
}

/** The session ended: the next visit starts with the server. What was written and not sent stays for the person. */
export function forgetSession(): void {
  const before = person;
  void opened?.then((kept) => kept.close());
  opened = null;
  lastMe = null;
  person = null;
  writeStored(PERSON_KEY, null);
  if (before !== null) void deleteKeptDatabase(before);
}
