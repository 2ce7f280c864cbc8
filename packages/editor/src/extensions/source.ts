import { CodeBlock } from '@tiptap/extension-code-block';
import { type Attribute, mergeAttributes, Node } from '@tiptap/core';
import { carriedMarksAttribute, dataAttribute } from './carried-marks.ts';

/** What follows the language on the opening fence, kept for the way back. Add it to any code block used instead. */
export const codeBlockMetaAttribute = dataAttribute('meta', 'data-meta');

/** The attributes that a code block has here beside its language. */
export const codeBlockAttributes: Record<string, Attribute> = {
  meta: codeBlockMetaAttribute,
  caption: dataAttribute('caption', 'data-caption'),
  // True when long lines are wrapped; null leaves them to scroll.
  wrap: {
    default: null,
    parseHTML: (element) => (element.hasAttribute('data-wrap') ? true : null),
    renderHTML: (attributes) => (attributes['wrap'] === true ? { 'data-wrap': '' } : {}),
  },
};

const DocumentCodeBlock = CodeBlock.extend({
  addAttributes() {
    return { ...this.parent?.(), ...codeBlockAttributes };
  },
});

interface SourceNode {
  name: string;
  attribute: string;
  inline: boolean;
}

/**
 * A node whose whole content is source text in one attribute: a formula, or raw
 * HTML from Markdown. It renders as its source; how it looks is a node view's
 * business, and raw HTML is never put into the page as HTML here.
 */
function sourceNode({ name, attribute, inline }: SourceNode) {
  const tag = inline ? 'span' : 'div';
  return Node.create({
    name,
    group: inline ? 'inline' : 'block',
    inline,
    atom: true,
    addAttributes() {
      return {
        [attribute]: {
          default: '',
          parseHTML: (element) => element.getAttribute('data-source') ?? '',
          renderHTML: (attributes: Record<string, unknown>) => ({ 'data-source': attributes[attribute] }),
        },
        ...(inline ? { marks: carriedMarksAttribute } : {}),
      };
    },
    parseHTML() {
      return [{ tag: `${tag}[data-type="${name}"]` }];
    },
    renderHTML({ node, HTMLAttributes }) {
      return [tag, mergeAttributes({ 'data-type': name }, HTMLAttributes), String(node.attrs[attribute] ?? '')];
    },
    renderText({ node }) {
      return String(node.attrs[attribute] ?? '');
    },
  });
}

const MathBlock = sourceNode({ name: 'mathBlock', attribute: 'latex', inline: false });
const InlineMath = sourceNode({ name: 'inlineMath', attribute: 'latex', inline: true });
const HtmlBlock = sourceNode({ name: 'htmlBlock', attribute: 'html', inline: false });
const InlineHtml = sourceNode({ name: 'inlineHtml', attribute: 'html', inline: true });

export { DocumentCodeBlock, HtmlBlock, InlineHtml, InlineMath, MathBlock };
