import { Readable } from 'node:stream';
import type { Document, ExportReport } from '@materi/contract';
import {
  pageAddress,
  parseBlobAddress,
  parsePageAddress,
  rewriteAddresses,
  type Attributes,
  type BlockNode,
} from '@materi/editor';
import type { Blobs } from '../../../kernel/blobs/blobs.ts';
import { isAppError } from '../../../kernel/errors.ts';
import { addressesIn, withPlainPageLinks, type Content } from '../../collaboration/index.ts';
import type { Documents } from '../../documents/index.ts';
import type { Principal } from '../../identity/index.ts';
import { MANIFEST_NAME } from '../import/plan.ts';
import type { ManifestFile } from '../import/manifest.ts';
import { fileName, freeName, planExport, relativeAddress, type ExportPlan } from './plan.ts';
import { writeZip, type ZipFile } from './zip.ts';

export interface ExportNeeds {
  readonly documents: Pick<Documents, 'find' | 'list' | 'tree' | 'uploads'>;
  readonly content: Pick<Content<Principal>, 'body' | 'toMarkdown'>;
  readonly blobs: Blobs;
}

export type ExportScope =
  | { readonly type: 'workspace'; readonly workspaceId: string; readonly name: string }
  | {
      readonly type: 'document';
      readonly workspaceId: string;
      readonly documentId: string;
      readonly children: boolean;
    };

export interface ExportRun {
  readonly signal: AbortSignal;
  progress(share: number, message?: string): Promise<void>;
}

export interface ExportOutcome extends ExportReport {
  /** In the key space of the job. */
  readonly blobName: string;
}

/** 4 GiB: what a zip archive without extensions can hold. */
const ARCHIVE_LIMIT_BYTES = 2 ** 32 - 1;

/** The pages to export, parents first, siblings in order. */
async function pagesOf(documents: ExportNeeds['documents'], actor: Principal, scope: ExportScope) {
  const { items } = await documents.tree(actor, scope.workspaceId);
  const children = Map.groupBy(
    items.toSorted((a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : a.id < b.id ? -1 : 1)),
    ({ parentId }) => parentId,
  );
  const ordered: typeof items = [];
  const walk = (id: string): void => {
    for (const node of children.get(id) ?? []) {
      ordered.push(node);
      walk(node.id);
    }
  };
  if (scope.type === 'document') {
    const root = items.find(({ id }) => id === scope.documentId);
    if (root !== undefined) ordered.push(root);
    if (scope.children) walk(scope.documentId);
  } else {
    for (const root of children.get(null) ?? []) {
      ordered.push(root);
      walk(root.id);
    }
  }
  return { ordered, titles: new Map(items.map(({ id, title }) => [id, title])) };
}

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

/**
 * Exports pages as a folder of Markdown with the files they show, in a zip archive:
 * `Title.md`, the pages below it in `Title/`, files in `assets/`, links between them relative.
 * The archive is kept under the id of the job.
 */
export async function runExport(
  { documents, content, blobs }: ExportNeeds,
  jobId: string,
  scope: ExportScope,
  actor: Principal,
  run: ExportRun,
): Promise<ExportOutcome> {
  await run.progress(0, 'Listing the pages');
  const { ordered, titles } = await pagesOf(documents, actor, scope);
  const plan = planExport(ordered);
  const assets = new Map<string, { path: string; at: Date }>();
  const assetNames = new Set<string>();

  /** The path of a file in the archive; `undefined` when it is gone or may not be read. */
  async function assetPath(blobId: string): Promise<string | undefined> {
    const known = assets.get(blobId);
    if (known !== undefined) return known.path;
    try {
      const { name } = await documents.uploads.find(actor, blobId);
      const dot = name.lastIndexOf('.');
      const ending = dot > 0 ? fileName(name.slice(dot + 1)).slice(0, 12) : '';
      const dotted = ending === '' ? '' : `.${ending}`;
      const stem = freeName(fileName(dot > 0 ? name.slice(0, dot) : name), assetNames, dotted);
      const path = `${plan.assetFolder}/${stem}${dotted}`;
      assets.set(blobId, { path, at: new Date() });
      return path;
    } catch (error) {
      if (isAppError(error)) return undefined;
      throw error;
    }
  }

  async function* files(): AsyncGenerator<ZipFile> {
    for (const [at, { id }] of ordered.entries()) {
      run.signal.throwIfAborted();
      await run.progress(at / (ordered.length + 1), `Writing ${titles.get(id) || 'Untitled'}`);
      const page = await documents.find(actor, id);
      const text = await pageText(page, plan, titles, await content.body(id), assetPath, content.toMarkdown);
      yield {
        path: plan.pathOf.get(id) as string,
        content: [new TextEncoder().encode(text)],
        compress: true,
        modifiedAt: new Date(page.updatedAt),
      };
    }
    for (const [blobId, { path, at }] of assets) {
      run.signal.throwIfAborted();
      const compress = /\.(svg|txt|csv|json|html?|xml)$/i.test(path);
      yield { path, content: await documents.uploads.open(actor, blobId), compress, modifiedAt: at };
    }
    const manifest: ManifestFile = {
      version: 1,
      pages: ordered.map(({ id, title, icon }) => ({ path: plan.pathOf.get(id) as string, title, icon })),
    };
    const bytes = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
    yield { path: MANIFEST_NAME, content: [bytes], compress: true, modifiedAt: new Date() };
  }

  const stored = await blobs.put(jobId, Readable.from(writeZip(files())), ARCHIVE_LIMIT_BYTES);
  const name = scope.type === 'workspace' ? scope.name : (titles.get(scope.documentId) ?? '');
  return {
    documents: ordered.length,
    blobs: assets.size,
    fileName: `${fileName(name)}.zip`,
    sizeBytes: stored.sizeBytes,
    blobName: stored.name,
  };
}

/** One page as Markdown, its own addresses turned into relative ones. */
async function pageText(
  page: Document,
  plan: ExportPlan,
  titles: ReadonlyMap<string, string>,
  body: BlockNode,
  assetPath: (blobId: string) => Promise<string | undefined>,
  toMarkdown: Content<Principal>['toMarkdown'],
): Promise<string> {
  const from = plan.pathOf.get(page.id) as string;
  const plain = withPlainPageLinks(body, (id, label) => ({ title: titles.get(id) ?? label, href: pageAddress(id) }));
  const blobPaths = new Map<string, string>();
  const wanted = new Set(
    addressesIn(plain)
      .map(parseBlobAddress)
      .filter((blobId) => blobId !== null),
  );
  for (const blobId of wanted) {
    const path = await assetPath(blobId);
    if (path !== undefined) blobPaths.set(blobId, path);
  }
  const toRelative = (address: string): string => {
    const target = parsePageAddress(address);
    const path = target === null ? blobPaths.get(parseBlobAddress(address) ?? '') : plan.pathOf.get(target.documentId);
    if (path === undefined) return address;
    return `${relativeAddress(from, path)}${target?.fragment ? `#${target.fragment}` : ''}`;
  };
  const relative = rewriteAddresses(plain, { link: toRelative, source: toRelative });
  const withTitle = page.title === '' ? relative : titled(page.title, relative);
  const properties = frontMatter(page);
  return toMarkdown(withTitle, Object.keys(properties).length > 0 ? properties : undefined);
}
