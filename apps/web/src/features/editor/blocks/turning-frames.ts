import { Fragment, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import { type EditorState, Selection, type Transaction } from '@tiptap/pm/state';
import { BlockSelection } from './block-selection.ts';
import type { BlockRange } from './units.ts';

/** Blocks around blocks. As a whole they become another kind by giving up what is around. */
const FRAMES = new Set(['toggle', 'callout', 'blockquote', 'columnList']);
const ITEMS: Readonly<Record<string, string>> = {
  bulletList: 'listItem',
  orderedList: 'listItem',
  taskList: 'taskItem',
};

/** The frame that a range consists of, or `null`. */
export function frameIn(doc: ProseMirrorNode, { from, to }: BlockRange): ProseMirrorNode | null {
  const node = doc.nodeAt(from);
  return node !== null && FRAMES.has(node.type.name) && from + node.nodeSize === to ? node : null;
}

function contentsOf(frame: ProseMirrorNode): Fragment {
  if (frame.type.name !== 'columnList') return frame.content;
  let blocks = Fragment.empty;
  frame.forEach((column) => {
    blocks = blocks.append(column.content);
  });
  return blocks;
}

/** The same blocks with the first of them as a heading, where it is a line of text. */
function headed(blocks: Fragment, level: number): Fragment {
  const first = blocks.firstChild;
  const heading = first?.type.schema.nodes['heading'];
  if (first?.isTextblock !== true || heading === undefined) return blocks;
  return blocks.replaceChild(0, heading.create({ id: first.attrs['id'], level }, first.content));
}

/** What stands there instead; `null` for a kind that is not made of blocks. */
function insteadOf(frame: ProseMirrorNode, kindId: string): Fragment | null {
  const { nodes } = frame.type.schema;
  const blocks = contentsOf(frame);
  const { id } = frame.attrs as { id?: string };
  const level = /^heading(\d)$/.exec(kindId)?.[1];
  if (level !== undefined) {
    const content = headed(blocks, Number(level));
    // A toggle under a heading is a kind of its own.
    return frame.type.name === 'toggle' ? Fragment.from(frame.copy(content)) : content;
  }
  if (kindId === 'paragraph') return blocks;
  if (frame.type.name === kindId) return Fragment.from(frame);
  if (FRAMES.has(kindId)) return Fragment.from(nodes[kindId]!.create({ id }, blocks));
  const item = ITEMS[kindId];
  return item === undefined ? null : Fragment.from(nodes[kindId]!.create(null, nodes[item]!.create({ id }, blocks)));
}

/**
 * Turns a toggle, a callout, a quote or columns into another kind, with all that is in it; one item of a list gets all
 * of it. `null` when the range is no such block, or the kind has no room for blocks or no place there.
 */
export function turnFrame(state: EditorState, range: BlockRange, kindId: string): Transaction | null {
  const frame = frameIn(state.doc, range);
  const instead = frame === null ? null : insteadOf(frame, kindId);
  if (instead === null) return null;
  const at = state.doc.resolve(range.from);
  if (!at.parent.canReplace(at.index(), at.index() + 1, instead)) return null;
  const tr = state.tr.replaceWith(range.from, range.to, instead);
  const selection = BlockSelection.of(tr.doc, { from: range.from, to: range.from + instead.size });
  return tr.setSelection(selection ?? Selection.near(tr.doc.resolve(range.from + 1))).scrollIntoView();
}
