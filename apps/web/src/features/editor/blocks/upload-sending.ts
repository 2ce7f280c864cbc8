import type { Editor } from '@tiptap/core';
import type { UploadedFile } from '../contract.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';
import { claimFile, dropFile, keepFile, keptFiles } from '../session/kept-files.ts';
import { tellFilesLeft } from '../session/left-files.ts';
import type { DocumentSession } from '../session/session.ts';
import { isLater } from '../../offline/is-later.ts';
import { writeUploaded } from './upload-block.ts';
import { IMAGE_LIMIT_BYTES, UPLOAD_LIMIT_BYTES } from './upload-limits.ts';
import { hasBlock } from './upload-places.ts';
import { changeUploads, isPicture, newUpload, type Upload, uploadsOf } from './upload-state.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
/**
 * So often a file may break off while the page itself gets through; then it is something about the file. With the
 * pauses between them that is longer than the page needs to notice that the connection is gone.
 */
const MOST_TRIES = 8;
/** The server's disk is full: only a person can do something about it. */
const DISK_IS_FULL = 507;

export interface UploadNeeds {
  box: HostBox;
  session: DocumentSession;
  personId: string;
}

/** Sends the files of an editor, and goes on with those that wait when there is a connection. */
export interface UploadSender {
  add(uploads: readonly Upload[]): void;
  again(id: string): void;
  remove(id: string): void;
  /** The uploads or the page have changed. */
  look(uploads: readonly Upload[], docChanged: boolean): void;
  close(): void;
}

export function createUploadSender(editor: Editor, { box, session, personId }: UploadNeeds): UploadSender {
  const { documentId } = session;
  const busy = new Set<string>();
  const tries = new Map<string, number>();
  let pause = FIRST_PAUSE_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const all = () => (editor.isDestroyed ? [] : uploadsOf(editor.state));
  const find = (id: string) => all().find((one) => one.id === id);
  const patch = (id: string, changes: Partial<Upload>) =>
    changeUploads(editor, (uploads) => uploads.map((one) => (one.id === id ? { ...one, ...changes } : one)));
  const isConnected = () => {
    const kind = session.state.status?.kind;
    return kind === 'saved' || kind === 'saving';
  };

  function takeOut(id: string): void {
    const preview = find(id)?.preview;
    if (typeof preview === 'string') URL.revokeObjectURL(preview);
    changeUploads(editor, (uploads) => uploads.filter((one) => one.id !== id));
  }

  async function send(id: string): Promise<void> {
    const upload = find(id);
    if (upload === undefined || busy.has(id)) return;
    busy.add(id);
    try {
      const file = await box.current.uploadFile(upload.file, (part) => patch(id, { stage: 'sending', part }));
      await write(id, file);
    } catch (error) {
      const isFull = error instanceof Error && 'status' in error && error.status === DISK_IS_FULL;
      const count = isConnected() && navigator.onLine ? (tries.get(id) ?? 0) + 1 : 0;
      tries.set(id, count);
      if (isLater(error) && !isFull && count < MOST_TRIES) wait(id);
      else patch(id, { stage: 'failed', failure: error instanceof Error ? error.message : '' });
    } finally {
      busy.delete(id);
    }
  }

  function wait(id: string): void {
    const upload = find(id);
    if (upload?.stage === 'sending') box.current.say(t('upload.waiting', { name: upload.file.name }));
    patch(id, { stage: 'waiting' });
    plan();
  }

  /** Puts the block into the page; the device lets go of the file only when it has the page with the block. */
  async function write(id: string, file: UploadedFile): Promise<void> {
    const isMine = await claimFile(personId, id).catch(() => true);
    const upload = find(id);
    // Taken out meanwhile, or the page was left: then the file is still on the device.
    if (upload === undefined) return;
    if (!editor.isEditable) return wait(id);
    takeOut(id);
    if (!isMine) return;
    writeUploaded(editor, upload, file);
    letGo(id);
  }

  const letGo = (id: string) => session.afterKept(() => void dropFile(personId, id));

  function plan(): void {
    if (timer !== undefined || editor.isDestroyed) return;
    timer = setTimeout(() => {
      timer = undefined;
      sendWaiting();
    }, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }

  function sendWaiting(): void {
    const waiting = all().filter(({ stage, id }) => stage === 'waiting' && !busy.has(id));
    if (waiting.length === 0) return;
    // Before the page of the server is here nobody knows whether another tab has written the blocks.
    if (session.state.current && editor.isEditable) for (const { id } of waiting) void send(id);
    else plan();
  }

  function onConnection(): void {
    pause = FIRST_PAUSE_MS;
    tries.clear();
    clearTimeout(timer);
    timer = undefined;
    sendWaiting();
  }

  /** Takes up what an earlier visit could not send. */
  async function resume(): Promise<void> {
    const kept = await keptFiles(personId, documentId);
    const present = new Set(all().map(({ id }) => id));
    const left = kept.filter(({ id }) => !present.has(id));
    if (left.length === 0 || editor.isDestroyed) return;
    changeUploads(editor, (uploads) => [...left.map((one) => newUpload({ ...one, stage: 'waiting' })), ...uploads]);
    sendWaiting();
  }

  let wasConnected = false;
  const stop = session.subscribe(() => {
    const isBack = isConnected() && session.state.current;
    if (isBack && !wasConnected) onConnection();
    wasConnected = isBack;
  });
  addEventListener('online', onConnection);
  void resume();

  return {
    add(uploads) {
      for (const { id, file, place, addedAt } of uploads) {
        const limit = isPicture(file.type) ? IMAGE_LIMIT_BYTES : UPLOAD_LIMIT_BYTES;
        if (file.size > limit) {
          const failure = t('upload.tooLarge', { limit: Math.round(limit / 1024 / 1024) });
          patch(id, { stage: 'failed', failure });
          continue;
        }
        void keepFile(personId, { id, documentId, addedAt, place, file }).then((kept) => patch(id, { kept }));
        void send(id);
      }
    },
    again(id) {
      tries.delete(id);
      patch(id, { stage: 'sending', part: 0 });
      void send(id);
    },
    remove(id) {
      takeOut(id);
      void dropFile(personId, id);
    },
    look(uploads, docChanged) {
      const { doc } = editor.state;
      // Another tab of this person wrote it, or the page of the server has it already.
      const written = docChanged ? uploads.filter(({ id }) => hasBlock(doc, id)) : [];
      queueMicrotask(() => {
        for (const { id } of written) {
          takeOut(id);
          letGo(id);
        }
      });
      const waiting = all().filter(({ stage }) => stage !== 'failed');
      session.setFiles({ count: waiting.length, kept: waiting.every(({ kept }) => kept) });
    },
    close() {
      stop();
      removeEventListener('online', onConnection);
      clearTimeout(timer);
      if (all().some(({ stage }) => stage !== 'failed')) tellFilesLeft(documentId, (id) => box.current.openPage(id));
      for (const { preview } of all()) if (preview !== null) URL.revokeObjectURL(preview);
      session.setFiles({ count: 0, kept: true });
    },
  };
}
