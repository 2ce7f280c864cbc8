import { type Attribute, mergeAttributes, Node } from '@tiptap/core';
import { Image } from '@tiptap/extension-image';
import { isImageAlign, readImageWidth } from '../image-size.ts';
import { carriedMarksAttribute, dataAttribute } from './carried-marks.ts';

/** A number of pixels, or a share of the page's width as `'50%'`. */
const widthAttribute: Attribute = {
  default: null,
  parseHTML: (element) => readImageWidth(element.getAttribute('width')),
  renderHTML: (attributes) => (attributes['width'] === null ? {} : { width: attributes['width'] }),
};

/**
 * A picture in a paragraph of its own. `href` is set when the picture is a link;
 * `title` is the caption below it.
 */
const DocumentImage = Image.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      width: widthAttribute,
      align: {
        default: null,
        parseHTML: (element) => {
          const align = element.getAttribute('data-align');
          return isImageAlign(align) ? align : null;
        },
        renderHTML: (attributes) => (attributes['align'] === null ? {} : { 'data-align': attributes['align'] }),
      },
      href: dataAttribute('href', 'data-href'),
      hrefTitle: dataAttribute('hrefTitle', 'data-href-title'),
    };
  },
});

/** A picture between words. */
const InlineImage = Node.create({
  name: 'inlineImage',
  group: 'inline',
  inline: true,
  atom: true,
  draggable: true,
  addAttributes() {
    return {
      src: { default: null },
      alt: { default: null },
      title: { default: null },
      marks: carriedMarksAttribute,
    };
  },
  parseHTML() {
    // Before the block image, which would take every picture.
    return [{ tag: 'img[data-inline]', priority: 60 }];
  },
  renderHTML({ HTMLAttributes }) {
    return ['img', mergeAttributes({ 'data-inline': '' }, HTMLAttributes)];
  },
});

/** A file kept with the page, shown as a card. */
const File = Node.create({
  name: 'file',
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes() {
    return {
      src: dataAttribute('src', 'data-src'),
      name: dataAttribute('name', 'data-name'),
      sizeBytes: {
        default: null,
        parseHTML: (element) => {
          const size = Number(element.getAttribute('data-size') ?? Number.NaN);
          return Number.isFinite(size) ? size : null;
        },
        renderHTML: (attributes) => (attributes['sizeBytes'] === null ? {} : { 'data-size': attributes['sizeBytes'] }),
      },
      mediaType: dataAttribute('mediaType', 'data-media-type'),
      // 'preview' shows the file itself in the page, null a card.
      display: dataAttribute('display', 'data-display'),
    };
  },
  parseHTML() {
    return [{ tag: 'div[data-type="file"]' }];
  },
  renderHTML({ node, HTMLAttributes }) {
    return ['div', mergeAttributes({ 'data-type': 'file' }, HTMLAttributes), String(node.attrs['name'] ?? '')];
  },
  renderText({ node }) {
    return String(node.attrs['name'] ?? '');
  },
});

export { DocumentImage, File, InlineImage };
