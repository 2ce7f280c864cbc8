import { mergeAttributes, Node } from '@tiptap/core';
import { innermost, unwrapAtStart, unwrapInnermost } from './wrapping.ts';

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    toggle: {
      /** Puts the selected blocks into a toggle; the first of them is its line. */
      setToggle: () => ReturnType;
      /** Takes the blocks out of the toggle around them. */
      unsetToggle: () => ReturnType;
    };
  }
}

/**
 * Blocks that can be folded under the first of them, which always shows: a
 * paragraph or, for a toggle heading, a heading. The first block and not a node
 * of its own, because the editor's binding deletes whatever does not fit the
 * schema: two people who each take away half of a toggle must not lose the rest.
 * Open or folded is a matter of each device and not in the document.
 */
export const Toggle = Node.create({
  name: 'toggle',
  group: 'block',
  content: 'block+',
  defining: true,
  parseHTML() {
    return [{ tag: 'div[data-type="toggle"]' }];
  },
  renderHTML({ HTMLAttributes }) {
    return ['div', mergeAttributes({ 'data-type': 'toggle' }, HTMLAttributes), 0];
  },
  addCommands() {
    return {
      setToggle:
        () =>
        ({ state, commands }) =>
          innermost(state, this.name)?.depth === state.selection.$from.depth - 1 ? false : commands.wrapIn(this.name),
      unsetToggle:
        () =>
        ({ state, dispatch, tr }) =>
          unwrapInnermost(state, this.name, dispatch === undefined ? null : tr),
    };
  },
  addKeyboardShortcuts() {
    return { Backspace: ({ editor }) => unwrapAtStart(editor, this.name) };
  },
});
