import type { Attributes, BlockMark, BlockNode } from './block-node.ts';

export interface AddressRewriter {
  /** The new address of a link; null takes the link away and keeps its text. */
  link?: (href: string) => string | null;
  /** The new address of a picture or file. */
  source?: (src: string) => string;
}

/** The marks that an inline atom carries in its attribute; see the extension that defines it. */
export function carriedMarks(node: BlockNode): BlockMark[] {
  const json = node.attrs?.['marks'];
  if (typeof json !== 'string') return [];
  try {
    const marks: unknown = JSON.parse(json);
    if (!Array.isArray(marks)) return [];
    return marks.filter((mark): mark is BlockMark => typeof (mark as BlockMark | null)?.type === 'string');
  } catch {
    return [];
  }
}

/** The attribute value for these marks. */
export function carryMarks(marks: readonly BlockMark[]): string | null {
  return marks.length > 0 ? JSON.stringify(marks) : null;
}

/** `href` and `src` inside raw HTML, with either quote. */
const HTML_ADDRESS = /(\s(href|src)\s*=\s*)(?:"([^"]*)"|'([^']*)')/gi;

function rewriteHtml(html: string, { link, source }: AddressRewriter): string {
  return html.replaceAll(HTML_ADDRESS, (whole, lead: string, name: string, double?: string, single?: string) => {
    const address = double ?? single ?? '';
    const mapped = name.toLowerCase() === 'href' ? link?.(address) : source?.(address);
    if (mapped === undefined || mapped === null || mapped === address) return whole;
    return `${lead}"${mapped.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
  });
}

/** The same body with every address of a link, picture or file passed through the rewriter, those in raw HTML included. */
export function rewriteAddresses(body: BlockNode, rewriter: AddressRewriter): BlockNode {
  const { link, source } = rewriter;
  const rewriteMarks = (marks: readonly BlockMark[]): BlockMark[] =>
    marks.flatMap((mark) => {
      const href = mark.attrs?.['href'];
      if (mark.type !== 'link' || typeof href !== 'string' || link === undefined) return [mark];
      const address = link(href);
      return address === null ? [] : [{ ...mark, attrs: { ...mark.attrs, href: address } }];
    });
  const rewriteAttributes = (node: BlockNode): Attributes | undefined => {
    if (node.attrs === undefined) return undefined;
    const attrs = { ...node.attrs };
    for (const name of ['src', 'imageSrc', 'iconSrc']) {
      const address = attrs[name];
      if (typeof address === 'string' && source !== undefined) attrs[name] = source(address);
    }
    // A card without its address would be nothing; where a link may go away, it stays.
    if (typeof attrs['url'] === 'string' && link !== undefined) attrs['url'] = link(attrs['url']) ?? attrs['url'];
    if (typeof attrs['href'] === 'string' && link !== undefined) attrs['href'] = link(attrs['href']);
    if (typeof attrs['html'] === 'string') attrs['html'] = rewriteHtml(attrs['html'], rewriter);
    if (typeof attrs['marks'] === 'string') attrs['marks'] = carryMarks(rewriteMarks(carriedMarks(node)));
    return attrs;
  };
  const rewrite = (node: BlockNode): BlockNode => {
    const attrs = rewriteAttributes(node);
    return {
      ...node,
      ...(attrs === undefined ? {} : { attrs }),
      ...(node.marks === undefined ? {} : { marks: rewriteMarks(node.marks) }),
      ...(node.content === undefined ? {} : { content: node.content.map(rewrite) }),
    };
  };
  return rewrite(body);
}
