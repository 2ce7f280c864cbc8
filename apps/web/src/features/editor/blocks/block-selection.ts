import { Fragment, type Node as ProseMirrorNode, type ResolvedPos, Slice } from '@tiptap/pm/model';
import { type EditorState, Selection, TextSelection, type Transaction } from '@tiptap/pm/state';
import type { Mappable } from '@tiptap/pm/transform';
import { deleteBlocks } from './removing.ts';
import { type BlockRange, firstFree, isList, isSelectable, liftRange, rangeBetween, unitAround } from './units.ts';

/**
 * Whole blocks next to each other, selected as blocks and not as text. The anchor is the outer border of
 * the block where selecting began, the head the outer border of the one that it reached.
 */
export class BlockSelection extends Selection {
  constructor($anchor: ResolvedPos, $head: ResolvedPos) {
    super($anchor, $head);
    this.visible = false;
  }

  static create(doc: ProseMirrorNode, anchor: number, head: number): BlockSelection {
    return new BlockSelection(doc.resolve(anchor), doc.resolve(head));
  }

  /** The range, selected downwards; `null` where it holds no block. */
  static of(doc: ProseMirrorNode, range: BlockRange | null): BlockSelection | null {
    return range === null || range.from >= range.to ? null : BlockSelection.create(doc, range.from, range.to);
  }

  override map(doc: ProseMirrorNode, mapping: Mappable): Selection {
    const forward = this.anchor <= this.head;
    const $anchor = doc.resolve(mapping.map(this.anchor, forward ? 1 : -1));
    const $head = doc.resolve(mapping.map(this.head, forward ? -1 : 1));
    const isWhole =
      $anchor.sameParent($head) &&
      $anchor.pos !== $head.pos &&
      forward === $anchor.pos < $head.pos &&
      !$anchor.parent.inlineContent;
    return isWhole ? new BlockSelection($anchor, $head) : Selection.near($head);
  }

  /** What is copied. Items come with their list. */
  override content(): Slice {
    const content = this.$from.parent.content.cut(this.$from.parentOffset, this.$to.parentOffset);
    const { parent } = this.$from;
    return new Slice(isList(parent) ? Fragment.from(parent.copy(content)) : content, 0, 0);
  }

  override replace(tr: Transaction, content: Slice = Slice.empty): void {
    if (content.size === 0) deleteBlocks(tr, this);
    else {
      const { from } = this;
      tr.replaceRange(from, this.to, content);
      tr.setSelection(Selection.near(tr.doc.resolve(Math.min(tr.mapping.map(from, 1), tr.doc.content.size)), -1));
    }
  }

  /** A letter that is typed begins a paragraph in the place of the blocks. */
  override replaceWith(tr: Transaction, node: ProseMirrorNode): void {
    const { from } = this;
    const { paragraph } = node.type.schema.nodes;
    deleteBlocks(tr, this);
    if (!node.isInline || paragraph === undefined) tr.replaceSelectionWith(node);
    else {
      const at = tr.doc.resolve(Math.min(from, tr.doc.content.size));
      const isEmptied = tr.doc.childCount === 1 && tr.doc.firstChild?.content.size === 0;
      if (isEmptied) tr.insert(1, node);
      else {
        const place = at.parent.canReplaceWith(at.index(), at.index(), paragraph)
          ? at.pos
          : tr.selection.$from.before(1);
        tr.insert(place, paragraph.create(null, node));
        tr.setSelection(TextSelection.create(tr.doc, place + 1 + node.nodeSize));
        return;
      }
      tr.setSelection(TextSelection.create(tr.doc, 1 + node.nodeSize));
    }
  }

  override eq(other: Selection): boolean {
    return other instanceof BlockSelection && other.anchor === this.anchor && other.head === this.head;
  }

  override toJSON() {
    return { type: 'blocks', anchor: this.anchor, head: this.head };
  }

  static override fromJSON(doc: ProseMirrorNode, { anchor, head }: { anchor: number; head: number }): BlockSelection {
    return BlockSelection.create(doc, anchor, head);
  }

  /** The selected blocks, first to last. */
  get blocks(): { node: ProseMirrorNode; position: number }[] {
    const found: { node: ProseMirrorNode; position: number }[] = [];
    let position = this.from;
    for (let index = this.$from.index(); position < this.to; index += 1) {
      const node = this.$from.parent.child(index);
      found.push({ node, position });
      position += node.nodeSize;
    }
    return found;
  }
}
Selection.jsonID('blocks', BlockSelection);

/** How many blocks a reader would count: a list is as many as it has items. */
export const countBlocks = ({ blocks }: BlockSelection): number =>
  blocks.reduce((count, { node }) => count + (isList(node) ? node.childCount : 1), 0);

/** The selection with its head moved by one block; out of its parent where that ends. */
export function extended(doc: ProseMirrorNode, selection: BlockSelection, step: 1 | -1): BlockSelection | null {
  const { $anchor, $head } = selection;
  const { parent } = $anchor;
  const forward = $anchor.pos < $head.pos;
  const anchorIndex = forward ? $anchor.index() : $anchor.index() - 1;
  const headIndex = (forward ? $head.index() - 1 : $head.index()) + step;
  if (headIndex >= firstFree(parent) && headIndex < parent.childCount && isSelectable(parent, headIndex)) {
    const down = headIndex >= anchorIndex;
    return BlockSelection.create(
      doc,
      $anchor.posAtIndex(down ? anchorIndex : anchorIndex + 1),
      $anchor.posAtIndex(down ? headIndex + 1 : headIndex),
    );
  }
  const lifted = liftRange(doc, selection);
  if (lifted === null) return null;
  const outer = step > 0 ? BlockSelection.of(doc, lifted) : BlockSelection.create(doc, lifted.to, lifted.from);
  return outer === null ? null : (extended(doc, outer, step) ?? outer);
}

/** From the selection, whatever it is, to the block at a position. */
export function extendedTo(doc: ProseMirrorNode, selection: Selection, position: number): BlockSelection | null {
  const target = unitAround(doc.resolve(position));
  const base =
    selection instanceof BlockSelection
      ? { from: Math.min(selection.anchor, selection.head), to: Math.max(selection.anchor, selection.head) }
      : unitAround(selection.$from);
  if (target === null || base === null) return null;
  const range = rangeBetween(doc, Math.min(base.from, target.from) + 1, Math.max(base.to, target.to) - 1);
  if (range === null) return null;
  return target.from < base.from
    ? BlockSelection.create(doc, range.to, range.from)
    : BlockSelection.create(doc, range.from, range.to);
}

/** Selects blocks of a state; the same state when there is none. */
export function selectBlocks(state: EditorState, range: BlockRange | null): Transaction {
  const selection = BlockSelection.of(state.doc, range);
  return selection === null ? state.tr : state.tr.setSelection(selection);
}
