import { Extension, type Editor, type JSONContent, type Range } from '@tiptap/core';
import { Plugin, PluginKey } from '@tiptap/pm/state';

/** The place right behind a space that the editor added itself, as long as nothing else happened; or null. */
const addedSpace = new PluginKey<number | null>('addedSpace');

/** What stands right at the word before it, so that the added space gives way. */
const CLOSING = /^[.,;:!?)\]}…،؛؟]$/u;

/** Puts an inline block where the range is, with a space behind it, since most people write on. */
export function insertWithSpace(editor: Editor, range: Range, node: JSONContent): void {
  editor
    .chain()
    .focus()
    .insertContentAt(range, [node, { type: 'text', text: ' ' }])
    .setMeta(addedSpace, true)
    .run();
}

/** A space that is typed by habit behind an added one is that one; a full stop takes its place. */
export const AddedSpace = Extension.create({
  name: 'addedSpace',
  addProseMirrorPlugins() {
    return [
      new Plugin<number | null>({
        key: addedSpace,
        state: {
          init: () => null,
          apply(transaction, at) {
            const added: unknown = transaction.getMeta(addedSpace);
            if (added !== undefined) return added === true ? transaction.selection.from : null;
            if (at === null) return null;
            // What is typed here lies behind it.
            const moved = transaction.mapping.map(at, -1);
            return transaction.selection.empty && transaction.selection.from === moved ? moved : null;
          },
        },
        props: {
          handleTextInput(view, from, to, text) {
            if (from !== to || addedSpace.getState(view.state) !== from) return false;
            if (view.state.doc.textBetween(from - 1, from) !== ' ') return false;
            if (text === ' ') {
              view.dispatch(view.state.tr.setMeta(addedSpace, false));
              return true;
            }
            if (!CLOSING.test(text)) return false;
            view.dispatch(view.state.tr.insertText(text, from - 1, from).setMeta(addedSpace, false));
            return true;
          },
        },
      }),
    ];
  },
});
