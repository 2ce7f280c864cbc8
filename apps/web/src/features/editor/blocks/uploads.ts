import { Extension, type Editor } from '@tiptap/core';
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { newBlockId } from '@materi/editor';
import { IMAGE_LIMIT_BYTES, UPLOAD_LIMIT_BYTES } from './upload-limits.ts';
import { movedPlace, placeAt, spotOf, type UploadPlace } from './upload-places.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';

/** A file on its way. Only this person sees it; the block is written once the server has the file. */
interface Upload {
  /** The id that its block will have. */
  id: string;
  file: File;
  place: UploadPlace;
  /** The part that was sent, 0–1. */
  part: number;
  /** Why it failed, when it did. */
  failure: string | null;
  preview: string | null;
}

interface UploadsState {
  uploads: readonly Upload[];
}

const key = new PluginKey<UploadsState>('uploads');
const PICTURE = /^image\/(png|jpe?g|gif|webp|avif|svg\+xml|bmp)$/;

function change(editor: Editor, next: (uploads: readonly Upload[]) => readonly Upload[]): void {
  if (editor.isDestroyed) return;
  const uploads = next(key.getState(editor.state)?.uploads ?? []);
  editor.view.dispatch(editor.state.tr.setMeta(key, { uploads }).setMeta('addToHistory', false));
}

/** Writes the block for an uploaded file, in place of an empty paragraph when there is one. */
function writeBlock(editor: Editor, upload: Upload, url: string, name: string, mediaType: string, size: number): void {
  const { state } = editor;
  const isPicture = PICTURE.test(mediaType);
  const type = state.schema.nodes[isPicture ? 'image' : 'file'];
  if (type === undefined) return;
  const { id, place } = upload;
  const node = type.create(
    isPicture ? { id, src: url, alt: '', title: null } : { id, src: url, name, mediaType, sizeBytes: size },
  );
  const { position, replaces } = spotOf(state.doc, id, place);
  const { tr } = state;
  if (replaces !== null) {
    const end = position + replaces.nodeSize;
    const { selection } = state;
    const writesHere = selection.empty && selection.from > position && selection.from < end;
    tr.replaceWith(position, end, node);
    // The line to write on stays, and the caret on it.
    if (writesHere || end === state.doc.content.size) tr.insert(position + node.nodeSize, replaces.type.create());
    if (writesHere) tr.setSelection(TextSelection.create(tr.doc, position + node.nodeSize + 1));
  } else tr.insert(position, node);
  editor.view.dispatch(tr);
}

async function send(editor: Editor, box: HostBox, upload: Upload): Promise<void> {
  const patch = (changes: Partial<Upload>) =>
    change(editor, (uploads) => uploads.map((one) => (one.id === upload.id ? { ...one, ...changes } : one)));
  const limit = PICTURE.test(upload.file.type) ? IMAGE_LIMIT_BYTES : UPLOAD_LIMIT_BYTES;
  if (upload.file.size > limit) {
    patch({ failure: t('upload.tooLarge', { limit: Math.round(limit / 1024 / 1024) }) });
    return;
  }
  patch({ failure: null, part: 0 });
  try {
    const file = await box.current.uploadFile(upload.file, (part) => patch({ part }));
    if (editor.isDestroyed) return;
    const now = key.getState(editor.state)?.uploads.find((one) => one.id === upload.id);
    if (now === undefined) return;
    change(editor, (uploads) => uploads.filter((one) => one.id !== upload.id));
    if (upload.preview !== null) URL.revokeObjectURL(upload.preview);
    writeBlock(editor, now, file.url, file.name, file.mediaType, file.sizeBytes);
  } catch (error) {
    patch({ failure: error instanceof Error ? error.message : '' });
  }
}

/**
 * Uploads files and puts a block for each where `position` is (the caret, unless given), in this order and behind
 * those that are on their way to the same place.
 */
export function uploadFiles(editor: Editor, box: HostBox, files: readonly File[], position?: number): void {
  const ids = files.map(() => newBlockId());
  const present = key.getState(editor.state)?.uploads ?? [];
  const here = placeAt(editor.state.doc, position ?? editor.state.selection.from, ids);
  const isHere = ({ place }: Upload) =>
    place.anchorId === here.anchorId && (here.anchorId !== null || place.position === here.position);
  const line = [...(present.findLast(isHere)?.place.line ?? []), ...ids];
  const uploads = files.map((file, at): Upload => {
    const preview = PICTURE.test(file.type) && file.type !== 'image/svg+xml' ? URL.createObjectURL(file) : null;
    return { id: ids[at] ?? newBlockId(), file, place: { ...here, line }, part: 0, failure: null, preview };
  });
  change(editor, (all) => [
    ...all.map((one) => (isHere(one) ? { ...one, place: { ...one.place, line } } : one)),
    ...uploads,
  ]);
  for (const upload of uploads) void send(editor, box, upload);
}

/** Asks for files and uploads them to the caret. `accept` as in `<input type="file">`. */
export function pickFiles(editor: Editor, accept: string): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.accept = accept;
  input.addEventListener('change', () => {
    const box = editor.storage.uploads.box;
    const files = [...(input.files ?? [])];
    if (box !== null && files.length > 0) uploadFiles(editor, box, files);
  });
  input.click();
}

function drawUpload(editor: Editor, box: HostBox, upload: Upload): HTMLElement {
  const card = document.createElement('div');
  card.className = 'upload';
  card.contentEditable = 'false';
  if (upload.preview !== null) {
    const picture = document.createElement('img');
    picture.src = upload.preview;
    picture.alt = '';
    card.append(picture);
  }
  const line = document.createElement('div');
  line.className = 'upload-line';
  card.append(line);
  const words = document.createElement('span');
  line.append(words);
  if (upload.failure === null) {
    const percent = Math.round(upload.part * 100);
    words.textContent = t('upload.sending', { name: upload.file.name, percent });
    const bar = document.createElement('progress');
    bar.max = 1;
    bar.value = upload.part;
    bar.setAttribute('aria-label', words.textContent);
    card.append(bar);
    return card;
  }
  card.classList.add('is-failed');
  card.setAttribute('role', 'alert');
  words.textContent = `${t('upload.failed', { name: upload.file.name })} ${upload.failure}`.trim();
  const actions: [string, () => void][] = [
    [t('upload.again'), () => void send(editor, box, upload)],
    [t('upload.remove'), () => change(editor, (all) => all.filter((one) => one.id !== upload.id))],
  ];
  for (const [label, act] of actions) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('mousedown', (event) => event.preventDefault());
    button.addEventListener('click', act);
    line.append(button);
  }
  return card;
}

declare module '@tiptap/core' {
  interface Storage {
    uploads: { box: HostBox | null };
  }
}

/** Shows files on their way, and takes those that are pasted or dropped. */
export const Uploads = Extension.create<{ box: HostBox }, { box: HostBox | null }>({
  name: 'uploads',
  addStorage() {
    return { box: null };
  },
  onCreate() {
    this.storage.box = this.options.box;
  },
  addProseMirrorPlugins() {
    const { editor } = this;
    const { box } = this.options;
    return [
      new Plugin<UploadsState>({
        key,
        state: {
          init: () => ({ uploads: [] }),
          apply(transaction, state) {
            const { uploads } = (transaction.getMeta(key) as UploadsState | undefined) ?? state;
            if (!transaction.docChanged || uploads.length === 0) return { uploads };
            return { uploads: uploads.map((one) => ({ ...one, place: movedPlace(one.place, transaction.mapping) })) };
          },
        },
        props: {
          decorations(state) {
            const uploads = key.getState(state)?.uploads ?? [];
            if (uploads.length === 0) return null;
            const widgets = uploads.map((upload) => {
              const { position, replaces } = spotOf(state.doc, upload.id, upload.place);
              return Decoration.widget(position + (replaces?.nodeSize ?? 0), () => drawUpload(editor, box, upload), {
                key: `upload-${upload.id}-${upload.part}-${upload.failure}`,
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
            uploadFiles(editor, box, files);
            return true;
          },
          handleDrop(view, event) {
            const files = [...(event.dataTransfer?.files ?? [])];
            if (files.length === 0 || !editor.isEditable) return false;
            event.preventDefault();
            const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
            uploadFiles(editor, box, files, at?.pos);
            return true;
          },
        },
      }),
    ];
  },
});
