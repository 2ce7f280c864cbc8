import type { Attribute } from '@tiptap/core';

/**
 * Inline atoms (pictures, formulas, line breaks…) lose their marks in the
 * shared document: the binding writes marks for text only. What Markdown says
 * about them is therefore carried in an attribute of their own: JSON of the
 * marks, or null. A string, because the binding compares attributes by identity.
 */
export const carriedMarksAttribute: Attribute = {
  default: null,
  parseHTML: (element) => element.getAttribute('data-marks'),
  renderHTML: (attributes) => (attributes['marks'] ? { 'data-marks': attributes['marks'] } : {}),
};

/** An attribute that travels through HTML as `data-…` and is absent when null. */
export function dataAttribute(name: string, dataName: string): Attribute {
  return {
    default: null,
    parseHTML: (element) => element.getAttribute(dataName),
    renderHTML: (attributes) => (attributes[name] === null ? {} : { [dataName]: attributes[name] }),
  };
}
