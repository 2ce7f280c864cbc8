import { Extension, type Editor } from '@tiptap/core';
import { DOMParser, type Node as ProseMirrorNode, Slice } from '@tiptap/pm/model';
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import { handlePaste as pasteIntoTable, isInTable } from '@tiptap/pm/tables';
import type { EditorView } from '@tiptap/pm/view';
import { newBlockId, parsePageAddress } from '@materi/editor';
import { uploadFiles } from '../blocks/uploads.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';
import { cellsSlice, readCells } from '../tables/spreadsheet.ts';
import { cleanHtml } from '../views/html.ts';
import { toast } from '../../../ui/toast.tsx';
import { insertBlocks, insertPasted, insertPlain } from './inserting.ts';
import { offerForms } from './pasted-links.ts';
import { type CarriedPicture, pictureFile, takePictures } from './pictures.ts';

// Its own chunk: it reads what whole programs write.
const loadReading = () => import('./reading.ts');
type Reading = Awaited<ReturnType<typeof loadReading>>;

const ADDRESS = /^(https?:\/\/[^\s<>"]+|\/d\/[0-9a-f-]{36}(#[^\s]*)?)$/i;
/** Signs without which no text is Markdown; only then is the reader fetched to decide. */
const MAYBE_MARKDOWN = /[#*_~`|[\]$>-]|^\s*\d+[.)]/m;

const isInCode = ({ state }: EditorView): boolean => state.selection.$from.parent.type.spec.code === true;

/** Labels of the notes that the page has. */
function footnoteLabels(doc: ProseMirrorNode): Set<string> {
  const labels = new Set<string>();
  doc.descendants((node) => {
    if (node.type.name.startsWith('footnote')) labels.add(String(node.attrs['label'] ?? ''));
    return true;
  });
  return labels;
}

/** Uploads pictures that were pasted, each to the empty line that keeps its place. */
async function uploadPictures(editor: Editor, pictures: readonly CarriedPicture[]): Promise<void> {
  for (const picture of pictures) {
    // One after another: files of a page can be large.
    // oxlint-disable-next-line no-await-in-loop
    const file = await pictureFile(picture).catch(() => null);
    if (editor.isDestroyed) return;
    if (file === null) {
      toast({ tone: 'critical', text: t('paste.missing', { count: 1 }) });
      continue;
    }
    let position: number | undefined;
    editor.state.doc.descendants((node, at) => {
      if (node.attrs['id'] === picture.placeId) position = at;
      return position === undefined;
    });
    uploadFiles(editor, [file], position ?? editor.state.selection.from);
  }
}

function insertDocument(editor: Editor, doc: ProseMirrorNode): void {
  const { content, pictures, missing } = takePictures(doc, newBlockId);
  const only = content.childCount === 1 ? content.firstChild : null;
  const isTable = only?.type.name === 'table';
  const { view } = editor;
  // Cells that are copied from a spreadsheet fill the cells from here on.
  const event = new ClipboardEvent('paste');
  if (!(isTable && isInTable(view.state) && pasteIntoTable(view, event, new Slice(content, 0, 0)))) {
    insertPasted(editor, content);
  }
  if (missing > 0) toast({ text: t('paste.missing', { count: missing }) });
  void uploadPictures(editor, pictures);
}

/** Markdown goes in as it was written, and then becomes blocks: undoing once gives the plain text. */
function insertMarkdown(editor: Editor, reading: Reading, text: string): void {
  const { from, to } = insertPlain(editor, text);
  const doc = reading.readMarkdown(editor.schema, text);
  const { tr } = editor.state;
  tr.setSelection(TextSelection.between(tr.doc.resolve(from), tr.doc.resolve(Math.min(to, tr.doc.content.size))));
  const only = doc.childCount === 1 ? doc.firstChild : null;
  if (only?.type.name === 'paragraph') tr.replaceSelection(new Slice(doc.content, 1, 1));
  else {
    tr.deleteSelection();
    insertBlocks(tr, doc.content);
  }
  editor.view.dispatch(tr.scrollIntoView());
}

/** An address alone: a link over selected words, a link to one of our pages, or a link with an offer to show more. */
function insertAddress(editor: Editor, box: HostBox, address: string): boolean {
  const { selection, doc, schema } = editor.state;
  const { $from, $to, from, to } = selection;
  const words = $from.sameParent($to) && $from.parent.isTextblock ? doc.textBetween(from, to).trim() : '';
  if (words !== '') {
    editor.chain().focus().setLink({ href: address }).run();
    return true;
  }
  if (!$from.parent.isTextblock) return false;
  const isOurs = address.startsWith('/') || address.startsWith(`${location.origin}/`);
  const page = isOurs ? parsePageAddress(address.replace(location.origin, '')) : null;
  const known = page === null ? undefined : box.current.pageTitle(page.documentId);
  const fragment = address.split('#')[1];
  const link = schema.marks['link'];
  if (page !== null && known !== undefined) {
    const title = known.title || t('page.untitled');
    const content =
      fragment === undefined
        ? { type: 'pageLink', attrs: { documentId: page.documentId, label: title } }
        : {
            type: 'text',
            text: fragment.startsWith('b-')
              ? t('paste.blockOf', { title })
              : `${title} › ${decodeURIComponent(fragment)}`,
            marks: [{ type: 'link', attrs: { href: `/d/${page.documentId}#${fragment}` } }],
          };
    editor.chain().focus().insertContent(content).run();
    return true;
  }
  if (link === undefined || !/^https?:/i.test(address)) return false;
  const { tr } = editor.state;
  tr.replaceSelectionWith(schema.text(address, [link.create({ href: address })]), false);
  tr.removeStoredMark(link);
  editor.view.dispatch(tr.scrollIntoView().setMeta('paste', true));
  const end = editor.state.selection.from;
  offerForms(editor, { from: end - address.length, to: end, url: address });
  return true;
}

/** What other programs put on the clipboard arrives as blocks; text stays text in code, and where it is asked for. */
export const Pasting = Extension.create<{ box: HostBox }>({
  name: 'pasting',
  // Before the tables' own, which know nothing of spreadsheets' text.
  priority: 1050,
  addProseMirrorPlugins() {
    const { editor } = this;
    const { box } = this.options;
    let plainWanted = false;

    function paste(view: EditorView, event: ClipboardEvent): boolean {
      const data = event.clipboardData;
      if (data === null || !editor.isEditable || isInCode(view)) return false;
      const text = data.getData('text/plain');
      const html = data.getData('text/html');
      const isPlain = plainWanted;
      plainWanted = false;
      if (isPlain && text !== '') {
        insertPlain(editor, text);
        return true;
      }
      // Files have a reader of their own; blocks of this editor are read by the editor.
      if (text === '' && html === '') return false;
      if (html.includes('data-pm-slice')) return pasteOwn(html);
      if (
        ADDRESS.test(text.trim()) &&
        !/<(p|h\d|li|td|img)[\s>]/i.test(html) &&
        insertAddress(editor, box, text.trim())
      )
        return true;
      const cells = html === '' ? readCells(text) : null;
      const slice = cells === null ? null : cellsSlice(editor.schema, cells);
      if (slice !== null) {
        if (!(isInTable(view.state) && pasteIntoTable(view, event, slice))) insertPasted(editor, slice.content);
        return true;
      }
      const fromCode = data.types.includes('vscode-editor-data');
      if (html !== '' && !(fromCode && MAYBE_MARKDOWN.test(text))) {
        const hasFiles = data.files.length > 0;
        const isOnlyPicture = hasFiles && /^\s*(<meta[^>]*>)?\s*<img\b[^>]*>\s*$/i.test(html);
        if (isOnlyPicture) return false;
        const language = fromCode ? languageOf(data.getData('vscode-editor-data')) : null;
        void pasteHtml(html, text, language);
        return true;
      }
      if (!MAYBE_MARKDOWN.test(text)) return false;
      void pasteText(text);
      return true;
    }

    function pasteOwn(html: string): boolean {
      // Whole blocks go below the block of the caret and do not tear its line apart.
      const isWhole = /data-pm-slice="0 0 /.test(html) && !isInTable(editor.state);
      if (!isWhole) return false;
      const holder = new window.DOMParser().parseFromString(cleanOwnHtml(html), 'text/html');
      const parser = editor.view.someProp('clipboardParser') ?? DOMParser.fromSchema(editor.schema);
      const { content } = parser.parse(holder.body, { preserveWhitespace: true });
      const { tr } = editor.state;
      insertBlocks(tr, content);
      editor.view.dispatch(tr.scrollIntoView().setMeta('paste', true));
      return true;
    }

    async function pasteHtml(html: string, text: string, language: string | null): Promise<void> {
      const reading = await loadReading();
      if (editor.isDestroyed) return;
      const takenFootnotes = footnoteLabels(editor.state.doc);
      const doc = reading.readHtml(editor.schema, html, { takenFootnotes, language });
      if (doc !== null) insertDocument(editor, doc);
      else insertPlain(editor, text);
    }

    async function pasteText(text: string): Promise<void> {
      const reading = await loadReading();
      if (editor.isDestroyed) return;
      if (reading.looksLikeMarkdown(text)) insertMarkdown(editor, reading, text);
      else insertPlain(editor, text);
    }

    return [
      new Plugin({
        key: new PluginKey('pasting'),
        props: {
          transformPastedHTML: (html) => (html.includes('data-pm-slice') ? cleanOwnHtml(html) : cleanHtml(html)),
          handleKeyDown(_view, event) {
            const isPaste = (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'v';
            plainWanted = isPaste && event.shiftKey;
            return false;
          },
          handlePaste: paste,
        },
      }),
    ];
  },
});

/** The language that a code editor says beside what it copied. */
function languageOf(data: string): string | null {
  try {
    const { mode } = JSON.parse(data) as { mode?: unknown };
    return typeof mode === 'string' && mode !== 'plaintext' && mode !== 'markdown' ? mode : null;
  } catch {
    return null;
  }
}

/** HTML that this editor wrote itself: what the schema keeps of it is text and plain attributes. */
function cleanOwnHtml(html: string): string {
  const inert = new window.DOMParser().parseFromString(html, 'text/html');
  for (const element of inert.querySelectorAll('script, style, iframe, object, embed, link, meta, base'))
    element.remove();
  for (const element of inert.querySelectorAll('*')) {
    for (const name of element.getAttributeNames()) if (/^on/i.test(name)) element.removeAttribute(name);
  }
  return inert.body.innerHTML;
}
