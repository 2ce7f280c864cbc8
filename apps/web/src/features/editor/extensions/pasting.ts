import { Extension } from '@tiptap/core';
import { Fragment, Slice } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import type { EditorView } from '@tiptap/pm/view';
import { cleanHtml } from '../views/html.ts';
import { looksLikeMarkdown } from './markdown-marks.ts';

async function pasteMarkdown(view: EditorView, text: string): Promise<void> {
  const { markdownToBody } = await import('../views/markdown.ts');
  if (view.isDestroyed) return;
  const doc = markdownToBody(view.state.schema, text);
  const only = doc.childCount === 1 ? doc.firstChild : null;
  // One paragraph joins the line that it is pasted into; more are blocks of their own.
  const slice = only?.type.name === 'paragraph' ? new Slice(Fragment.from(only), 1, 1) : new Slice(doc.content, 0, 0);
  view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta('paste', true));
}

/** What is pasted is cleaned first; Markdown becomes blocks, and stays text in code. */
export const Pasting = Extension.create({
  name: 'pasting',
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        key: new PluginKey('pasting'),
        props: {
          transformPastedHTML: (html) => {
            // ProseMirror's own clipboard marks (data-pm-slice) and our nodes live in data attributes; they hold text, never code.
            if (html.includes('data-pm-slice')) return cleanOwnHtml(html);
            return cleanHtml(html);
          },
          handlePaste(view, event) {
            const data = event.clipboardData;
            const text = data?.getData('text/plain') ?? '';
            if (data === null || data === undefined || text === '' || !editor.isEditable) return false;
            const html = data.getData('text/html');
            if (view.state.selection.$from.parent.type.spec.code === true) return false;
            // Code editors send HTML that is nothing but coloured text.
            const fromCode = data.types.includes('vscode-editor-data');
            if ((html !== '' && !fromCode) || !looksLikeMarkdown(text)) return false;
            void pasteMarkdown(view, text);
            return true;
          },
        },
      }),
    ];
  },
});

/** HTML that this editor wrote itself: what the schema keeps of it is text and plain attributes. */
function cleanOwnHtml(html: string): string {
  const inert = new DOMParser().parseFromString(html, 'text/html');
  for (const element of inert.querySelectorAll('script, style, iframe, object, embed, link, meta, base'))
    element.remove();
  for (const element of inert.querySelectorAll('*')) {
    for (const name of element.getAttributeNames()) if (/^on/i.test(name)) element.removeAttribute(name);
  }
  return inert.body.innerHTML;
}
