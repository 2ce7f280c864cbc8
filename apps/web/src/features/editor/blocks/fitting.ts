import { Fragment, type Node as ProseMirrorNode } from '@tiptap/pm/model';
import { canJoin } from '@tiptap/pm/transform';
import type { Transaction } from '@tiptap/pm/state';
import { isItem, isList } from './units.ts';

/** An item as another kind of item; what an item of that kind must begin with is put there. */
function asItem(node: ProseMirrorNode, list: ProseMirrorNode): ProseMirrorNode {
  const { listItem, taskItem, paragraph } = node.type.schema.nodes;
  const type = list.type.name === 'taskList' ? taskItem : listItem;
  if (type === undefined || paragraph === undefined) return node;
  if (isItem(node) && list.type.contentMatch.matchType(node.type) !== null) return node;
  const content = isItem(node) ? node.content : Fragment.from(node);
  const attrs = isItem(node) ? { id: node.attrs['id'] as unknown } : null;
  const fitting = type.validContent(content) ? content : Fragment.from(paragraph.create()).append(content);
  return type.create(attrs, fitting);
}

/**
 * Blocks as they may stand in another parent: in a list they become items, elsewhere items get a list
 * like the one that they came from around them.
 */
export function fitBlocks(content: Fragment, source: ProseMirrorNode, target: ProseMirrorNode): Fragment {
  const blocks: ProseMirrorNode[] = [];
  content.forEach((node) => blocks.push(node));
  if (isList(target)) {
    return Fragment.from(
      blocks.flatMap((node) =>
        isList(node)
          ? Array.from({ length: node.childCount }, (_, index) => asItem(node.child(index), target))
          : [asItem(node, target)],
      ),
    );
  }
  if (!blocks.some(isItem)) return content;
  const list = isList(source) ? source : (source.type.schema.nodes['bulletList']?.create() ?? source);
  return Fragment.from(list.type.create({ ...list.attrs, id: null }, content));
}

/** Whether blocks may stand at that place of a parent once they are fitted. */
export function wouldFit(content: Fragment, source: ProseMirrorNode, target: ProseMirrorNode, index: number): boolean {
  return target.canReplace(index, index, fitBlocks(content, source, target));
}

/** Two lists of one kind that came to stand next to each other become one. */
export function joinLists(tr: Transaction, position: number): void {
  const at = tr.doc.resolve(position);
  const [before, after] = [at.nodeBefore, at.nodeAfter];
  if (before === null || after === null || !isList(before) || before.type !== after.type) return;
  if (canJoin(tr.doc, position)) tr.join(position);
}
