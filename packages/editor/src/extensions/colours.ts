import { Mark, markInputRule, mergeAttributes, type Attribute } from '@tiptap/core';
import { isColour, type Colour } from '../palette.ts';

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    colours: {
      /** Highlights the selected words; without a colour in the theme's own. */
      setHighlight: (colour?: Colour | null) => ReturnType;
      unsetHighlight: () => ReturnType;
      /** Highlights the selected words, or takes the same highlight away. */
      toggleHighlight: (colour?: Colour | null) => ReturnType;
      setTextColour: (colour: Colour) => ReturnType;
      unsetTextColour: () => ReturnType;
    };
  }
}

const colourAttribute: Attribute = {
  default: null,
  parseHTML: (element) => {
    const colour = element.getAttribute('data-colour');
    return isColour(colour) ? colour : null;
  },
  renderHTML: (attributes) => (attributes['colour'] === null ? {} : { 'data-colour': attributes['colour'] }),
};

/** `==words==`, as it is read from Markdown: the signs touch the words, and a comparison (`a == b`, `a==b`) is none. */
const TYPED_HIGHLIGHT = /(?<![\w=\\])==([^\s=](?:(?:(?!==).)*[^\s=])?)==$/;

/** Words as if with a marker pen. */
const Highlight = Mark.create({
  name: 'highlight',
  addAttributes() {
    return { colour: colourAttribute };
  },
  parseHTML() {
    return [{ tag: 'mark' }];
  },
  renderHTML({ HTMLAttributes }) {
    return ['mark', HTMLAttributes, 0];
  },
  addCommands() {
    return {
      setHighlight:
        (colour = null) =>
        ({ commands }) =>
          commands.setMark(this.name, { colour }),
      unsetHighlight:
        () =>
        ({ commands }) =>
          commands.unsetMark(this.name),
      toggleHighlight:
        (colour = null) =>
        ({ commands }) =>
          commands.toggleMark(this.name, { colour }),
    };
  },
  addKeyboardShortcuts() {
    return { 'Mod-Shift-h': ({ editor }) => editor.commands.toggleHighlight() };
  },
  addInputRules() {
    return [markInputRule({ find: TYPED_HIGHLIGHT, type: this.type })];
  },
});

/** The colour of words. */
const TextColour = Mark.create({
  name: 'textColour',
  addAttributes() {
    return { colour: colourAttribute };
  },
  parseHTML() {
    return [{ tag: 'span[data-type="textColour"]' }];
  },
  renderHTML({ HTMLAttributes }) {
    return ['span', mergeAttributes({ 'data-type': 'textColour' }, HTMLAttributes), 0];
  },
  addCommands() {
    return {
      setTextColour:
        (colour) =>
        ({ commands }) =>
          commands.setMark(this.name, { colour }),
      unsetTextColour:
        () =>
        ({ commands }) =>
          commands.unsetMark(this.name),
    };
  },
});

export { Highlight, TextColour };
