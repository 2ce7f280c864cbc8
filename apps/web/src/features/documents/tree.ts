import type { TreeNode } from '@materi/contract';
import { generateKeyBetween } from 'fractional-indexing';

/** The page tree, made ready for drawing. Siblings stand in their order. */
export interface TreeIndex {
  byId: ReadonlyMap<string, TreeNode>;
  children: ReadonlyMap<string | null, readonly TreeNode[]>;
}

/** Where a page goes: under `parentId`, directly before `beforeId`, or last when that is null. */
export interface Place {
  parentId: string | null;
  beforeId: string | null;
}

/** A row as the sidebar draws it. */
export interface TreeRow {
  node: TreeNode;
  /** 1 at the top. */
  level: number;
  expanded: boolean;
  hasChildren: boolean;
  siblings: number;
  /** 1 for the first among its siblings. */
  place: number;
}

// Positions sort by code unit; ties (two people at once) by id, so that everybody sees one order.
const inOrder = (a: TreeNode, b: TreeNode) =>
  a.position < b.position ? -1 : a.position > b.position ? 1 : a.id < b.id ? -1 : 1;

const indexes = new WeakMap<readonly TreeNode[], TreeIndex>();

/** Indexes the list of a tree; the same list gives the same index. A page whose parent is unknown stands at the top. */
export function indexTree(items: readonly TreeNode[]): TreeIndex {
  const known = indexes.get(items);
  if (known !== undefined) return known;
  const byId = new Map(items.map((node) => [node.id, node]));
  const children = new Map<string | null, TreeNode[]>();
  for (const node of items) {
    const parentId = node.parentId !== null && byId.has(node.parentId) ? node.parentId : null;
    const list = children.get(parentId);
    if (list === undefined) children.set(parentId, [node]);
    else list.push(node);
  }
  for (const list of children.values()) list.sort(inOrder);
  const index = { byId, children };
  indexes.set(items, index);
  return index;
}

/** The rows to draw, from the top, children of expanded pages included. */
export function visibleRows(tree: TreeIndex, expanded: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  const walk = (parentId: string | null, level: number) => {
    const siblings = tree.children.get(parentId) ?? [];
    siblings.forEach((node, at) => {
      const hasChildren = tree.children.has(node.id);
      const isExpanded = hasChildren && expanded.has(node.id);
      rows.push({ node, level, hasChildren, expanded: isExpanded, siblings: siblings.length, place: at + 1 });
      if (isExpanded) walk(node.id, level + 1);
    });
  };
  walk(null, 1);
  return rows;
}

/** The pages above this one, from the top. */
export function ancestors(tree: TreeIndex, id: string): TreeNode[] {
  const path: TreeNode[] = [];
  let at = tree.byId.get(id);
  const seen = new Set<string>();
  while (at?.parentId != null && !seen.has(at.parentId)) {
    seen.add(at.parentId);
    at = tree.byId.get(at.parentId);
    if (at !== undefined) path.unshift(at);
  }
  return path;
}

/** Whether `id` is `ancestorId` or lies below it. */
export function isWithin(tree: TreeIndex, id: string, ancestorId: string): boolean {
  return id === ancestorId || ancestors(tree, id).some((node) => node.id === ancestorId);
}

/** Puts a page into the list, or its new state in place of the old one. */
export function withNode(items: readonly TreeNode[], node: TreeNode): TreeNode[] {
  const at = items.findIndex((one) => one.id === node.id);
  return at < 0 ? [...items, node] : items.with(at, node);
}

/** Takes a page and all below it out of the list. */
export function withoutBranch(items: readonly TreeNode[], id: string): TreeNode[] {
  const tree = indexTree(items);
  const gone = new Set<string>();
  const walk = (one: string) => {
    gone.add(one);
    for (const child of tree.children.get(one) ?? []) walk(child.id);
  };
  walk(id);
  return items.filter((node) => !gone.has(node.id));
}

/** The sort position for a place; good enough until the server's own arrives. */
export function positionAt(tree: TreeIndex, { parentId, beforeId }: Place, movedId?: string): string {
  const siblings = (tree.children.get(parentId) ?? []).filter((node) => node.id !== movedId);
  const at = beforeId === null ? siblings.length : siblings.findIndex((node) => node.id === beforeId);
  const before = siblings[at - 1]?.position ?? null;
  const after = siblings[at]?.position ?? null;
  try {
    return generateKeyBetween(before, after);
  } catch {
    // Two siblings with one position: stand with the first of them until the server has spoken.
    return before ?? after ?? 'a0';
  }
}
