import { Extension } from '@tiptap/core';
import type { Fragment, Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { changedBlocks } from '../binding/quick-binding.ts';
import { loadLowlight } from './lazy-parts.ts';
import type { Stretch } from './lowlight.ts';

/** Longer code is shown without colours: typing in it must stay quick. */
const HIGHLIGHT_LIMIT = 20_000;

const key = new PluginKey<DecorationSet>('highlighting');

/** Whether a change from one page to the other came near a block of code. */
function touchesCode(before: Fragment, after: Fragment): boolean {
  const { start, oldEnd, newEnd } = changedBlocks(before, after);
  let found = false;
  const look = (node: ProseMirrorNode) => {
    found ||= node.type.name === 'codeBlock';
    return !found && !node.isTextblock;
  };
  const lookAt = (content: Fragment, end: number) => {
    for (let index = start; index < end && !found; index += 1) {
      const block = content.child(index);
      if (look(block)) block.descendants(look);
    }
  };
  lookAt(before, oldEnd);
  lookAt(after, newEnd);
  return found;
}

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
          apply(transaction, decorations) {
            if (transaction.getMeta(key) === true) return decorate(transaction.doc);
            if (!transaction.docChanged) return decorations;
            // Most of what is typed is no code: the colours of the rest only move.
            return touchesCode(transaction.before.content, transaction.doc.content)
              ? decorate(transaction.doc)
              : decorations.map(transaction.mapping, transaction.doc);
          },
        },
        props: { decorations: (state) => key.getState(state) ?? null },
      }),
    ];
  },
});
