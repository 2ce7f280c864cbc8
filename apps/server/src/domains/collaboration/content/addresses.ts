import { rewriteAddresses, type BlockNode } from '@materi/editor';

/** Every address in the body, once each, in the order of first use. */
export function addressesIn(body: BlockNode): string[] {
  const found = new Set<string>();
  const collect = (address: string): string => {
    found.add(address);
    return address;
  };
  rewriteAddresses(body, { link: collect, source: collect });
  return [...found];
}

/** Page links (which show the title of their page) as ordinary links with the given title and address. */
export function withPlainPageLinks(
  body: BlockNode,
  describe: (documentId: string, label: string) => { title: string; href: string },
): BlockNode {
  const replace = (node: BlockNode): BlockNode => {
    if (node.type === 'pageLink') {
      const { title, href } = describe(String(node.attrs?.['documentId'] ?? ''), String(node.attrs?.['label'] ?? ''));
      const marks = (node.marks ?? []).filter(({ type }) => type !== 'link');
      return { type: 'text', text: title || 'Untitled', marks: [...marks, { type: 'link', attrs: { href } }] };
    }
    return node.content === undefined ? node : { ...node, content: node.content.map(replace) };
  };
  return replace(body);
}
