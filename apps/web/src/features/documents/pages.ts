import { ApiError } from '@materi/client';
import type { Document, TreeNode } from '@materi/contract';
import { api, queryClient } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { toast } from '../../ui/toast.tsx';
import { cachedNode, hideBranch, nodeOf, refreshLists, showNode } from './cache.ts';
import { addDraft, dropDraft } from './drafts.ts';
import { newId } from './new-id.ts';
import { dropNewPage, makeHere, sendNewPages } from './new-pages.ts';
import { documentKey, treeKey } from './queries.ts';
import { indexTree, positionAt, type Place } from './tree.ts';

/*
 * What people do to pages outside of their bodies. Each change is shown at once; when the server refuses
 * or cannot be reached it is taken back and a toast says so.
 */

function sayFailure(sentence: string, error: unknown): void {
  const detail = error instanceof ApiError ? error.message : t('error.unexpected');
  toast({ tone: 'critical', text: `${sentence} ${detail}` });
}

/**
 * Makes a page, last under its parent. Answers it once the server has it, or at once when the server is away:
 * it learns of the page later. `null` when it could not be made.
 */
export async function createPage(
  workspaceId: string,
  { parentId = null, title = '' }: { parentId?: string | null; title?: string } = {},
): Promise<Document | null> {
  const id = newId();
  const items = queryClient.getQueryData<TreeNode[]>(treeKey(workspaceId)) ?? [];
  const position = positionAt(indexTree(items), { parentId, beforeId: null });
  showNode(workspaceId, { id, parentId, title, icon: null, position });
  try {
    const document = await api.workspaces.createDocument(workspaceId, { id, title, parentId });
    queryClient.setQueryData(documentKey(id), document);
    showNode(workspaceId, nodeOf(document));
    refreshLists(workspaceId, 'recent');
    return document;
  } catch (error) {
    if (error instanceof ApiError && error.isUnreachable) {
      const page = await makeHere(workspaceId, { id, parentId, title, icon: null, position });
      if (page !== null) return page;
    }
    hideBranch(workspaceId, id);
    sayFailure(t('page.create_failed'), error);
    return null;
  }
}

/** Shows a change of a page at once, and what the server made of it afterwards. */
async function change(
  workspaceId: string,
  id: string,
  wanted: Partial<TreeNode>,
  send: () => Promise<Document>,
  failure: string,
): Promise<void> {
  const before = cachedNode(workspaceId, id);
  addDraft(id, wanted);
  if (before !== undefined) showNode(workspaceId, { ...before, ...wanted });
  try {
    await sendNewPages();
    const document = await send();
    dropDraft(id, wanted);
    showNode(workspaceId, nodeOf(document));
  } catch (error) {
    dropDraft(id, wanted);
    if (before !== undefined) showNode(workspaceId, before);
    refreshLists(workspaceId, 'tree');
    sayFailure(failure, error);
  }
}

export function setIcon(workspaceId: string, id: string, icon: string | null): Promise<void> {
  return change(workspaceId, id, { icon }, () => api.documents.update(id, { icon }), t('page.icon_failed'));
}

export function movePage(workspaceId: string, id: string, place: Place): Promise<void> {
  const items = queryClient.getQueryData<TreeNode[]>(treeKey(workspaceId)) ?? [];
  const position = positionAt(indexTree(items), place, id);
  const { parentId, beforeId } = place;
  const request = beforeId === null ? { parentId } : { parentId, beforeId };
  return change(workspaceId, id, { parentId, position }, () => api.documents.move(id, request), t('page.move_failed'));
}

export async function duplicatePage(workspaceId: string, id: string): Promise<Document | null> {
  try {
    const copy = await api.documents.duplicate(id);
    showNode(workspaceId, nodeOf(copy));
    // Pages below come along; they are not in the answer.
    refreshLists(workspaceId, 'tree');
    return copy;
  } catch (error) {
    sayFailure(t('page.duplicate_failed'), error);
    return null;
  }
}

/** Puts a page and what is below it in the trash. */
export async function trashPage(workspaceId: string, id: string): Promise<void> {
  const before = queryClient.getQueryData<TreeNode[]>(treeKey(workspaceId));
  const title = cachedNode(workspaceId, id)?.title || t('page.untitled');
  hideBranch(workspaceId, id);
  // What nobody else has seen needs no trash.
  if (dropNewPage(id)) return;
  try {
    await api.documents.trash(id);
    void queryClient.invalidateQueries({ queryKey: documentKey(id) });
    refreshLists(workspaceId, 'trash', 'favourites', 'recent');
    toast({
      key: `trash-${id}`,
      text: t('page.trashed', { title: shortened(title) }),
      action: { label: t('action.undo'), onSelect: () => void restorePage(workspaceId, id) },
    });
  } catch (error) {
    queryClient.setQueryData(treeKey(workspaceId), before);
    refreshLists(workspaceId, 'tree');
    sayFailure(t('page.trash_failed'), error);
  }
}

/** Takes a page out of the trash; answers it as it is now, null when that failed. */
export async function restorePage(workspaceId: string, id: string): Promise<Document | null> {
  try {
    const document = await api.documents.restore(id);
    queryClient.setQueryData(documentKey(id), document);
    showNode(workspaceId, nodeOf(document));
    refreshLists(workspaceId, 'tree', 'trash', 'favourites', 'recent');
    return document;
  } catch (error) {
    sayFailure(t('page.restore_failed'), error);
    return null;
  }
}

/** Destroys a page in the trash for good. */
export async function destroyPage(workspaceId: string, id: string): Promise<void> {
  try {
    await api.documents.destroy(id);
    queryClient.removeQueries({ queryKey: documentKey(id) });
    toast({ text: t('trash.destroyed') });
  } catch (error) {
    sayFailure(t('trash.destroy_failed'), error);
  }
  refreshLists(workspaceId, 'trash');
}

export async function setFavourite(workspaceId: string, id: string, favourite: boolean): Promise<void> {
  const show = (value: boolean) =>
    queryClient.setQueryData<Document>(documentKey(id), (document) => document && { ...document, favourite: value });
  show(favourite);
  try {
    await (favourite ? api.documents.addFavourite(id) : api.documents.removeFavourite(id));
  } catch (error) {
    show(!favourite);
    sayFailure(t('page.favourite_failed'), error);
  }
  refreshLists(workspaceId, 'favourites');
}

const shortened = (title: string) => (title.length > 60 ? `${title.slice(0, 59)}…` : title);

/** The address of a page, for other people. */
export const pageAddress = (id: string): string => `${location.origin}/d/${id}`;

export async function copyText(text: string, done: string): Promise<void> {
  const copied = await writeClipboard(text);
  toast(copied ? { text: done } : { tone: 'critical', text: t('error.copy', { text }) });
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    // Missing on plain http, so its absence is no surprise.
    if (navigator.clipboard !== undefined) {
      await navigator.clipboard.writeText(text);
      return true;
    }
  } catch {
    // Forbidden: try the old way.
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}
