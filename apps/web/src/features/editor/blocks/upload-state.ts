import type { Editor } from '@tiptap/core';
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state';
import { movedPlace, type UploadPlace } from './upload-places.ts';

/** A file on its way. Only this person sees it; the block is written once the server has the file. */
export interface Upload {
  /** The id that its block will have, so that it is written once however often the file is sent. */
  readonly id: string;
  readonly file: File;
  readonly addedAt: number;
  readonly place: UploadPlace;
  readonly stage: 'sending' | 'waiting' | 'failed';
  /** The part that was sent, 0–1. */
  readonly part: number;
  /** Why it failed, when it did. */
  readonly failure: string;
  /** Not when this device has no room for it. */
  readonly kept: boolean;
  readonly preview: string | null;
}

type Uploads = readonly Upload[];

const key = new PluginKey<Uploads>('uploads');
const PICTURE = /^image\/(png|jpe?g|gif|webp|avif|svg\+xml|bmp)$/;

export const isPicture = (mediaType: string): boolean => PICTURE.test(mediaType);

export const uploadsOf = (state: EditorState): Uploads => key.getState(state) ?? [];

export function changeUploads(editor: Editor, next: (uploads: Uploads) => Uploads): void {
  if (editor.isDestroyed) return;
  const uploads = next(uploadsOf(editor.state));
  editor.view.dispatch(editor.state.tr.setMeta(key, uploads).setMeta('addToHistory', false));
}

/** The same with what a file brings when it is added, or found on the device. */
export const newUpload = (added: Pick<Upload, 'id' | 'file' | 'addedAt' | 'place' | 'stage'>): Upload => ({
  part: 0,
  failure: '',
  kept: true,
  preview: isPicture(added.file.type) && added.file.type !== 'image/svg+xml' ? URL.createObjectURL(added.file) : null,
  ...added,
});

type Props = NonNullable<ConstructorParameters<typeof Plugin<Uploads>>[0]['props']>;

/** Keeps the uploads of an editor, at their places while the page changes. */
export const uploadsPlugin = (props: Props, onChange: (uploads: Uploads, docChanged: boolean) => void) =>
  new Plugin<Uploads>({
    key,
    state: {
      init: () => [],
      apply(transaction, state) {
        const uploads = (transaction.getMeta(key) as Uploads | undefined) ?? state;
        if (!transaction.docChanged || uploads.length === 0) return uploads;
        return uploads.map((one) => ({ ...one, place: movedPlace(one.place, transaction.mapping) }));
      },
    },
    view: () => ({
      update({ state }, before) {
        const uploads = uploadsOf(state);
        if (uploads !== uploadsOf(before)) onChange(uploads, state.doc !== before.doc);
      },
    }),
    props,
  });
