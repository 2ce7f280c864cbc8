import * as Y from 'yjs';
import type { Schema } from '@tiptap/pm/model';

/**
 * The name of a block in the page that this program does not know, if there is one.
 * The binding between the page and the editor deletes such blocks from the page of
 * everybody; so a page that has one is never given to it.
 */
export function unknownNode(root: Y.XmlFragment, schema: Schema): string | null {
  const open: Y.XmlFragment[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const child of next.toArray()) {
      if (!(child instanceof Y.XmlElement)) continue;
      if (schema.nodes[child.nodeName] === undefined) return child.nodeName;
      open.push(child);
    }
  }
  return null;
}

/** The same for the blocks that a transaction brought. */
export function unknownNewNode({ changed, beforeState }: Y.Transaction, schema: Schema): string | null {
  for (const type of changed.keys()) {
    if (!(type instanceof Y.XmlFragment)) continue;
    for (const child of (type as Y.XmlFragment).toArray()) {
      if (!(child instanceof Y.XmlElement) || child._item === null) continue;
      const { client, clock } = child._item.id;
      if (clock < (beforeState.get(client) ?? 0)) continue;
      if (schema.nodes[child.nodeName] === undefined) return child.nodeName;
      const inside = unknownNode(child, schema);
      if (inside !== null) return inside;
    }
  }
  return null;
}
