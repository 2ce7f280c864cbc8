import { stringAttribute, visitNodes, type BlockNode } from './block-node.ts';

const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
const PAGE_ADDRESS = new RegExp(`^/d/(${UUID})(?:#(.*))?$`, 's');
const BLOB_ADDRESS = new RegExp(`^/api/v1/blobs/(${UUID})(?:[?#].*)?$`, 's');
const ANY_BLOB = new RegExp(`/api/v1/blobs/(${UUID})`, 'g');
const ANY_PAGE = new RegExp(`["']/d/(${UUID})(?:#[^"']*)?["']`, 'g');

/** The page (and heading) that an address inside the product points to, or null. */
export function parsePageAddress(href: string): { documentId: string; fragment: string | null } | null {
  const match = PAGE_ADDRESS.exec(href);
  return match?.[1] === undefined ? null : { documentId: match[1].toLowerCase(), fragment: match[2] ?? null };
}

/** The address of a page inside the product. */
export function pageAddress(documentId: string, fragment: string | null = null): string {
  return `/d/${documentId}${fragment === null || fragment === '' ? '' : `#${fragment}`}`;
}

/** The blob that an address points to, or null. */
export function parseBlobAddress(src: string): string | null {
  return BLOB_ADDRESS.exec(src)?.[1]?.toLowerCase() ?? null;
}

/** The address of a blob. */
export function blobAddress(blobId: string): string {
  return `/api/v1/blobs/${blobId}`;
}

/** The attributes that hold an address. */
const ADDRESSES = ['href', 'src', 'url', 'imageSrc', 'iconSrc'] as const;

/** Every address in a body: of links, of linked pictures, of cards, of marks that atoms carry. */
function addressesOf(node: BlockNode): string[] {
  const addresses = ADDRESSES.map((name) => stringAttribute(node, name));
  for (const mark of node.marks ?? []) if (mark.type === 'link') addresses.push(stringAttribute(mark, 'href'));
  const carried = stringAttribute(node, 'marks');
  // Only addresses are wanted from the carried JSON, so it is searched and not parsed.
  for (const [, href] of carried?.matchAll(/"href":"([^"\\]*)"/g) ?? []) addresses.push(href ?? null);
  return addresses.filter((address) => address !== null);
}

/** The pages that a body links to, each once, in order of appearance. */
export function linkedDocumentIds(body: BlockNode): string[] {
  const ids = new Set<string>();
  visitNodes(body, (node) => {
    if (node.type === 'pageLink') {
      const id = stringAttribute(node, 'documentId');
      if (id !== null && id !== '') ids.add(id);
    }
    for (const address of addressesOf(node)) {
      const page = parsePageAddress(address);
      if (page !== null) ids.add(page.documentId);
    }
    for (const [, id] of (stringAttribute(node, 'html') ?? '').matchAll(ANY_PAGE))
      if (id !== undefined) ids.add(id.toLowerCase());
  });
  return [...ids];
}

/** The blobs that a body shows or links to, each once, in order of appearance. */
export function blobIds(body: BlockNode): string[] {
  const ids = new Set<string>();
  visitNodes(body, (node) => {
    for (const address of addressesOf(node)) {
      const id = parseBlobAddress(address);
      if (id !== null) ids.add(id);
    }
    for (const [, id] of (stringAttribute(node, 'html') ?? '').matchAll(ANY_BLOB))
      if (id !== undefined) ids.add(id.toLowerCase());
  });
  return [...ids];
}

/** The people whom a body mentions, each once, in order of appearance. */
export function mentionedPersonIds(body: BlockNode): string[] {
  const ids = new Set<string>();
  visitNodes(body, (node) => {
    const id = node.type === 'mention' ? stringAttribute(node, 'personId') : null;
    if (id !== null && id !== '') ids.add(id);
  });
  return [...ids];
}
