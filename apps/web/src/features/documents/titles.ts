import { ApiError } from '@materi/client';
import type { TITLE_LIMIT } from '@materi/contract';
import { useSyncExternalStore } from 'react';
import { api } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { toast } from '../../ui/toast.tsx';
import { readStored, writeStored } from '../frame/stored.ts';
import { cachedNode, nodeOf, showNode } from './cache.ts';
import { addDraft, dropDraft } from './drafts.ts';
import { sendNewPages } from './new-pages.ts';

/** The contract's limit, checked against it by type: its value would bring zod along. */
export const titleLimit: typeof TITLE_LIMIT = 500;

export type TitleState = 'saved' | 'saving' | 'offline';

interface Draft {
  workspaceId: string;
  text: string;
  timer: ReturnType<typeof setTimeout> | undefined;
  sending: boolean;
  unreachable: boolean;
  tries: number;
}

const STORE = 'materi.title_drafts';
const PAUSE_MS = 400;
const LONGEST_WAIT_MS = 15_000;

/*
 * Titles on their way to the server. A title counts as saved only when the server confirmed it;
 * until then it is kept on this device, so that a reload or a lost connection does not lose it.
 */
const drafts = new Map<string, Draft>();
const listeners = new Set<() => void>();
const tell = () => listeners.forEach((listener) => listener());

function keep(): void {
  const stored = [...drafts].map(([id, draft]) => [id, { workspaceId: draft.workspaceId, text: draft.text }]);
  writeStored(STORE, Object.fromEntries(stored));
  tell();
}

/** What a title may hold: one line, no control characters, not longer than the limit. */
export function cleanTitle(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\p{Cs}/gu, '');
  return line.slice(0, titleLimit);
}

/** Shows a new title at once and sends it after a pause in typing. */
export function setTitle(workspaceId: string, id: string, text: string, previous: string): void {
  const title = cleanTitle(text);
  const draft = drafts.get(id);
  if (draft === undefined && title === previous) return;
  if (draft !== undefined) {
    dropDraft(id, { title: draft.text });
    clearTimeout(draft.timer);
  }
  const timer = setTimeout(() => void send(id), PAUSE_MS);
  const sending = draft?.sending ?? false;
  drafts.set(id, { workspaceId, text: title, timer, sending, unreachable: draft?.unreachable ?? false, tries: 0 });
  addDraft(id, { title });
  const node = cachedNode(workspaceId, id);
  if (node !== undefined) showNode(workspaceId, { ...node, title });
  keep();
}

/** Sends what is waiting now: the field was left, or the device is online again. */
export function sendTitle(id: string): void {
  const draft = drafts.get(id);
  if (draft === undefined || draft.sending) return;
  clearTimeout(draft.timer);
  void send(id);
}

async function send(id: string): Promise<void> {
  const draft = drafts.get(id);
  if (draft === undefined || draft.sending) return;
  const sent = draft.text;
  draft.sending = true;
  try {
    await sendNewPages();
    const document = await api.documents.update(id, { title: sent.trim() });
    const now = drafts.get(id);
    if (now === undefined) return;
    now.sending = false;
    now.unreachable = false;
    if (now.text === sent) {
      drafts.delete(id);
      dropDraft(id, { title: sent });
      showNode(now.workspaceId, nodeOf(document));
    }
    // Typing went on meanwhile: its own timer sends the rest.
  } catch (error) {
    fail(id, error);
  }
  keep();
}

function fail(id: string, error: unknown): void {
  const draft = drafts.get(id);
  if (draft === undefined) return;
  draft.sending = false;
  const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
  if (!isRefused || error.status === 401) {
    draft.unreachable = true;
    draft.tries++;
    clearTimeout(draft.timer);
    draft.timer = setTimeout(() => void send(id), Math.min(1000 * 2 ** draft.tries, LONGEST_WAIT_MS));
    return;
  }
  clearTimeout(draft.timer);
  drafts.delete(id);
  dropDraft(id, { title: draft.text });
  toast({ tone: 'critical', text: t('page.rename_failed', { detail: error.message }) });
  // Show what the server has.
  void api.documents
    .get(id)
    .then((document) => showNode(draft.workspaceId, nodeOf(document)))
    .catch(() => undefined);
}

/** The title that was typed here and is not confirmed yet. */
export const draftTitle = (id: string): string | undefined => drafts.get(id)?.text;

function stateOf(id: string): TitleState {
  const draft = drafts.get(id);
  if (draft === undefined) return 'saved';
  return draft.unreachable ? 'offline' : 'saving';
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useTitleState = (id: string): TitleState => useSyncExternalStore(subscribe, () => stateOf(id));

/** Puts them where pages are shown: what the device kept of a list may be older than they are. */
export function showTitles(): void {
  for (const [id, { workspaceId, text }] of drafts) {
    const node = cachedNode(workspaceId, id);
    if (node !== undefined && node.title !== text) showNode(workspaceId, { ...node, title: text });
  }
}

/** Takes up titles that an earlier visit could not send, and sends all when the device comes online. */
export function resumeTitles(): void {
  const stored = readStored<Record<string, { workspaceId: string; text: string }>>(STORE, {});
  for (const [id, { workspaceId, text }] of Object.entries(stored)) {
    addDraft(id, { title: text });
    drafts.set(id, { workspaceId, text, timer: undefined, sending: false, unreachable: false, tries: 0 });
    void send(id);
  }
  showTitles();
  addEventListener('online', () => {
    for (const id of drafts.keys()) sendTitle(id);
  });
  addEventListener('beforeunload', (event) => {
    if (drafts.size > 0) event.preventDefault();
  });
}
