import type { Document, ExportFormat, ExportLossKind } from '@materi/contract';
import {
  pageAddress,
  parseBlobAddress,
  parsePageAddress,
  rewriteAddresses,
  type Attributes,
  type BlockNode,
} from '@materi/editor';
import { isDiagram, visitNodes } from '../body-nodes.ts';
import { addressesIn, withPlainPageLinks, type Content } from '../../collaboration/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { Conversions } from '../conversion/conversions.ts';
import { relativeAddress, type ExportPlan } from './plan.ts';

/** A file that pages show or offer. */
export interface ExportedBlob {
  /** Its path in the archive. */
  readonly path: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
}

export interface PageFileNeeds {
  readonly content: Pick<Content<Principal>, 'toMarkdown'>;
  readonly conversions: Conversions;
  readonly plan: ExportPlan;
  readonly titles: ReadonlyMap<string, string>;
  readonly publicUrl: string;
  /** Whether the page is a file by itself, with nothing beside it. */
  readonly alone: boolean;
  /** Puts a file into the archive; `undefined` when it is gone or may not be read. */
  keep(blobId: string): Promise<ExportedBlob | undefined>;
  /** What is known of a file without putting it into the archive. */
  look(blobId: string): Promise<Omit<ExportedBlob, 'path'> | undefined>;
  read(blobId: string): Promise<Uint8Array>;
}

export interface PageFile {
  readonly bytes: Uint8Array;
  readonly losses: readonly { kind: ExportLossKind; count: number }[];
}

/** Pictures of one page that go into its file itself. */
const EMBEDDED_LIMIT_BYTES = 128 * 1024 * 1024;

/** A first-level heading with the title; import takes it as the title again. */
const titled = (title: string, body: BlockNode): BlockNode => ({
  ...body,
  content: [
    { type: 'heading', attrs: { level: 1 }, content: [{ type: 'text', text: title }] },
    ...(body.content ?? []),
  ],
});

/** Front matter that names the page keeps naming it after the page was renamed. */
const frontMatter = ({ properties, title }: Document): Attributes =>
  (typeof properties['title'] === 'string' ? { ...properties, title } : properties) as Attributes;

/** The addresses of pictures, as far as they are files of ours. */
function pictureBlobs(body: BlockNode): Map<string, string> {
  const pictures = new Map<string, string>();
  visitNodes(body, (node) => {
    const src = node.type === 'image' || node.type === 'inlineImage' ? node.attrs?.['src'] : undefined;
    const blobId = typeof src === 'string' ? parseBlobAddress(src) : null;
    if (typeof src === 'string' && blobId !== null) pictures.set(src, blobId);
  });
  return pictures;
}

/** One page as a file: its own addresses turned into those that work where it lies. */
export async function pageFile(
  needs: PageFileNeeds,
  format: ExportFormat,
  page: Document,
  body: BlockNode,
): Promise<PageFile> {
  const { plan, titles, publicUrl, alone } = needs;
  const from = plan.pathOf.get(page.id) as string;
  const embeds = format === 'docx' || (format === 'html' && alone);
  const pictures = embeds ? pictureBlobs(body) : new Map<string, string>();
  const plain =
    format === 'markdown'
      ? withPlainPageLinks(body, (id, label) => ({ title: titles.get(id) ?? label, href: pageAddress(id) }))
      : body;
  const addresses = new Map<string, string>();
  const onServer = (address: string) => (format === 'markdown' ? address : `${publicUrl}${address}`);
  const wanted = new Set([...addressesIn(plain), ...pageLinks(plain)]);
  for (const address of wanted) {
    const target = parsePageAddress(address);
    const blobId = parseBlobAddress(address);
    if (target !== null) {
      const path = plan.pathOf.get(target.documentId);
      const fragment = target.fragment === null ? '' : `#${target.fragment}`;
      const isHere = target.documentId === page.id && fragment !== '';
      if (isHere) addresses.set(address, fragment);
      else addresses.set(address, path === undefined ? onServer(address) : `${relativeAddress(from, path)}${fragment}`);
    } else if (blobId !== null && !pictures.has(address)) {
      const kept = alone ? undefined : await needs.keep(blobId);
      addresses.set(address, kept === undefined ? onServer(address) : relativeAddress(from, kept.path));
    }
  }

  const bytes = new Map<string, { mediaType: string; bytes: Uint8Array }>();
  let total = 0;
  for (const [address, blobId] of pictures) {
    const known = await needs.look(blobId);
    if (known !== undefined && total + known.sizeBytes <= EMBEDDED_LIMIT_BYTES) {
      total += known.sizeBytes;
      bytes.set(address, { mediaType: known.mediaType, bytes: new Uint8Array(await needs.read(blobId)) });
    } else addresses.set(address, `${publicUrl}${address}`);
  }

  const text = (value: string) => new TextEncoder().encode(value);
  const { title } = page;
  if (format === 'docx') {
    const only = new Map([...bytes].map(([address, picture]) => [address, picture.bytes]));
    return needs.conversions.writeWord({
      title,
      body: plain,
      addresses,
      pictures: only,
      titles: mentioned(plain, titles),
    });
  }
  if (format === 'html') {
    const written = await needs.conversions.writeHtml({
      title,
      body: plain,
      addresses,
      pictures: bytes,
      titles: mentioned(plain, titles),
    });
    return { bytes: text(written), losses: htmlLosses(plain, alone) };
  }
  const replace = (address: string): string => addresses.get(address) ?? address;
  const relative = rewriteAddresses(plain, { link: replace, source: replace });
  const properties = frontMatter(page);
  const markdown = await needs.content.toMarkdown(
    title === '' ? relative : titled(title, relative),
    Object.keys(properties).length > 0 ? properties : undefined,
  );
  return { bytes: text(markdown), losses: [] };
}

/** What the page draws and plain HTML does not. A file by itself has no other files beside it. */
function htmlLosses(body: BlockNode, alone: boolean): PageFile['losses'] {
  const counts = new Map<ExportLossKind, number>();
  visitNodes(body, (node) => {
    const kind: ExportLossKind | null =
      node.type === 'mathBlock' || node.type === 'inlineMath'
        ? 'formulas'
        : isDiagram(node)
          ? 'diagrams'
          : node.type === 'embed'
            ? 'embeds'
            : node.type === 'file' && alone
              ? 'files'
              : null;
    if (kind !== null) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  });
  return [...counts].map(([kind, count]) => ({ kind, count }));
}

function pageLinks(body: BlockNode): string[] {
  const addresses: string[] = [];
  visitNodes(body, (node) => {
    const id = node.type === 'pageLink' ? node.attrs?.['documentId'] : undefined;
    if (typeof id === 'string') addresses.push(pageAddress(id));
  });
  return addresses;
}

/** The titles that the page shows, and no others: they travel to another thread. */
function mentioned(body: BlockNode, titles: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  visitNodes(body, (node) => {
    const id = node.type === 'pageLink' ? node.attrs?.['documentId'] : undefined;
    const title = typeof id === 'string' ? titles.get(id) : undefined;
    if (typeof id === 'string' && title !== undefined) found.set(id, title);
  });
  return found;
}
