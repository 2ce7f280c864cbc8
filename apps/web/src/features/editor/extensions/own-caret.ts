import { Extension } from '@tiptap/core';
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state';
import { relativePositionToAbsolutePosition, ySyncPluginKey } from '@tiptap/y-tiptap';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { Doc, RelativePosition, XmlFragment } from 'yjs';

/** What the binding knows of the caret while a change of others is shown. */
interface Binding {
  doc: Doc;
  type: XmlFragment;
  mapping: Map<never, never>;
  beforeTransactionSelection: {
    type: string;
    anchor: RelativePosition | null;
    head: RelativePosition | null;
    absAnchor: number;
    absHead: number;
  } | null;
}

const blockAt = (doc: ProseMirrorNode, position: number) => {
  const { parent } = doc.resolve(position);
  return parent.isTextblock ? String(parent.attrs['id'] ?? '') : '';
};

/**
 * Keeps one's caret at its letters while others write in the same block.
 *
 * @tiptap/y-tiptap 3.0.9 takes any foreign change to the text of the caret's block for a move of
 * the block, and then counts letters from its start: what is typed next lands between older
 * letters. Where the block is still the same one (by its id), the position that Yjs kept is right.
 */
export const OwnCaret = Extension.create({
  name: 'ownCaret',
  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new PluginKey('ownCaret'),
        appendTransaction(transactions, before, after) {
          const foreign = transactions.some(
            (one) => (one.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean } | undefined)?.isChangeOrigin === true,
          );
          const { binding } = (ySyncPluginKey.getState(after) ?? {}) as { binding?: Binding | null };
          const kept = binding?.beforeTransactionSelection;
          if (!foreign || !binding || !kept || kept.type !== 'text') return null;

          const place = (relative: RelativePosition | null, was: number): number | null => {
            if (relative === null || was > before.doc.content.size) return null;
            const now = relativePositionToAbsolutePosition(binding.doc, binding.type, relative, binding.mapping);
            if (now === null || now < 0 || now > after.doc.content.size) return null;
            const block = blockAt(before.doc, was);
            return block !== '' && block === blockAt(after.doc, now) ? now : null;
          };
          const anchor = place(kept.anchor, kept.absAnchor);
          const head = place(kept.head, kept.absHead);
          if (anchor === null || head === null) return null;
          if (anchor === after.selection.anchor && head === after.selection.head) return null;
          return after.tr
            .setSelection(TextSelection.create(after.doc, anchor, head))
            .setMeta('addToHistory', false)
            .setMeta(ySyncPluginKey, { isChangeOrigin: true });
        },
      }),
    ];
  },
});
