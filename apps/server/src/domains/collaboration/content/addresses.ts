import type { BlockMark, BlockNode } from '@materi/editor';

/** How an address is used, for those who decide by it. */
export type AddressUse = 'link' | 'source';

/** `href` and `src` inside raw HTML, with either quote. */
const HTML_ADDRESS = /(\s(href|src)\s*=\s*)("([^"]*)"|'([^']*)')/gi;

function mapHtml(html: string, map: (address: string, use: AddressUse) => string): string {
  return html.replaceAll(
    HTML_ADDRESS,
    (whole, lead: string, name: string, _quoted, double?: string, single?: string) => {
      const address = double ?? single ?? '';
      const mapped = map(address, name.toLowerCase() === 'href' ? 'link' : 'source');
      if (mapped === address) return whole;
      return `${lead}"${mapped.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
    },
  );
}

/** Marks that an atom carries as JSON, since Yjs has no marks on elements. */
function mapCarriedMarks(json: string, map: (address: string, use: AddressUse) => string): string {
  try {
    const marks = JSON.parse(json) as unknown;
    if (!Array.isArray(marks)) return json;
    return JSON.stringify((marks as BlockMark[]).map((mark) => mapMark(mark, map)));
  } catch {
    // Another program wrote something else there; it stays as it is.
    return json;
  }
}

const mapMark = (mark: BlockMark, map: (address: string, use: AddressUse) => string): BlockMark =>
  typeof mark?.attrs?.['href'] === 'string'
    ? { ...mark, attrs: { ...mark.attrs, href: map(mark.attrs['href'], 'link') } }
    : mark;

/** Calls `map` for every address in the body: links, pictures, files, and `href` and `src` in raw HTML. */
export function mapAddresses(body: BlockNode, map: (address: string, use: AddressUse) => string): BlockNode {
  const mapNode = (node: BlockNode): BlockNode => {
    const attrs = node.attrs === undefined ? undefined : { ...node.attrs };
    if (attrs !== undefined) {
      if (typeof attrs['src'] === 'string') attrs['src'] = map(attrs['src'], 'source');
      if (typeof attrs['href'] === 'string') attrs['href'] = map(attrs['href'], 'link');
      if (typeof attrs['html'] === 'string') attrs['html'] = mapHtml(attrs['html'], map);
      if (typeof attrs['marks'] === 'string') attrs['marks'] = mapCarriedMarks(attrs['marks'], map);
    }
    return {
      ...node,
      ...(attrs === undefined ? {} : { attrs }),
      ...(node.content === undefined ? {} : { content: node.content.map(mapNode) }),
      ...(node.marks === undefined
        ? {}
        : {
            marks: node.marks.map((mark) => mapMark(mark, map)),
          }),
    };
  };
  return mapNode(body);
}

/** Every address in the body, once each, in the order of first use. */
export function addressesIn(body: BlockNode): string[] {
  const found = new Set<string>();
  mapAddresses(body, (address) => {
    found.add(address);
    return address;
  });
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
