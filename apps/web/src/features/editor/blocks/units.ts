import type { Node as ProseMirrorNode, ResolvedPos } from '@tiptap/pm/model';
import type { EditorState } from '@tiptap/pm/state';

/** Nodes whose children are blocks that can be selected and moved one by one. */
const HOLDERS = new Set([
  'doc',
  'blockquote',
  'callout',
  'toggle',
  'column',
  'footnoteDefinition',
  'bulletList',
  'orderedList',
  'taskList',
  'listItem',
  'taskItem',
]);
/** Nodes that are what their first block says: an item of a list, the line of a toggle. That block goes with them. */
const HEADED = new Set(['listItem', 'taskItem', 'toggle']);
/** Nodes that have no handle of their own; their parts have. */
const SILENT = new Set(['bulletList', 'orderedList', 'taskList', 'column']);

export const isList = (node: ProseMirrorNode): boolean => /^(bullet|ordered|task)List$/.test(node.type.name);
export const isItem = (node: ProseMirrorNode): boolean => /^(list|task)Item$/.test(node.type.name);
export const isHolder = (node: ProseMirrorNode): boolean => HOLDERS.has(node.type.name);
/** The first child that can be selected without its parent. */
export const firstFree = (parent: ProseMirrorNode): number => (HEADED.has(parent.type.name) ? 1 : 0);

/** Whether a child of a node may be part of a row of selected blocks. */
export const isSelectable = (parent: ProseMirrorNode, index: number): boolean =>
  isHolder(parent) && index >= firstFree(parent) && parent.maybeChild(index)?.type.name !== 'column';

/** Whether a child of a node is a block with a handle: a paragraph of the page, an item of a list, a table as a whole. */
export const isUnit = (parent: ProseMirrorNode, index: number): boolean =>
  isSelectable(parent, index) && !SILENT.has(parent.child(index).type.name);

/** The depth of the innermost unit around a position, or 0. What is in a table belongs to the table. */
export function unitDepth(at: ResolvedPos): number {
  let depth = at.depth;
  for (let outer = 1; outer < depth; outer += 1) if (at.node(outer).type.name === 'table') depth = outer;
  while (depth > 0 && !isUnit(at.node(depth - 1), at.index(depth - 1))) depth -= 1;
  return depth;
}

/** Blocks that stand next to each other in one parent. */
export interface BlockRange {
  from: number;
  to: number;
}

/** The innermost unit around a position; at the border between blocks, the one behind it. */
export function unitAround(at: ResolvedPos): BlockRange | null {
  const behind = at.parent.inlineContent ? null : at.nodeAfter;
  if (behind !== null && isUnit(at.parent, at.index())) return { from: at.pos, to: at.pos + behind.nodeSize };
  const depth = unitDepth(at);
  if (depth > 0) return { from: at.before(depth), to: at.after(depth) };
  const node = at.nodeAfter;
  return node?.isBlock === true ? { from: at.pos, to: at.pos + node.nodeSize } : null;
}

/** The nearest row of selectable blocks around the given one that lies further out. */
export function liftRange(doc: ProseMirrorNode, { from }: BlockRange): BlockRange | null {
  const at = doc.resolve(from);
  for (let depth = at.depth; depth > 0; depth -= 1) {
    if (isSelectable(at.node(depth - 1), at.index(depth - 1))) return { from: at.before(depth), to: at.after(depth) };
  }
  return null;
}

/** The row of blocks that holds both positions, as deep inside as possible. */
export function rangeBetween(doc: ProseMirrorNode, first: number, second: number): BlockRange | null {
  const from = doc.resolve(Math.min(first, second));
  const to = doc.resolve(Math.max(first, second));
  for (let depth = from.sharedDepth(to.pos); depth >= 0; depth -= 1) {
    const parent = from.node(depth);
    const start = from.index(depth);
    const end = to.depth > depth ? to.indexAfter(depth) : Math.max(to.index(depth), start + 1);
    if (start < parent.childCount && !parent.inlineContent && isSelectable(parent, start)) {
      return { from: from.posAtIndex(start, depth), to: to.posAtIndex(Math.min(end, parent.childCount), depth) };
    }
  }
  return null;
}

/** The blocks that a command is about: the selected ones, or those that the selected text touches. */
export function selectedRange({ selection, doc }: Pick<EditorState, 'selection' | 'doc'>): BlockRange | null {
  const { $from, $to, from, to } = selection;
  const areBlocks = from < to && !$from.parent.inlineContent && $from.sameParent($to);
  if (areBlocks && isSelectable($from.parent, $from.index())) return { from, to };
  const first = unitAround($from);
  if (first !== null && to <= first.to) return first;
  return rangeBetween(doc, from, $to.parentOffset === 0 && $to.depth > 0 && to > from ? to : Math.max(from, to));
}
