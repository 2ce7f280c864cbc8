import GithubSlugger from 'github-slugger';
import { visitNodes, type BlockNode } from './block-node.ts';
import { bodyToText } from './body-text.ts';

/** A heading with the name by which links point to it (`/d/<document>#slug`). */
export interface HeadingSlug {
  blockId: string | null;
  slug: string;
  level: number;
  text: string;
}

/** The headings of a body in order, named as GitHub names them: repeated names get a number. */
export function headingSlugs(body: BlockNode): HeadingSlug[] {
  const slugger = new GithubSlugger();
  const headings: HeadingSlug[] = [];
  visitNodes(body, (node) => {
    if (node.type !== 'heading') return;
    const text = bodyToText(node);
    const { id, level } = node.attrs ?? {};
    headings.push({
      blockId: typeof id === 'string' ? id : null,
      slug: slugger.slug(text),
      level: typeof level === 'number' ? level : 1,
      text,
    });
  });
  return headings;
}
