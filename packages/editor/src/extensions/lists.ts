import type { Attribute } from '@tiptap/core';
import { BulletList, ListItem, ListKeymap, OrderedList, TaskItem, TaskList } from '@tiptap/extension-list';

/** A tight list has no space between its items; Markdown writes it without blank lines. */
const tightAttribute: Attribute = {
  default: true,
  parseHTML: (element) => element.getAttribute('data-tight') !== 'false',
  renderHTML: (attributes) => (attributes['tight'] === false ? { 'data-tight': 'false' } : {}),
};

// Markdown may mix items with and without a box in one list; only a list of nothing but boxes is a task list.
const DocumentBulletList = BulletList.extend({
  content: '(listItem | taskItem)+',
  addAttributes() {
    return { ...this.parent?.(), tight: tightAttribute };
  },
});

const DocumentOrderedList = OrderedList.extend({
  content: '(listItem | taskItem)+',
  addAttributes() {
    return { ...this.parent?.(), tight: tightAttribute };
  },
});

const DocumentTaskList = TaskList.extend({
  addAttributes() {
    return { ...this.parent?.(), tight: tightAttribute };
  },
});

/** An item may begin with any block, as in Markdown: with a heading, with code, with another list. */
const DocumentListItem = ListItem.extend({ content: 'block+' });

/**
 * Any block first here too, though every command begins one with a paragraph:
 * two people who each take away one of its paragraphs may leave a list alone,
 * and the binding deletes what the schema does not allow.
 */
const DocumentTaskItem = TaskItem.extend({ content: 'block+' }).configure({ nested: true });

export { DocumentBulletList, DocumentListItem, DocumentOrderedList, DocumentTaskItem, DocumentTaskList, ListKeymap };
