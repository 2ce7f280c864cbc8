import { Readable } from 'node:stream';
import type { ExportFormat, ExportLossKind, ExportReport } from '@materi/contract';
import type { Blobs } from '../../../kernel/blobs/blobs.ts';
import { isAppError } from '../../../kernel/errors.ts';
import type { Content } from '../../collaboration/index.ts';
import type { Documents } from '../../documents/index.ts';
import type { Principal } from '../../identity/index.ts';
import type { Conversions } from '../conversion/conversions.ts';
import { MANIFEST_NAME } from '../import/plan.ts';
import type { ManifestFile } from '../import/manifest.ts';
import { pageFile, type ExportedBlob } from './page-file.ts';
import { fileName, freeName, planExport } from './plan.ts';
import { writeZip, type ZipFile } from './zip.ts';

export interface ExportNeeds {
  readonly documents: Pick<Documents, 'find' | 'list' | 'tree' | 'uploads'>;
  readonly content: Pick<Content<Principal>, 'body' | 'toMarkdown'>;
  readonly blobs: Blobs;
  readonly conversions: Conversions;
  /** Where links to pages that are not in the archive lead. */
  readonly publicUrl: () => string;
}

export type ExportScope =
  | { readonly type: 'workspace'; readonly workspaceId: string; readonly name: string; readonly format?: ExportFormat }
  | {
      readonly type: 'document';
      readonly workspaceId: string;
      readonly documentId: string;
      readonly children: boolean;
      readonly format?: ExportFormat;
    };

export interface ExportRun {
  readonly signal: AbortSignal;
  progress(share: number, message?: string): Promise<void>;
}

export interface ExportOutcome extends ExportReport {
  /** In the key space of the job. */
  readonly blobName: string;
  readonly mediaType: string;
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

const ENDINGS: Readonly<Record<ExportFormat, string>> = { markdown: 'md', html: 'html', docx: 'docx' };
const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/**
 * Exports pages as a folder of Markdown, HTML or Word files with the files they show, in a zip archive:
 * `Title.md`, the pages below it in `Title/`, files in `assets/`, links between them relative. One page
 * alone as HTML or Word is that file itself. What was made is kept under the id of the job.
 */
export async function runExport(
  { documents, content, blobs, conversions, publicUrl }: ExportNeeds,
  jobId: string,
  scope: ExportScope,
  actor: Principal,
  run: ExportRun,
): Promise<ExportOutcome> {
  await run.progress(0, 'Listing the pages');
  const format = scope.format ?? 'markdown';
  const { ordered, titles } = await pagesOf(documents, actor, scope);
  const plan = planExport(ordered, ENDINGS[format]);
  const alone = scope.type === 'document' && ordered.length === 1 && format !== 'markdown';
  const assets = new Map<string, ExportedBlob & { at: Date }>();
  const assetNames = new Set<string>();
  const losses = new Map<ExportLossKind, number>();

  async function look(blobId: string) {
    try {
      return await documents.uploads.find(actor, blobId);
    } catch (error) {
      if (isAppError(error)) return undefined;
      throw error;
    }
  }

  async function keep(blobId: string): Promise<ExportedBlob | undefined> {
    const known = assets.get(blobId);
    if (known !== undefined) return known;
    const found = await look(blobId);
    if (found === undefined) return undefined;
    const { name, mediaType, sizeBytes } = found;
    const dot = name.lastIndexOf('.');
    const ending = dot > 0 ? fileName(name.slice(dot + 1)).slice(0, 12) : '';
    const dotted = ending === '' ? '' : `.${ending}`;
    const stem = freeName(fileName(dot > 0 ? name.slice(0, dot) : name), assetNames, dotted);
    const kept = { path: `${plan.assetFolder}/${stem}${dotted}`, mediaType, sizeBytes, at: new Date() };
    assets.set(blobId, kept);
    return kept;
  }

  const needs = {
    content,
    conversions,
    plan,
    titles,
    publicUrl: publicUrl(),
    alone,
    keep,
    look,
    read: (blobId: string) => documents.uploads.read(actor, blobId),
  };

  async function* files(): AsyncGenerator<ZipFile> {
    for (const [at, { id }] of ordered.entries()) {
      run.signal.throwIfAborted();
      await run.progress(at / (ordered.length + 1), `Writing ${titles.get(id) || 'Untitled'}`);
      const page = await documents.find(actor, id);
      const made = await pageFile(needs, format, page, await content.body(id));
      for (const { kind, count } of made.losses) losses.set(kind, (losses.get(kind) ?? 0) + count);
      yield {
        path: plan.pathOf.get(id) as string,
        content: [made.bytes],
        // Word files are zip archives themselves.
        compress: format !== 'docx',
        modifiedAt: new Date(page.updatedAt),
      };
    }
    if (alone) return;
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

  const stored = await blobs.put(
    jobId,
    Readable.from(alone ? contentOf(files()) : writeZip(files())),
    ARCHIVE_LIMIT_BYTES,
  );
  const name = scope.type === 'workspace' ? scope.name : (titles.get(scope.documentId) ?? '');
  return {
    documents: ordered.length,
    blobs: assets.size,
    fileName: `${fileName(name)}.${alone ? ENDINGS[format] : 'zip'}`,
    sizeBytes: stored.sizeBytes,
    losses: [...losses].map(([kind, count]) => ({ kind, count })),
    blobName: stored.name,
    mediaType: alone ? MEDIA_TYPES[format] : 'application/zip',
  };
}

async function* contentOf(files: AsyncIterable<ZipFile>): AsyncGenerator<Uint8Array> {
  for await (const { content } of files) yield* content;
}
