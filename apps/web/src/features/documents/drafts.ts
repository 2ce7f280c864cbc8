import type { TreeNode } from '@materi/contract';

/**
 * What this tab changed and the server has not confirmed yet. It is laid over everything that arrives,
 * so that an older answer does not make a newer change flicker.
 */
const drafts = new Map<string, Partial<TreeNode>>();

export function withDrafts<Node extends TreeNode>(node: Node): Node {
  const draft = drafts.get(node.id);
  return draft === undefined ? node : { ...node, ...draft };
}

export function addDraft(id: string, change: Partial<TreeNode>): void {
  drafts.set(id, { ...drafts.get(id), ...change });
}

/** Takes a change back once it was confirmed or refused; a newer change of the same field stays. */
export function dropDraft(id: string, change: Partial<TreeNode>): void {
  const draft = drafts.get(id);
  if (draft === undefined) return;
  const left = Object.fromEntries(
    Object.entries(draft).filter(([field, value]) => {
      const key = field as keyof TreeNode;
      return !(key in change) || change[key] !== value;
    }),
  );
  if (Object.keys(left).length === 0) drafts.delete(id);
  else drafts.set(id, left);
}
