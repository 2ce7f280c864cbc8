import { type AnyExtension, type Node as NodeExtension, Extension } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { copyText } from '../copy-text.ts';
import { t } from '../messages.ts';
import { draw, icon, ICON } from './draw.ts';
import { LANGUAGE_ALIASES, LANGUAGES } from './languages.ts';
import { loadLowlight } from './lazy-parts.ts';
import type { Stretch } from './lowlight.ts';

/** Longer code is shown without colours: typing in it must stay quick. */
const HIGHLIGHT_LIMIT = 20_000;

/** A code block with a language picker and a copy button. */
export const withCodeBlockView = (extension: AnyExtension): AnyExtension =>
  (extension as NodeExtension).configure({ enableTabIndentation: true, tabSize: 2, defaultLanguage: null }).extend({
    addNodeView() {
      return ({ node, editor, getPos }) => {
        let current: ProseMirrorNode = node;
        const picker = draw('select', 'code-language', { 'aria-label': t('code.language') });
        const copy = draw('button', 'code-copy', {
          type: 'button',
          'aria-label': t('code.copy'),
          title: t('code.copy'),
        });
        const bar = draw('div', 'code-bar', { contenteditable: 'false' }, picker, copy);
        const code = draw('code', '', { spellcheck: 'false' });
        const dom = draw('div', 'code-block', {}, bar, draw('pre', '', {}, code));

        const show = () => {
          // `ts` is shown as TypeScript and stays `ts` in the document.
          const written = String(current.attrs['language'] ?? '');
          const language = LANGUAGE_ALIASES[written.toLowerCase()] ?? written;
          const known = LANGUAGES.some(([id]) => id === language);
          const choices: (readonly [string, string])[] = [['', t('code.plain')], ...LANGUAGES];
          // A language that we do not colour stays what it is.
          if (language !== '' && !known) choices.push([language, language]);
          picker.replaceChildren(...choices.map(([id, name]) => draw('option', '', { value: id }, name)));
          picker.value = language;
          picker.disabled = !editor.isEditable;
          dom.dataset['id'] = String(current.attrs['id'] ?? '');
          copy.replaceChildren(icon(...ICON.copy));
        };
        picker.addEventListener('change', () => {
          const position = getPos();
          if (position === undefined) return;
          editor.view.dispatch(editor.state.tr.setNodeAttribute(position, 'language', picker.value || null));
          editor.commands.focus();
        });
        copy.addEventListener('click', async () => {
          if (!(await copyText(current.textContent))) return;
          copy.replaceChildren(icon(...ICON.check));
          copy.setAttribute('aria-label', t('code.copied'));
          setTimeout(() => {
            copy.replaceChildren(icon(...ICON.copy));
            copy.setAttribute('aria-label', t('code.copy'));
          }, 1_500);
        });
        show();
        return {
          dom,
          contentDOM: code,
          update(next) {
            if (next.type !== current.type) return false;
            const changed =
              next.attrs['language'] !== current.attrs['language'] || next.attrs['id'] !== current.attrs['id'];
            current = next;
            if (changed) show();
            return true;
          },
          stopEvent: (event) => bar.contains(event.target as Node),
          ignoreMutation: (mutation) => !code.contains(mutation.target),
        };
      };
    },
  });

const key = new PluginKey<DecorationSet>('highlighting');

/** Colours code. A block is read again only when it has changed. */
export const Highlighting = Extension.create({
  name: 'highlighting',
  addProseMirrorPlugins() {
    let parts: Awaited<ReturnType<typeof loadLowlight>> | null = null;
    const read = new WeakMap<ProseMirrorNode, Stretch[]>();
    const stretchesOf = (node: ProseMirrorNode): Stretch[] => {
      const known = read.get(node);
      if (known !== undefined) return known;
      const language = String(node.attrs['language'] ?? '').toLowerCase();
      const canRead = parts !== null && language !== '' && parts.knowsLanguage(language);
      const short = node.textContent.length <= HIGHLIGHT_LIMIT;
      const stretches = canRead && short && parts !== null ? parts.highlight(language, node.textContent) : [];
      read.set(node, stretches);
      return stretches;
    };
    const decorate = (doc: ProseMirrorNode): DecorationSet => {
      const decorations: Decoration[] = [];
      let wanted = false;
      doc.descendants((node, position) => {
        if (node.type.name === 'codeBlock') {
          wanted ||= Boolean(node.attrs['language']);
          if (parts !== null) {
            for (const { from, to, classes } of stretchesOf(node)) {
              decorations.push(Decoration.inline(position + 1 + from, position + 1 + to, { class: classes }));
            }
          }
        }
        return !node.isTextblock;
      });
      if (wanted && parts === null) void load();
      return decorations.length === 0 ? DecorationSet.empty : DecorationSet.create(doc, decorations);
    };
    let loading = false;
    const load = async () => {
      if (loading) return;
      loading = true;
      try {
        parts = await loadLowlight();
      } catch {
        // Code without colours is still code.
        return;
      }
      const { editor } = this;
      if (!editor.isDestroyed) editor.view.dispatch(editor.state.tr.setMeta(key, true).setMeta('addToHistory', false));
    };
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: (_config, { doc }) => decorate(doc),
          apply: (transaction, decorations) =>
            transaction.docChanged || transaction.getMeta(key) === true ? decorate(transaction.doc) : decorations,
        },
        props: { decorations: (state) => key.getState(state) ?? null },
      }),
    ];
  },
});
