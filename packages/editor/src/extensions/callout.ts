import { mergeAttributes, Node } from '@tiptap/core';
import { isCalloutKind, type CalloutKind } from '../palette.ts';
import { dataAttribute } from './carried-marks.ts';
import { innermost, unwrapAtStart, unwrapInnermost } from './wrapping.ts';

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    callout: {
      /** Puts the selected blocks into a callout, or changes the one around them. */
      setCallout: (attributes?: { kind?: CalloutKind; icon?: string | null }) => ReturnType;
      /** Takes the blocks out of the callout around them. */
      unsetCallout: () => ReturnType;
    };
  }
}

/** Blocks that stand out: a note, a tip, a warning. `icon` is an emoji in the place of the kind's own sign. */
export const Callout = Node.create({
  name: 'callout',
  group: 'block',
  content: 'block+',
  defining: true,
  addAttributes() {
    return {
      kind: {
        default: 'note',
        parseHTML: (element) => {
          const kind = element.getAttribute('data-kind');
          return isCalloutKind(kind) ? kind : 'note';
        },
        renderHTML: (attributes) => ({ 'data-kind': attributes['kind'] }),
      },
      icon: dataAttribute('icon', 'data-icon'),
    };
  },
  parseHTML() {
    return [{ tag: 'aside[data-type="callout"]' }];
  },
  renderHTML({ HTMLAttributes }) {
    return ['aside', mergeAttributes({ 'data-type': 'callout' }, HTMLAttributes), 0];
  },
  addCommands() {
    return {
      setCallout:
        (attributes = {}) =>
        ({ state, commands }) =>
          innermost(state, this.name) === null
            ? commands.wrapIn(this.name, attributes)
            : commands.updateAttributes(this.name, attributes),
      unsetCallout:
        () =>
        ({ state, dispatch, tr }) =>
          unwrapInnermost(state, this.name, dispatch === undefined ? null : tr),
    };
  },
  addKeyboardShortcuts() {
    return { Backspace: ({ editor }) => unwrapAtStart(editor, this.name) };
  },
});
