import { Extension, type Editor } from '@tiptap/core';
import { type EditorState, Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { IMAGE_LIMIT_BYTES, UPLOAD_LIMIT_BYTES } from './upload-limits.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';

/** Behind which block a file will stand. Others may write above it meanwhile, so its id says it best. */
interface Place {
  blockId: string | null;
  /** For a block that has no id yet. */
  position: number;
}

/** A file on its way. Only this person sees it; the block is written once the server has the file. */
interface Upload {
  id: number;
  file: File;
  place: Place;
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

/** The block of the page at a position. */
function toPlace(state: EditorState, position: number): Place {
  const at = state.doc.resolve(position);
  const block = at.depth > 0 ? at.node(1) : at.nodeAfter;
  const id: unknown = block?.attrs['id'];
  return { blockId: typeof id === 'string' ? id : null, position: at.depth > 0 ? at.before(1) : position };
}

/** Where that block stands now. */
function fromPlace(state: EditorState, { blockId, position }: Place): number {
  let found: number | null = null;
  if (blockId !== null) {
    state.doc.forEach((node, offset) => {
      if (node.attrs['id'] === blockId) found = offset;
    });
  }
  return found ?? Math.min(position, state.doc.content.size);
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
  const block = state.doc.nodeAt(position);
  const { tr } = state;
  if (block?.type.name === 'paragraph' && block.content.size === 0) {
    const end = position + block.nodeSize;
    const { selection } = state;
    const writesHere = selection.empty && selection.from > position && selection.from < end;
    tr.replaceWith(position, end, node);
    // The line to write on stays, and the caret on it.
    if (writesHere || end === state.doc.content.size) tr.insert(position + node.nodeSize, block.type.create());
    if (writesHere) tr.setSelection(TextSelection.create(tr.doc, position + node.nodeSize + 1));
  } else tr.insert(position + (block?.nodeSize ?? 0), node);
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
          apply: (transaction, state) => (transaction.getMeta(key) as UploadsState | undefined) ?? state,
        },
        props: {
          decorations(state) {
            const uploads = key.getState(state)?.uploads ?? [];
            if (uploads.length === 0) return null;
            const widgets = uploads.map((upload) => {
              const start = fromPlace(state, upload.place);
              const position = start + (state.doc.nodeAt(start)?.nodeSize ?? 0);
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
