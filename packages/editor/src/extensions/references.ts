import { mergeAttributes, Node } from '@tiptap/core';
import { carriedMarksAttribute, dataAttribute } from './carried-marks.ts';

/** The mark in the text that points to a footnote. */
const FootnoteReference = Node.create({
  name: 'footnoteReference',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes() {
    return { label: dataAttribute('label', 'data-label'), marks: carriedMarksAttribute };
  },
  parseHTML() {
    // Before the mark, which takes every raised word.
    return [{ tag: 'sup[data-type="footnoteReference"]', priority: 60 }];
  },
  renderHTML({ node, HTMLAttributes }) {
    return [
      'sup',
      mergeAttributes({ 'data-type': 'footnoteReference' }, HTMLAttributes),
      String(node.attrs['label'] ?? ''),
    ];
  },
  renderText({ node }) {
    return `[${String(node.attrs['label'] ?? '')}]`;
  },
});

/** The text of a footnote. */
const FootnoteDefinition = Node.create({
  name: 'footnoteDefinition',
  group: 'block',
  content: 'block+',
  defining: true,
  addAttributes() {
    return { label: dataAttribute('label', 'data-label') };
  },
  parseHTML() {
    return [{ tag: 'section[data-type="footnoteDefinition"]' }];
  },
  renderHTML({ HTMLAttributes }) {
    return ['section', mergeAttributes({ 'data-type': 'footnoteDefinition' }, HTMLAttributes), 0];
  },
});

/**
 * A mention of another page. It shows that page's current title; `label` is the
 * title when the mention was made, for readers who cannot see the page.
 */
const PageLink = Node.create({
  name: 'pageLink',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes() {
    return {
      documentId: dataAttribute('documentId', 'data-document-id'),
      label: dataAttribute('label', 'data-label'),
      marks: carriedMarksAttribute,
    };
  },
  parseHTML() {
    // Before the link mark, which takes every address.
    return [{ tag: 'a[data-type="pageLink"]', priority: 60 }];
  },
  renderHTML({ node, HTMLAttributes }) {
    const href = `/d/${String(node.attrs['documentId'] ?? '')}`;
    return ['a', mergeAttributes({ 'data-type': 'pageLink', href }, HTMLAttributes), String(node.attrs['label'] ?? '')];
  },
  renderText({ node }) {
    return String(node.attrs['label'] ?? '');
  },
});

export { FootnoteDefinition, FootnoteReference, PageLink };
