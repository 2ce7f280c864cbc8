import type { TreeNode } from '@materi/contract';
import { isWithin, type Place, type TreeIndex, type TreeRow } from './tree.ts';

/** Where a dragged page would land: beside a row, or inside its page. */
export interface DropMark {
  /** Index of the row; past the last one for the end of the tree. */
  row: number;
  zone: 'before' | 'inside' | 'after';
}

/** Reads the pointer's height over the rows, in pixels from the top of the first. */
export function markAt(y: number, rowHeight: number, rows: readonly TreeRow[]): DropMark {
  const row = Math.floor(y / rowHeight);
  if (row < 0) return { row: 0, zone: 'before' };
  if (row >= rows.length) return { row: rows.length - 1, zone: 'after' };
  const part = (y - row * rowHeight) / rowHeight;
  return { row, zone: part < 0.28 ? 'before' : part > 0.72 ? 'after' : 'inside' };
}

/** The place that a mark means for a page; null where it cannot go (into itself). */
export function placeOf(
  tree: TreeIndex,
  rows: readonly TreeRow[],
  mark: DropMark,
  movedId: string,
  pastEnd = false,
): Place | null {
  if (pastEnd) return { parentId: null, beforeId: null };
  const row = rows[mark.row];
  if (row === undefined) return null;
  const place = placeBeside(tree, row, mark.zone, movedId);
  if (place.parentId !== null && isWithin(tree, place.parentId, movedId)) return null;
  return place;
}

function placeBeside(tree: TreeIndex, row: TreeRow, zone: DropMark['zone'], movedId: string): Place {
  const { node } = row;
  if (zone === 'inside') return { parentId: node.id, beforeId: null };
  if (zone === 'before' && node.id !== movedId) return { parentId: node.parentId, beforeId: node.id };
  // Directly below an expanded page is the place of its first child.
  if (zone === 'after' && row.expanded) {
    return { parentId: node.id, beforeId: firstOther(tree.children.get(node.id) ?? [], movedId) };
  }
  return { parentId: node.parentId, beforeId: nextSibling(tree, node, movedId) };
}

const firstOther = (list: readonly TreeNode[], movedId: string) => list.find((one) => one.id !== movedId)?.id ?? null;

function nextSibling(tree: TreeIndex, node: TreeNode, movedId: string): string | null {
  const siblings = tree.children.get(node.parentId) ?? [];
  return firstOther(siblings.slice(siblings.findIndex((one) => one.id === node.id) + 1), movedId);
}

/** One step by keyboard: up and down among the siblings, into the page above, or out of the parent. */
export function stepPlace(tree: TreeIndex, node: TreeNode, step: 'up' | 'down' | 'in' | 'out'): Place | null {
  const siblings = tree.children.get(node.parentId) ?? [];
  const at = siblings.findIndex((one) => one.id === node.id);
  const previous = siblings[at - 1];
  switch (step) {
    case 'up':
      return previous === undefined ? null : { parentId: node.parentId, beforeId: previous.id };
    case 'down':
      return at + 1 < siblings.length ? { parentId: node.parentId, beforeId: siblings[at + 2]?.id ?? null } : null;
    case 'in':
      return previous === undefined ? null : { parentId: previous.id, beforeId: null };
    case 'out': {
      const parent = node.parentId === null ? undefined : tree.byId.get(node.parentId);
      return parent === undefined ? null : { parentId: parent.parentId, beforeId: nextSibling(tree, parent, node.id) };
    }
  }
}
