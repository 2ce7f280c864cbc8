import { Extension, type Editor } from '@tiptap/core';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { newBlockId } from '@materi/editor';
import { drawUpload } from './upload-card.ts';
import { placeAt, spotOf } from './upload-places.ts';
import { createUploadSender, type UploadNeeds, type UploadSender } from './upload-sending.ts';
import { changeUploads, newUpload, type Upload, uploadsOf, uploadsPlugin } from './upload-state.ts';

/**
 * Uploads files and puts a block for each where `position` is (the caret, unless given), in this order and behind
 * those that are on their way to the same place.
 */
export function uploadFiles(editor: Editor, files: readonly File[], position?: number): void {
  const ids = files.map(() => newBlockId());
  const here = placeAt(editor.state.doc, position ?? editor.state.selection.from, ids);
  const isHere = ({ place }: Upload) =>
    place.anchorId === here.anchorId && (here.anchorId !== null || place.position === here.position);
  const line = [...(uploadsOf(editor.state).findLast(isHere)?.place.line ?? []), ...ids];
  const addedAt = Date.now();
  const uploads = files.map((file, at) =>
    newUpload({ id: ids[at] ?? newBlockId(), file, addedAt, place: { ...here, line }, stage: 'sending' }),
  );
  changeUploads(editor, (all) => [
    ...all.map((one) => (isHere(one) ? { ...one, place: { ...one.place, line } } : one)),
    ...uploads,
  ]);
  editor.storage.uploads.sender?.add(uploads);
}

/** Asks for files and uploads them to the caret. `accept` as in `<input type="file">`. */
export function pickFiles(editor: Editor, accept: string): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = accept;
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0 && !editor.isDestroyed) uploadFiles(editor, files);
  });
  input.click();
}

declare module '@tiptap/core' {
  interface Storage {
    uploads: { sender: UploadSender | null };
  }
}

/** Shows files on their way, and takes those that are pasted or dropped. */
export const Uploads = Extension.create<UploadNeeds, { sender: UploadSender | null }>({
  name: 'uploads',
  addStorage() {
    return { sender: null };
  },
  onCreate() {
    this.storage.sender = createUploadSender(this.editor, this.options);
    // Somebody may have been quicker.
    this.storage.sender.add(uploadsOf(this.editor.state));
  },
  onDestroy() {
    this.storage.sender?.close();
    this.storage.sender = null;
  },
  addProseMirrorPlugins() {
    const { editor, storage } = this;
    return [
      uploadsPlugin(
        {
          decorations(state) {
            const uploads = uploadsOf(state);
            if (uploads.length === 0) return null;
            const widgets = uploads.map((upload) => {
              const { id, stage, part, failure, kept } = upload;
              const { position, replaces } = spotOf(state.doc, id, upload.place);
              const actions = { again: () => storage.sender?.again(id), remove: () => storage.sender?.remove(id) };
              return Decoration.widget(position + (replaces?.nodeSize ?? 0), () => drawUpload(upload, actions), {
                key: `upload-${id}-${stage}-${part}-${failure}-${kept}`,
                side: 1,
              });
            });
            return DecorationSet.create(state.doc, widgets);
          },
          handlePaste(_view, event) {
            const files = [...(event.clipboardData?.files ?? [])];
            // Office programs put a picture of the text beside the text; the text is what is meant.
            const hasText =
              event.clipboardData?.types.includes('text/html') &&
              !/<img[\s>]/i.test(event.clipboardData.getData('text/html'));
            if (files.length === 0 || hasText || !editor.isEditable) return false;
            uploadFiles(editor, files);
            return true;
          },
          handleDrop(view, event) {
            const files = [...(event.dataTransfer?.files ?? [])];
            if (files.length === 0 || !editor.isEditable) return false;
            event.preventDefault();
            const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
            uploadFiles(editor, files, at?.pos);
            return true;
          },
        },
        (uploads, docChanged) => storage.sender?.look(uploads, docChanged),
      ),
    ];
  },
});
