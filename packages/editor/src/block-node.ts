/** A value that JSON can carry; attributes of nodes and marks hold nothing else. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Attributes by name. A missing attribute and `null` both mean the schema's default. */
export type Attributes = { [name: string]: JsonValue };

/** A mark on text: bold, italic, strike, code, underline or link. */
export interface BlockMark {
  type: string;
  attrs?: Attributes;
}

/**
 * A node of a document body as ProseMirror writes it to JSON. The whole body is
 * the node `doc`; text is the node `text` and the only one with `text` and
 * `marks`. Types that this version does not know are carried unchanged.
 */
export interface BlockNode {
  type: string;
  attrs?: Attributes;
  content?: BlockNode[];
  text?: string;
  marks?: BlockMark[];
}

/** Reads a string attribute; anything else, a missing one included, is null. */
export function stringAttribute(node: { attrs?: Attributes }, name: string): string | null {
  const value = node.attrs?.[name];
  return typeof value === 'string' ? value : null;
}

/** Visits every node below `node` and `node` itself, parents before children, in document order. */
export function visitNodes(node: BlockNode, visit: (node: BlockNode) => void): void {
  // A stack and not recursion: bodies of other clients may nest deeper than the call stack.
  const pending: BlockNode[] = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    visit(next);
    const children = next.content ?? [];
    for (let index = children.length - 1; index >= 0; index--) {
      const child = children[index];
      if (child !== undefined) pending.push(child);
    }
  }
}
