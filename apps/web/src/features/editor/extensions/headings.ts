import { Extension, type Editor } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import { Plugin, PluginKey } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import GithubSlugger from 'github-slugger';
import { bodyToText, type BlockNode } from '@materi/editor';

const key = new PluginKey<DecorationSet>('headingAnchors');

function decorate(doc: ProseMirrorNode): DecorationSet {
  const slugger = new GithubSlugger();
  const decorations: Decoration[] = [];
  doc.descendants((node, position) => {
    if (node.type.name === 'heading' && node.content.size > 0) {
      decorations.push(
        Decoration.node(position, position + node.nodeSize, {
          id: slugger.slug(bodyToText(node.toJSON() as BlockNode)),
        }),
      );
    }
    return !node.isTextblock;
  });
  return DecorationSet.create(doc, decorations);
}

/** Headings carry their slug as an id, by the same rule as the server's links, so that `/d/<page>#slug` finds them. */
export const HeadingAnchors = Extension.create({
  name: 'headingAnchors',
  addProseMirrorPlugins() {
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: (_config, { doc }) => decorate(doc),
          apply(transaction, decorations, before) {
            if (!transaction.docChanged) return decorations;
            // Typing in a paragraph changes no heading; mapping is then enough.
            const { $from } = before.selection;
            const quiet =
              transaction.getMeta('y-sync$') === undefined &&
              transaction.steps.length === 1 &&
              $from.parent.type.name === 'paragraph' &&
              before.doc.childCount === transaction.doc.childCount;
            return quiet ? decorations.map(transaction.mapping, transaction.doc) : decorate(transaction.doc);
          },
        },
        props: { decorations: (state) => key.getState(state) ?? null },
      }),
    ];
  },
});

/** Shows the heading with this slug or the block with this id. Says whether there is one. */
export function showAnchor(editor: Editor, fragment: string): boolean {
  let wanted = fragment.replace(/^#/, '');
  try {
    wanted = decodeURIComponent(wanted);
  } catch {
    // Not encoded; taken as it is.
  }
  if (wanted === '') return false;
  const target =
    editor.view.dom.querySelector(`[id="${CSS.escape(wanted)}"]`) ??
    editor.view.dom.querySelector(`[data-id="${CSS.escape(wanted)}"]`);
  if (!(target instanceof HTMLElement)) return false;
  target.scrollIntoView({ block: 'start' });
  return true;
}
