import { mergeAttributes, Node } from '@tiptap/core';
import { dataAttribute } from './carried-marks.ts';

/** A block about an address of another site, with each attribute kept in `data-…`. */
const blockOfAddress = (name: string, attributes: Readonly<Record<string, string>>) =>
  Node.create({
    name,
    group: 'block',
    atom: true,
    draggable: true,
    addAttributes: () =>
      Object.fromEntries(Object.entries(attributes).map(([key, attribute]) => [key, dataAttribute(key, attribute)])),
    parseHTML: () => [{ tag: `div[data-type="${name}"]` }],
    renderHTML({ node, HTMLAttributes }) {
      const { title, url } = node.attrs;
      return ['div', mergeAttributes({ 'data-type': name }, HTMLAttributes), String(title ?? url ?? '')];
    },
    renderText: ({ node }) => String(node.attrs['url'] ?? ''),
  });

/**
 * Another site's content in the page: a film, a drawing, a map. Only its address
 * is kept; which player shows it follows from the address, for each reader anew.
 */
const Embed = blockOfAddress('embed', { url: 'data-url', title: 'data-title' });

/**
 * A link as a card. What the card shows is a copy from when the link was made:
 * readers' browsers do not ask the other site. `imageSrc` and `iconSrc` are
 * addresses of blobs of the workspace.
 */
const Bookmark = blockOfAddress('bookmark', {
  url: 'data-url',
  title: 'data-title',
  description: 'data-description',
  siteName: 'data-site-name',
  imageSrc: 'data-image-src',
  iconSrc: 'data-icon-src',
});

export { Bookmark, Embed };
