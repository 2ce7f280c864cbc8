import type { BlockNode } from '../block-node.ts';
import { treeToBody } from '../markdown/from-markdown.ts';
import { htmlToTree } from './html-to-tree.ts';

/** The body that HTML describes: its headings, lists, tables, links and words. Scripts and styles fall away. */
export function htmlToBody(html: string, options: { newId?: () => string } = {}): BlockNode {
  return treeToBody(htmlToTree(html), options);
}
