import { ApiError } from '@materi/client';
import type { Document, Me, TreeNode } from '@materi/contract';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { toast } from '../../ui/toast.tsx';
import { keepEmptyPage } from '../editor/session/device-copies.ts';
import { readStored, writeStored } from '../frame/stored.ts';
import { meQuery } from '../identity/queries.ts';
import { isLater } from '../offline/is-later.ts';
import { createOutbox } from '../offline/outbox.ts';
import { hideBranch, nodeOf, refreshLists, showNode } from './cache.ts';
import { documentKey } from './keys.ts';

/*
 * Pages that were made without a server. They are pages like all others here: in the tree, with a title and a
 * body; the server learns of them, under the ids that they have already, before it learns of anything in them.
 */

const NONE: Document[] = [];
const me = () => queryClient.getQueryData<Me>(meQuery.queryKey);
const storeKey = () => `materi.new_pages.${me()?.person.id ?? ''}`;

async function send({ id, workspaceId, title, parentId }: Document): Promise<void> {
  let made: Document;
  try {
    made = await api.workspaces.createDocument(workspaceId, { id, title, parentId });
  } catch (error) {
    const isAboutParent = error instanceof ApiError && (error.status === 404 || error.status === 409);
    if (parentId === null || !isAboutParent) throw error;
    // The page that it was made in went meanwhile: it stands at the top rather than nowhere.
    made = await api.workspaces.createDocument(workspaceId, { id, title, parentId: null });
  }
  queryClient.setQueryData(documentKey(id), made);
  showNode(workspaceId, nodeOf(made));
  refreshLists(workspaceId, 'recent');
}

const outbox = createOutbox<Document>({
  load: () => readStored<Document[] | null>(storeKey(), NONE) ?? NONE,
  store: (items) => writeStored(storeKey(), items),
  send,
  isLater: (error) => !(error instanceof ApiError) || isLater(error),
  onRefused({ id, workspaceId }, error) {
    hideBranch(workspaceId, id);
    const detail = error instanceof ApiError ? error.message : t('error.unexpected');
    toast({ tone: 'critical', text: `${t('page.create_failed')} ${detail}` });
  },
  later: (work, delayMs) => void setTimeout(work, delayMs),
});

/** Makes a page on this device alone; the server learns of it when it can be reached. `null` for strangers. */
export async function makeHere(workspaceId: string, node: TreeNode): Promise<Document | null> {
  const known = me();
  const access = known?.workspaces.find((one) => one.id === workspaceId)?.role;
  if (known === undefined || access === undefined) return null;
  const now = new Date().toISOString();
  const { id, name } = known.person;
  const page: Document = {
    ...node,
    workspaceId,
    access,
    properties: {},
    hasChildren: false,
    createdAt: now,
    createdBy: { id, name },
    updatedAt: now,
    trashedAt: null,
    trashedBy: null,
    version: 1,
    favourite: false,
  };
  await keepEmptyPage(id, page.id);
  outbox.add(page);
  queryClient.setQueryData(documentKey(page.id), page);
  return page;
}

/** The page, while the server does not know of it. */
export const newPage = (id: string): Document | undefined => outbox.find(id);

/** Gives up a page that the server never knew. Says whether it was one. */
export function dropNewPage(id: string): boolean {
  if (outbox.find(id) === undefined) return false;
  outbox.remove(id);
  return true;
}

/** A tree of the server with the pages that it does not know yet. */
export function withNewPages(workspaceId: string, items: readonly TreeNode[]): TreeNode[] {
  const known = new Set(items.map((node) => node.id));
  const own = outbox.items().filter((page) => page.workspaceId === workspaceId && !known.has(page.id));
  return own.length === 0 ? [...items] : [...items, ...own.map(nodeOf)];
}

/** How many pages wait for the server. */
export const countNewPages = (): number => outbox.items().length;

/** Sends the new pages first: whatever is in them means nothing to a server that does not know them. */
export const sendNewPages = (): Promise<void> => outbox.flush();

/** Puts them into the trees that are shown: what the device kept of a tree may be older than they are. */
export function showNewPages(): void {
  for (const page of outbox.items()) showNode(page.workspaceId, nodeOf(page));
}

/** Goes on with what an earlier visit could not send. */
export function resumeNewPages(): void {
  showNewPages();
  const go = () => void outbox.flush().catch(() => undefined);
  addEventListener('online', go);
  go();
}
