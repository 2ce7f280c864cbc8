import { mergeAttributes, Node } from '@tiptap/core';
import { Fragment, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import { type EditorState, Plugin, PluginKey, Selection, type Transaction } from '@tiptap/pm/state';
import { innermost, replaceAround } from './wrapping.ts';

/** How many columns may stand side by side. */
export const COLUMN_COUNTS = { min: 2, max: 4 } as const;

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    columns: {
      /** Puts the selected blocks into the first of `count` columns side by side, or changes how many there are. */
      setColumns: (count: number) => ReturnType;
      /** Sets the blocks of all columns below each other again. */
      unsetColumns: () => ReturnType;
      /** Gives the columns their shares of the width, in order. */
      setColumnWidths: (widths: readonly number[]) => ReturnType;
    };
  }
}

function isBlank(column: ProseMirrorNode): boolean {
  return (
    column.childCount === 1 && column.firstChild?.type.name === 'paragraph' && column.firstChild.content.size === 0
  );
}

/** The same columns, `count` of them: new ones are empty, the blocks of those that go follow in the last. */
function resized(list: ProseMirrorNode, count: number): ProseMirrorNode {
  const columns = Array.from({ length: list.childCount }, (_, index) => list.child(index));
  const empty = list.type.schema.nodes['column']?.createAndFill();
  while (columns.length < count && empty !== null && empty !== undefined) columns.push(empty);
  while (columns.length > count) {
    const gone = columns.pop();
    const last = columns.pop();
    if (gone === undefined || last === undefined) break;
    columns.push(
      isBlank(gone) ? last : isBlank(last) ? last.copy(gone.content) : last.copy(last.content.append(gone.content)),
    );
  }
  // Shares that were set for another number of columns say nothing about these.
  return list.copy(
    Fragment.from(columns.map((column) => column.type.create({ ...column.attrs, width: 1 }, column.content))),
  );
}

/**
 * A column that stands alone is none: its blocks come out. Two people may leave
 * such a list, and so may whoever takes a column away; the next edit made here
 * mends it. An edit of others is no reason: each replica would do it again.
 */
function dissolveLoneColumns(transactions: readonly Transaction[], state: EditorState): Transaction | null {
  const isOwn = transactions.some(
    (transaction) => transaction.docChanged && transaction.getMeta('y-sync$') === undefined,
  );
  if (!isOwn) return null;
  const { columnList } = state.schema.nodes;
  // This runs with each letter: the blocks of the page alone, and their types without a place.
  if (!state.doc.content.content.some((block) => block.type === columnList && block.childCount === 1)) return null;
  const lone: { pos: number; list: ProseMirrorNode }[] = [];
  state.doc.forEach((block, pos) => {
    if (block.type === columnList && block.childCount === 1) lone.push({ pos, list: block });
  });
  const { tr } = state;
  for (const { pos, list } of lone.toReversed()) {
    tr.replaceWith(pos, pos + list.nodeSize, list.firstChild?.content ?? Fragment.empty);
  }
  const { from } = state.selection;
  const moved = lone.find(({ pos, list }) => from > pos && from < pos + list.nodeSize);
  // The selection was inside of what was replaced; two frames are gone before it.
  if (moved !== undefined) {
    const before = lone.filter(({ pos }) => pos < moved.pos).length * 4;
    tr.setSelection(Selection.near(tr.doc.resolve(Math.min(from - 2 - before, tr.doc.content.size))));
  }
  return tr.setStoredMarks(state.storedMarks);
}

/** Mends lists of one column with the edits of whoever may edit. */
export function loneColumnPlugin(isEditable: () => boolean): Plugin {
  return new Plugin({
    key: new PluginKey('loneColumn'),
    appendTransaction: (transactions, _before, state) =>
      isEditable() ? dissolveLoneColumns(transactions, state) : null,
  });
}

/** Columns side by side. Any number in the schema, so that no concurrent edit makes a list that must be deleted. */
const ColumnList = Node.create({
  name: 'columnList',
  group: 'block',
  content: 'column+',
  isolating: true,
  parseHTML() {
    return [{ tag: 'div[data-type="columnList"]' }];
  },
  renderHTML({ HTMLAttributes }) {
    return ['div', mergeAttributes({ 'data-type': 'columnList' }, HTMLAttributes), 0];
  },
  addCommands() {
    return {
      setColumns:
        (count) =>
        ({ state, tr, dispatch }) => {
          const wanted = Math.min(Math.max(Math.round(count), COLUMN_COUNTS.min), COLUMN_COUNTS.max);
          const around = innermost(state, this.name);
          if (around !== null) {
            if (dispatch !== undefined) replaceAround(tr, around, Fragment.from(resized(around.node, wanted)), 0);
            return true;
          }
          const range = state.selection.$from.blockRange(state.selection.$to);
          const { column } = state.schema.nodes;
          if (range === null || column === undefined) return false;
          const content = range.parent.content.cut(
            range.start - range.$from.start(range.depth),
            range.end - range.$from.start(range.depth),
          );
          if (!column.validContent(content)) return false;
          const list = resized(this.type.create(null, column.create(null, content)), wanted);
          if (!range.parent.canReplaceWith(range.startIndex, range.endIndex, this.type)) return false;
          if (dispatch !== undefined) {
            const caret = state.selection.from + 2;
            tr.replaceWith(range.start, range.end, list);
            tr.setSelection(Selection.near(tr.doc.resolve(Math.min(caret, tr.doc.content.size)))).scrollIntoView();
          }
          return true;
        },
      unsetColumns:
        () =>
        ({ state, tr, dispatch }) => {
          const around = innermost(state, this.name);
          if (around === null) return false;
          let content = Fragment.empty;
          around.node.forEach((column) => {
            if (!isBlank(column)) content = content.append(column.content);
          });
          if (content.size === 0) content = around.node.firstChild?.content ?? content;
          if (dispatch !== undefined) replaceAround(tr, around, content, -2);
          return true;
        },
      setColumnWidths:
        (widths) =>
        ({ state, tr, dispatch }) => {
          const around = innermost(state, this.name);
          if (around === null || widths.some((width) => !(Number.isFinite(width) && width > 0))) return false;
          if (dispatch !== undefined) {
            around.node.forEach((_column, offset, index) => {
              const width = widths[index];
              if (width !== undefined) tr.setNodeAttribute(around.pos + 1 + offset, 'width', width);
            });
          }
          return true;
        },
    };
  },
  addProseMirrorPlugins() {
    const { editor } = this;
    return [loneColumnPlugin(() => editor.isEditable)];
  },
});

/** One column; `width` is its share of the whole, 1 being as much as the others. */
const Column = Node.create({
  name: 'column',
  content: 'block+',
  isolating: true,
  addAttributes() {
    return {
      width: {
        default: 1,
        parseHTML: (element) => {
          const width = Number(element.getAttribute('data-width') ?? 1);
          return Number.isFinite(width) && width > 0 ? width : 1;
        },
        renderHTML: (attributes) => (attributes['width'] === 1 ? {} : { 'data-width': attributes['width'] }),
      },
    };
  },
  parseHTML() {
    return [{ tag: 'div[data-type="column"]' }];
  },
  renderHTML({ HTMLAttributes }) {
    return ['div', mergeAttributes({ 'data-type': 'column' }, HTMLAttributes), 0];
  },
});

export { Column, ColumnList };
