import type { ImportLoss, ImportPreview } from '@materi/contract';
import { isAppError } from '../../../kernel/errors.ts';
import { addressesIn } from '../../collaboration/index.ts';
import { importTooLarge, nothingToImport, tooManyFiles } from '../errors.ts';
import { sumLosses } from '../losses.ts';
import { IMPORT_LIMITS, looksLikeArchive, readArchive, type ArchiveFile } from './archive.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { folderOf, nameOf, resolveRelative } from './paths.ts';
import {
  indexTargets,
  MANIFEST_NAME,
  pageKind,
  planImport,
  reasonLeftOut,
  type ImportPlan,
  type PlannedPage,
  type TargetIndex,
} from './plan.ts';
import type { PageReader, PageText } from './read-page.ts';
import type { StagedImport, Staging } from './staging.ts';

/** How a running import tells where it is and hears that it is to end. */
export interface ImportRun {
  readonly signal: AbortSignal;
  progress(share: number, message?: string): Promise<void>;
}

/** A page whose file could be read. */
export interface ReadPage extends PageText {
  readonly page: PlannedPage;
}

/** Everything that is known of an import before anything of it is written. */
export interface Analysis {
  readonly files: ReadonlyMap<string, ArchiveFile>;
  readonly manifest: Manifest;
  readonly plan: ImportPlan;
  readonly index: TargetIndex;
  /** By key; parents before their children. */
  readonly read: ReadonlyMap<string, ReadPage>;
  readonly failed: readonly { path: string; reason: string }[];
  /** The page above another: the nearest that could be read; `null` for the top of the import. */
  parentOf(key: string): string | null;
}

/** What is in an archive: its own files, and those of archives in it, as Notion packs them. */
async function unpacked(path: string, bytes: Uint8Array, nested: boolean): Promise<ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  for (const file of await readArchive(nameOf(path), bytes)) {
    if (nested || !/\.zip$/i.test(file.path)) {
      files.push(file);
      continue;
    }
    const inner = await file.read();
    if (!looksLikeArchive(inner)) files.push(file);
    else {
      const folder = folderOf(file.path);
      for (const one of await unpacked(file.path, inner, true)) {
        files.push(folder === '' ? one : { ...one, path: `${folder}/${one.path}` });
      }
    }
  }
  return files;
}

/** Everything that was sent, archives unpacked in their place. */
async function listFiles(staging: Staging, staged: StagedImport): Promise<ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  for (const file of staged.files) {
    const read = () => staging.read(staged, file);
    if (!/\.zip$/i.test(file.path)) {
      files.push({ path: file.path, sizeBytes: file.sizeBytes, read });
      continue;
    }
    const bytes = await read();
    if (looksLikeArchive(bytes)) files.push(...(await unpacked(file.path, bytes, false)));
    else files.push({ path: file.path, sizeBytes: file.sizeBytes, read });
  }
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (total > IMPORT_LIMITS.unpackedBytes) throw importTooLarge('The import', total, IMPORT_LIMITS.unpackedBytes);
  if (files.length > IMPORT_LIMITS.files) throw tooManyFiles(files.length, IMPORT_LIMITS.files);
  return files;
}

/**
 * Reads all that was sent and decides what would become of it. Writes nothing;
 * a file that cannot be read is reported and stops nothing.
 * @throws AppError `import.*` when nothing at all can be imported
 */
export async function analyse(
  { staging, reader }: { staging: Staging; reader: PageReader },
  staged: StagedImport,
  run: ImportRun,
): Promise<Analysis> {
  await run.progress(0, 'Reading what was sent');
  const files = new Map((await listFiles(staging, staged)).map((file) => [file.path, file]));
  const manifest = await readManifest(files.get(MANIFEST_NAME));
  const plan = planImport([...files.keys()], manifest.order);
  if (!plan.pages.some(({ file }) => file !== null)) throw nothingToImport();
  const index = indexTargets(plan);
  const failed: { path: string; reason: string }[] = [];
  const found = new Map<string, ReadPage>();
  for (const [at, page] of plan.pages.entries()) {
    run.signal.throwIfAborted();
    await run.progress(at / plan.pages.length, `Reading ${page.file ?? page.key}`);
    const fallback = manifest.titles.get(page.key) ?? page.fallbackTitle;
    if (page.file === null) {
      const body = { type: 'doc', content: [{ type: 'paragraph' }] };
      found.set(page.key, { page, title: fallback, body, properties: {}, embedded: [], losses: [], parentHref: null });
      continue;
    }
    try {
      found.set(page.key, { page, ...(await reader.read(files.get(page.file) as ArchiveFile, fallback)) });
    } catch (error) {
      if (!isAppError(error)) throw error;
      failed.push({ path: page.file, reason: error.message });
    }
  }
  const parentOf = parentsOf(plan, found, index);
  return { files, manifest, plan, index, read: inOrder(found, parentOf), failed, parentOf };
}

/** The page above each: by folder, or by what the page itself names, where that closes no circle. */
function parentsOf(plan: ImportPlan, read: ReadonlyMap<string, ReadPage>, index: TargetIndex): Analysis['parentOf'] {
  const byFolder = new Map(plan.pages.map(({ key, parentKey }) => [key, parentKey]));
  const parents = new Map<string, string | null>();
  for (const [key, { page, parentHref }] of read) {
    const target = parentHref === null || page.file === null ? null : resolveRelative(page.file, parentHref);
    const named = target === null ? undefined : index.page(target.path);
    if (named !== undefined && named !== key && read.has(named)) {
      parents.set(key, named);
      continue;
    }
    let parent = page.parentKey;
    while (parent !== null && !read.has(parent)) parent = byFolder.get(parent) ?? null;
    parents.set(key, parent);
  }
  for (const key of parents.keys()) {
    const seen = new Set([key]);
    for (let at = parents.get(key) ?? null; at !== null; at = parents.get(at) ?? null) {
      if (seen.has(at)) {
        parents.set(key, null);
        break;
      }
      seen.add(at);
    }
  }
  return (key) => parents.get(key) ?? null;
}

function inOrder(read: ReadonlyMap<string, ReadPage>, parentOf: Analysis['parentOf']): Map<string, ReadPage> {
  const children = Map.groupBy(read.keys(), parentOf);
  const ordered = new Map<string, ReadPage>();
  const pending = [...(children.get(null) ?? [])].toReversed();
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    ordered.set(key, read.get(key) as ReadPage);
    pending.push(...(children.get(key) ?? []).toReversed());
  }
  return ordered;
}

/** What an address in a page means within the import. */
export type Target =
  | { readonly type: 'page'; readonly key: string; readonly fragment: string | null }
  | { readonly type: 'embedded'; readonly address: string }
  | { readonly type: 'asset'; readonly path: string }
  | { readonly type: 'nothing' }
  /** An address that does not mean anything in the import: another site, a place in the page itself. */
  | { readonly type: 'elsewhere' };

export function targetOf(analysis: Analysis, { page, embedded }: ReadPage, address: string): Target {
  if (embedded.includes(address)) return { type: 'embedded', address };
  const target = resolveRelative(page.file ?? page.key, address);
  if (target === null) return { type: 'elsewhere' };
  const key = analysis.index.page(target.path);
  if (key !== undefined && analysis.read.has(key)) {
    return { type: 'page', key, fragment: target.fragment === '' ? null : target.fragment.slice(1) };
  }
  const asset = analysis.index.asset(target.path);
  return asset === undefined ? { type: 'nothing' } : { type: 'asset', path: asset };
}

/** How many notes of one kind a file's report carries; a page of broken links needs no thousand lines. */
export const NOTE_LIMIT = 20;

/** The notes about addresses that lead to nothing. */
export function missingNotes(addresses: readonly string[]): string[] {
  const notes = addresses
    .slice(0, NOTE_LIMIT)
    .map((address) => `“${address.slice(0, 300)}” leads to nothing in what was sent; the address was kept as it is.`);
  const more = addresses.length - NOTE_LIMIT;
  return more > 0 ? [...notes, `${more} more addresses lead to nothing in what was sent.`] : notes;
}

/** What would be made, for people to look at first. */
export function previewOf(staged: StagedImport, analysis: Analysis): ImportPreview {
  const links = { resolved: 0, unresolved: 0 };
  const assets = new Set<string>();
  const pages: ImportPreview['pages'] = [];
  for (const [key, read] of analysis.read) {
    const missing: string[] = [];
    for (const address of addressesIn(read.body)) {
      const target = targetOf(analysis, read, address);
      if (target.type === 'elsewhere') continue;
      if (target.type === 'nothing') missing.push(address);
      else if (target.type === 'asset') assets.add(target.path);
      else if (target.type === 'embedded') assets.add(`${key}!${target.address}`);
      if (target.type === 'nothing') links.unresolved += 1;
      else if (target.type !== 'embedded') links.resolved += 1;
    }
    pages.push({
      key,
      parentKey: analysis.parentOf(key),
      title: read.title,
      path: read.page.file,
      kind: read.page.file === null ? 'folder' : pageKind(read.page.file),
      notes: missingNotes(missing),
      losses: [...read.losses],
    });
  }
  const beside = Map.groupBy(pages, ({ parentKey, title }) => JSON.stringify([parentKey, title.toLowerCase()]));
  return {
    importId: staged.id,
    documents: pages.length,
    blobs: assets.size,
    sizeBytes: [...analysis.files.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    links,
    pages,
    skipped: [
      ...analysis.plan.skipped,
      ...analysis.plan.assets
        .filter((path) => !assets.has(path))
        .map((path) => ({ path, reason: reasonLeftOut(path) })),
    ],
    failed: [...analysis.failed],
    losses: lossesOf(analysis),
    duplicateTitles: [...beside.values()].filter((same) => same.length > 1).map(([first]) => first?.title ?? ''),
  };
}

export const lossesOf = (analysis: Analysis): ImportLoss[] =>
  sumLosses([...analysis.read.values()].map(({ losses }) => losses));
