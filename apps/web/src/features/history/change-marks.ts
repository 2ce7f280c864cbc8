import { Extension, Mark, type AnyExtension } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { t } from '../../messages/history.ts';

const change = {
  default: null,
  parseHTML: () => null,
  renderHTML: () => ({}),
};

const WORDS = {
  added: 'version.block_added',
  removed: 'version.block_removed',
  changed: 'version.block_changed',
} as const;

/** Words that came or went. */
const ChangeMark = Mark.create({
  name: 'change',
  addAttributes: () => ({ change }),
  renderHTML: ({ mark }) => [mark.attrs['change'] === 'removed' ? 'del' : 'ins', { class: 'word-change' }, 0],
});

/**
 * Draws what `compareBodies` found. Blocks are marked from outside, so that every block looks as it always
 * does, whoever draws it; a screen reader hears the word before the block.
 */
export function changeMarks(blockTypes: readonly string[]): AnyExtension[] {
  const ChangedBlocks = Extension.create({
    name: 'changedBlocks',
    addGlobalAttributes: () => [{ types: [...blockTypes], attributes: { change } }],
    addProseMirrorPlugins: () => [
      new Plugin({
        props: {
          decorations({ doc }) {
            const found: Decoration[] = [];
            doc.descendants((node, at) => {
              const kind = node.attrs['change'] as keyof typeof WORDS | null | undefined;
              if (!kind) return true;
              found.push(Decoration.node(at, at + node.nodeSize, { class: `block-change is-${kind}` }));
              if (node.isTextblock) found.push(Decoration.widget(at + 1, () => said(kind), { side: -1 }));
              return true;
            });
            return DecorationSet.create(doc, found);
          },
        },
      }),
    ],
  });
  return [ChangeMark, ChangedBlocks];
}

function said(kind: keyof typeof WORDS): HTMLElement {
  const words = document.createElement('span');
  words.className = 'sr-only';
  words.textContent = `${t(WORDS[kind])} `;
  return words;
}
