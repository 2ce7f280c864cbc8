import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { EditorView } from '@tiptap/pm/view';
import { type BlockRange, firstFree, isHolder, isList, isUnit } from './units.ts';

export interface DrawnBlock extends BlockRange {
  node: ProseMirrorNode;
  dom: HTMLElement;
  box: DOMRect;
}

export const isRightToLeft = (dom: Element): boolean => getComputedStyle(dom).direction === 'rtl';

/** The element of a block, and its box. */
export function drawnBlock(view: EditorView, position: number): DrawnBlock | null {
  const node = view.state.doc.nodeAt(position);
  const dom = node === null ? null : view.nodeDOM(position);
  if (node === null || !(dom instanceof HTMLElement)) return null;
  return { from: position, to: position + node.nodeSize, node, dom, box: dom.getBoundingClientRect() };
}

/** A child of a block by what stands highest: the one at this height, or the one nearest to it. */
function childAtHeight(view: EditorView, parent: ProseMirrorNode, start: number, y: number): DrawnBlock | null {
  const starts: number[] = [];
  parent.forEach((_node, offset) => starts.push(start + offset));
  // Blocks stand below each other, so the last one that begins above is found by halving.
  let low = 0;
  let high = starts.length - 1;
  let found: DrawnBlock | null = null;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const block = drawnBlock(view, starts[middle] ?? 0);
    // A folded block has no box; it lies where the one before it lies.
    const isAbove = block === null || block.box.height === 0 || block.box.top <= y;
    if (isAbove) {
      if (block !== null && block.box.height > 0) found = block;
      low = middle + 1;
    } else high = middle - 1;
  }
  const next = starts[low] === undefined ? null : drawnBlock(view, starts[low] ?? 0);
  if (found === null) return next;
  if (next === null || y <= found.box.bottom) return found;
  return y - found.box.bottom < next.box.top - y ? found : next;
}

/** Columns stand beside each other: the one at this place in the line. */
function columnAt(view: EditorView, list: ProseMirrorNode, start: number, x: number): DrawnBlock | null {
  let found: DrawnBlock | null = null;
  let nearest = Infinity;
  list.forEach((_node, offset) => {
    const block = drawnBlock(view, start + offset);
    if (block === null) return;
    const distance = Math.max(block.box.left - x, x - block.box.right, 0);
    if (distance < nearest) [found, nearest] = [block, distance];
  });
  return found;
}

/**
 * The block with a handle at a place on the screen. In the margin beside a quote, a callout or columns it is
 * the whole of it, inside them the block that is meant.
 */
export function unitAt(view: EditorView, x: number, y: number): DrawnBlock | null {
  let parent = view.state.doc;
  let start = 0;
  let unit: DrawnBlock | null = null;
  for (;;) {
    const child =
      parent.type.name === 'columnList' ? columnAt(view, parent, start, x) : childAtHeight(view, parent, start, y);
    if (child === null) return unit;
    const index = view.state.doc.resolve(child.from).index();
    if (isUnit(parent, index)) unit = child;
    const { node, box } = child;
    const inMargin = isRightToLeft(child.dom) ? x > box.right : x < box.left;
    const isFramed = /^(blockquote|callout|columnList|footnoteDefinition)$/.test(node.type.name);
    const isEntered = isHolder(node) || node.type.name === 'columnList';
    if (!isEntered || node.childCount === 0 || (isFramed && inMargin)) return unit;
    parent = node;
    start = child.from + 1;
  }
}

/** The line of a block beside which its handle stands: its first line of text. */
export function firstLine({ dom, box }: DrawnBlock): { top: number; height: number } {
  const text = dom.matches('p, h1, h2, h3, h4, h5, h6') ? dom : dom.querySelector('p, h1, h2, h3, h4, h5, h6');
  if (!(text instanceof HTMLElement)) return { top: box.top, height: Math.min(box.height, 28) };
  const line = text.getBoundingClientRect();
  // A block whose text stands further down (a table, a file) has its handle at its top.
  if (line.top - box.top > 24) return { top: box.top, height: Math.min(box.height, 28) };
  return { top: line.top, height: parseFloat(getComputedStyle(text).lineHeight) || 26 };
}

/** Where blocks would be put: a position in the document and the line that shows it. */
export interface DropPlace {
  position: number;
  left: number;
  width: number;
  top: number;
}

/** The gap between blocks that is nearest to a place on the screen. Up and down decide, not how far in the line. */
export function dropPlaceAt(view: EditorView, x: number, y: number): DropPlace | null {
  const unit = unitAt(view, x, y);
  if (unit === null) return null;
  const { doc } = view.state;
  const at = doc.resolve(unit.from);
  // What hangs below the first line of an item or a toggle is judged by itself.
  const first = firstFree(unit.node) === 1 ? drawnBlock(view, unit.from + 1) : null;
  const head = first?.box ?? unit.box;
  const left = unit.box.left;
  const { width } = unit.box;
  const middle = (head.top + head.bottom) / 2;
  if (y < middle) {
    const before = at.nodeBefore === null ? null : drawnBlock(view, unit.from - at.nodeBefore.nodeSize);
    return {
      position: unit.from,
      left,
      width,
      top: before === null ? unit.box.top - 3 : (before.box.bottom + unit.box.top) / 2,
    };
  }
  // Below the head of something with more in it: the first place inside.
  if (first !== null && unit.node.childCount > 1) {
    const second = drawnBlock(view, unit.from + 1 + (unit.node.firstChild?.nodeSize ?? 0));
    if (second !== null && second.box.height > 0) {
      const inList = isList(second.node);
      const target = inList ? drawnBlock(view, second.from + 1) : second;
      return {
        position: inList ? second.from + 1 : second.from,
        left: target?.box.left ?? second.box.left,
        width: target?.box.width ?? second.box.width,
        top: (head.bottom + second.box.top) / 2,
      };
    }
  }
  return outwards(view, unit, x);
}

/** Behind a block. At the end of what it is in, moving towards the margin leads out of it. */
function outwards(view: EditorView, unit: DrawnBlock, x: number): DropPlace {
  const { doc } = view.state;
  let position = unit.to;
  let shown = unit;
  for (let at = doc.resolve(position); at.depth > 0 && position === at.end(); at = doc.resolve(position)) {
    const parent = at.parent.type.name;
    const outer = drawnBlock(view, at.before());
    if (outer === null || parent === 'column' || parent === 'columnList') break;
    // A list as such has no place behind it that differs from behind its last item.
    const isOut = isRightToLeft(shown.dom) ? x > shown.box.right : x < shown.box.left;
    if (!isOut) break;
    position = at.after();
    shown = outer;
  }
  const next = doc.resolve(position).nodeAfter;
  const below = next === null ? null : drawnBlock(view, position);
  const top = below === null || below.box.height === 0 ? unit.box.bottom + 3 : (unit.box.bottom + below.box.top) / 2;
  return { position, left: shown.box.left, width: shown.box.width, top };
}
