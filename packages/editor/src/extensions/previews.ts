import { mergeAttributes, Node } from '@tiptap/core';
import { dataAttribute } from './carried-marks.ts';

/**
 * Another site's content in the page: a film, a drawing, a map. Only its address
 * is kept; which player shows it follows from the address, for each reader anew.
 */
const Embed = Node.create({
  name: 'embed',
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes() {
    return {
      url: dataAttribute('url', 'data-url'),
      title: dataAttribute('title', 'data-title'),
    };
  },
  parseHTML() {
    return [{ tag: 'div[data-type="embed"]' }];
  },
  renderHTML({ node, HTMLAttributes }) {
    const { title, url } = node.attrs;
    return ['div', mergeAttributes({ 'data-type': 'embed' }, HTMLAttributes), String(title ?? url ?? '')];
  },
  renderText({ node }) {
    return String(node.attrs['url'] ?? '');
  },
});

/**
 * A link as a card. What the card shows is a copy from when the link was made:
 * readers' browsers do not ask the other site. `imageSrc` and `iconSrc` are
 * addresses of blobs of the workspace.
 */
const Bookmark = Node.create({
  name: 'bookmark',
  group: 'block',
  atom: true,
  draggable: true,
  addAttributes() {
    return {
      url: dataAttribute('url', 'data-url'),
      title: dataAttribute('title', 'data-title'),
      description: dataAttribute('description', 'data-description'),
      siteName: dataAttribute('siteName', 'data-site-name'),
      imageSrc: dataAttribute('imageSrc', 'data-image-src'),
      iconSrc: dataAttribute('iconSrc', 'data-icon-src'),
    };
  },
  parseHTML() {
    return [{ tag: 'div[data-type="bookmark"]' }];
  },
  renderHTML({ node, HTMLAttributes }) {
    const { title, url } = node.attrs;
    return ['div', mergeAttributes({ 'data-type': 'bookmark' }, HTMLAttributes), String(title ?? url ?? '')];
  },
  renderText({ node }) {
    return String(node.attrs['url'] ?? '');
  },
});

export { Bookmark, Embed };
