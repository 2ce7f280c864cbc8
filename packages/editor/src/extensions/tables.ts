import type { Attribute } from '@tiptap/core';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import { isColour } from '../palette.ts';

/** The colour behind a cell, by its name in the palette. */
const backgroundAttribute: Attribute = {
  default: null,
  parseHTML: (element) => {
    const colour = element.getAttribute('data-background');
    return isColour(colour) ? colour : null;
  },
  renderHTML: (attributes) =>
    attributes['background'] === null ? {} : { 'data-background': attributes['background'] },
};

const DocumentTableCell = TableCell.extend({
  addAttributes() {
    return { ...this.parent?.(), background: backgroundAttribute };
  },
});

const DocumentTableHeader = TableHeader.extend({
  addAttributes() {
    return { ...this.parent?.(), background: backgroundAttribute };
  },
});

export { DocumentTableCell, DocumentTableHeader, Table, TableRow };
