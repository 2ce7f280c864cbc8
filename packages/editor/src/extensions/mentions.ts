import { mergeAttributes, Node } from '@tiptap/core';
import { isIsoDate } from '../iso-date.ts';
import { carriedMarksAttribute, dataAttribute } from './carried-marks.ts';

/**
 * A person, named in the text. `label` is the name when the mention was made,
 * for readers who cannot see the person and for other programs.
 */
const Mention = Node.create({
  name: 'mention',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes() {
    return {
      personId: dataAttribute('personId', 'data-person-id'),
      label: dataAttribute('label', 'data-label'),
      marks: carriedMarksAttribute,
    };
  },
  parseHTML() {
    return [{ tag: 'span[data-type="mention"]' }];
  },
  renderHTML({ node, HTMLAttributes }) {
    return [
      'span',
      mergeAttributes({ 'data-type': 'mention' }, HTMLAttributes),
      `@${String(node.attrs['label'] ?? '')}`,
    ];
  },
  renderText({ node }) {
    return `@${String(node.attrs['label'] ?? '')}`;
  },
});

/** A day, as `YYYY-MM-DD`. In a to-do it is the day when it is due. */
const DateMention = Node.create({
  name: 'dateMention',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes() {
    return {
      date: {
        default: null,
        parseHTML: (element) => {
          const date = element.getAttribute('datetime');
          return isIsoDate(date) ? date : null;
        },
        renderHTML: (attributes) => (attributes['date'] === null ? {} : { datetime: attributes['date'] }),
      },
      marks: carriedMarksAttribute,
    };
  },
  parseHTML() {
    return [{ tag: 'time[datetime]', getAttrs: (element) => isIsoDate(element.getAttribute('datetime')) && null }];
  },
  renderHTML({ node, HTMLAttributes }) {
    return ['time', mergeAttributes({ 'data-type': 'dateMention' }, HTMLAttributes), String(node.attrs['date'] ?? '')];
  },
  renderText({ node }) {
    return String(node.attrs['date'] ?? '');
  },
});

export { DateMention, Mention };
