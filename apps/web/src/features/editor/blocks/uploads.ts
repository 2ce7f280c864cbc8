import { Extension, type Editor } from '@tiptap/core';
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state';
import { insertPoint } from '@tiptap/pm/transform';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from '@tiptap/y-tiptap';
import { IMAGE_LIMIT_BYTES, UPLOAD_LIMIT_BYTES } from './upload-limits.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages.ts';

/** A file on its way. Only this person sees it; the block is written once the server has the file. */
interface Upload {
  id: number;
  file: File;
  /** Where it will stand, as a Yjs position: others may write above it meanwhile. */
  place: unknown;
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

function toPlace(state: EditorState, position: number): unknown {
  const sync = ySyncPluginKey.getState(state);
  return absolutePositionToRelativePosition(position, sync.type, sync.binding.mapping);
}

function fromPlace(state: EditorState, place: unknown): number {
  const sync = ySyncPluginKey.getState(state);
  const position = relativePositionToAbsolutePosition(sync.doc, sync.type, place, sync.binding.mapping);
  return Math.min(position ?? state.doc.content.size, state.doc.content.size);
}

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
  const node = type.create(
    isPicture ? { src: url, alt: '', title: null } : { src: url, name, mediaType, sizeBytes: size },
  );
  const position = fromPlace(state, upload.place);
  const { tr } = state;
  const around = state.doc.resolve(position);
  if (around.parent.type.name === 'paragraph' && around.parent.content.size === 0 && around.depth > 0) {
    const after = around.after();
    if (around.node(-1).canReplaceWith(around.index(-1), around.index(-1) + 1, type)) {
      tr.replaceWith(around.before(), after, node);
    } else tr.insert(insertPoint(state.doc, after, type) ?? state.doc.content.size, node);
  } else {
    tr.insert(
      insertPoint(state.doc, around.depth > 0 ? around.after(1) : position, type) ?? state.doc.content.size,
      node,
    );
  }
  editor.view.dispatch(tr);
}

function send(editor: Editor, box: HostBox, upload: Upload): void {
  const patch = (changes: Partial<Upload>) =>
    change(editor, (uploads) => uploads.map((one) => (one.id === upload.id ? { ...one, ...changes } : one)));
  const limit = PICTURE.test(upload.file.type) ? IMAGE_LIMIT_BYTES : UPLOAD_LIMIT_BYTES;
  if (upload.file.size > limit) {
    patch({ failure: t('upload.tooLarge', { limit: Math.round(limit / 1024 / 1024) }) });
    return;
  }
  patch({ failure: null, part: 0 });
  box.current
    .uploadFile(upload.file, (part) => patch({ part }))
    .then(
      (file) => {
        if (editor.isDestroyed) return;
        const now = key.getState(editor.state)?.uploads.find((one) => one.id === upload.id);
        if (now === undefined) return;
        change(editor, (uploads) => uploads.filter((one) => one.id !== upload.id));
        if (upload.preview !== null) URL.revokeObjectURL(upload.preview);
        writeBlock(editor, now, file.url, file.name, file.mediaType, file.sizeBytes);
      },
      (error: unknown) => patch({ failure: error instanceof Error ? error.message : '' }),
    );
}

let lastId = 0;

/** Uploads files and puts a block for each where `position` is (the caret, unless given). */
export function uploadFiles(editor: Editor, box: HostBox, files: readonly File[], position?: number): void {
  const place = toPlace(editor.state, position ?? editor.state.selection.from);
  const uploads = files.map((file): Upload => {
    lastId += 1;
    const preview = PICTURE.test(file.type) && file.type !== 'image/svg+xml' ? URL.createObjectURL(file) : null;
    return { id: lastId, file, place, part: 0, failure: null, preview };
  });
  change(editor, (present) => [...present, ...uploads]);
  for (const upload of uploads) send(editor, box, upload);
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
    [t('upload.again'), () => send(editor, box, upload)],
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
          apply: (transaction, state) => (transaction.getMeta(key) as UploadsState | undefined) ?? state,
        },
        props: {
          decorations(state) {
            const uploads = key.getState(state)?.uploads ?? [];
            if (uploads.length === 0) return null;
            const widgets = uploads.map((upload) => {
              const around = state.doc.resolve(fromPlace(state, upload.place));
              const position = around.depth > 0 ? around.after(1) : around.pos;
              return Decoration.widget(position, () => drawUpload(editor, box, upload), {
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
