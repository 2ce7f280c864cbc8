import { MARKDOWN_LIMIT_BYTES, type ImportFileReport, type ImportReport } from '@materi/contract';
import { blobAddress, pageAddress, rewriteAddresses, type BlockNode } from '@materi/editor';
import type { Database } from '../../../kernel/db/database.ts';
import { isAppError } from '../../../kernel/errors.ts';
import { addressesIn, type Content } from '../../collaboration/index.ts';
import type { Documents } from '../../documents/index.ts';
import type { Access, Principal } from '../../identity/index.ts';
import { importTooLarge, nothingToImport, tooManyFiles } from '../errors.ts';
import { IMPORT_LIMITS, looksLikeArchive, readArchive, type ArchiveFile } from './archive.ts';
import { nameOf, resolveRelative } from './paths.ts';
import { indexTargets, MANIFEST_NAME, planImport, type PlannedPage } from './plan.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { readText } from './read-text.ts';
import type { StagedImport, Staging } from './staging.ts';
import { titleOf } from './title.ts';

export interface ImportNeeds {
  readonly database: Database;
  readonly access: Access;
  readonly documents: Pick<Documents, 'createPrepared' | 'treeChanged' | 'uploads'>;
  readonly content: Pick<Content<Principal>, 'fromMarkdown' | 'prepare'>;
  readonly staging: Staging;
}

/** How a running import tells where it is and hears that it is to end. */
export interface ImportRun {
  readonly signal: AbortSignal;
  progress(share: number, message?: string): Promise<void>;
}

/** A page whose file could be read. */
interface ReadPage {
  readonly page: PlannedPage;
  readonly title: string;
  readonly body: BlockNode;
  readonly properties: Record<string, unknown>;
}

/** How many notes of one kind a file's report carries; a page of broken links needs no thousand lines. */
const NOTE_LIMIT = 20;

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
    if (looksLikeArchive(bytes)) files.push(...(await readArchive(nameOf(file.path), bytes)));
    else files.push({ path: file.path, sizeBytes: file.sizeBytes, read });
  }
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (total > IMPORT_LIMITS.unpackedBytes) throw importTooLarge('The import', total, IMPORT_LIMITS.unpackedBytes);
  if (files.length > IMPORT_LIMITS.files) throw tooManyFiles(files.length, IMPORT_LIMITS.files);
  return files;
}

/**
 * Imports what was sent. Each page is made in one transaction, whole or not at all;
 * a file that cannot be read is reported and stops nothing. Running it again makes
 * nothing twice, since pages and files keep the ids they were given at first.
 *
 * @throws AppError `import.*` when nothing at all can be imported
 */
export async function runImport(
  { database, access, documents, content, staging }: ImportNeeds,
  staged: StagedImport,
  actor: Principal,
  run: ImportRun,
): Promise<ImportReport> {
  const { workspaceId } = staged;
  await access.require(actor, 'document.create', { type: 'workspace', id: workspaceId });
  await run.progress(0, 'Reading what was sent');
  const files = new Map((await listFiles(staging, staged)).map((file) => [file.path, file]));
  const manifest: Manifest = await readManifest(files.get(MANIFEST_NAME));
  const plan = planImport([...files.keys()], manifest.order);
  if (!plan.pages.some(({ file }) => file !== null)) throw nothingToImport();

  const ids = await staging.targets(
    staged.id,
    'page',
    plan.pages.map(({ key }) => key),
  );
  const idOf = (key: string): string => ids.get(key) as string;
  const index = indexTargets(plan);
  const reports = new Map<string, ImportFileReport>();
  const report = (path: string, outcome: ImportFileReport['outcome'], documentId: string | null, notes: string[]) =>
    reports.set(path, { path, outcome, documentId, notes });
  for (const { path, reason } of plan.skipped) report(path, 'skipped', null, [reason]);

  // First read everything, so that it is known which pages there will be before any link is resolved.
  const read = new Map<string, ReadPage>();
  for (const [at, page] of plan.pages.entries()) {
    run.signal.throwIfAborted();
    await run.progress((0.4 * at) / plan.pages.length, `Reading ${page.file ?? page.key}`);
    const fallback = manifest.titles.get(page.key) ?? page.fallbackTitle;
    if (page.file === null) {
      read.set(page.key, {
        page,
        title: fallback,
        body: { type: 'doc', content: [{ type: 'paragraph' }] },
        properties: {},
      });
      continue;
    }
    const fault = await readPage(page, page.file, fallback);
    if (fault !== null) report(page.file, 'failed', null, [fault]);
  }

  async function readPage(page: PlannedPage, path: string, fallback: string): Promise<string | null> {
    const file = files.get(path) as ArchiveFile;
    if (file.sizeBytes > MARKDOWN_LIMIT_BYTES) {
      return `The file is larger than ${MARKDOWN_LIMIT_BYTES / 1024 / 1024} MB. Split it and import the parts.`;
    }
    try {
      const text = readText(await file.read());
      if (text === null) return 'The file is not valid UTF-8. Save it as UTF-8 and import it again.';
      const { body, properties } = await content.fromMarkdown(text);
      read.set(page.key, { page, properties, ...titleOf(body, properties, fallback) });
      return null;
    } catch (error) {
      if (isAppError(error)) return error.message;
      throw error;
    }
  }

  /** The nearest page above that exists; a broken file must not take those below it along. */
  const parents = new Map(plan.pages.map(({ key, parentKey }) => [key, parentKey]));
  const parentIdOf = (page: PlannedPage): string | null => {
    for (let key = page.parentKey; key !== null; key = parents.get(key) ?? null) if (read.has(key)) return idOf(key);
    return staged.parentId;
  };

  const links = { resolved: 0, unresolved: 0 };
  const assets = new Map<string, string>();
  /** Files that cannot be kept, and why: told to each page that shows them, tried once. */
  const refused = new Map<string, string>();
  let documentCount = 0;
  let at = 0;
  for (const { page, title, body, properties } of read.values()) {
    run.signal.throwIfAborted();
    await run.progress(0.4 + (0.6 * at) / read.size, `Importing ${title || page.key}`);
    at += 1;
    const documentId = idOf(page.key);
    const notes: string[] = [];
    try {
      const resolved = await resolveAddresses(page, body, notes);
      const prepared = await content.prepare(resolved);
      await database.transaction((tx) =>
        documents.createPrepared(tx, actor, {
          id: documentId,
          workspaceId,
          parentId: parentIdOf(page),
          title,
          icon: manifest.icons.get(page.key) ?? null,
          properties,
          content: prepared,
        }),
      );
      documentCount += 1;
      if (page.file !== null) report(page.file, 'imported', documentId, notes);
    } catch (error) {
      if (!isAppError(error)) throw error;
      report(page.file ?? page.key, 'failed', null, [error.message]);
    }
  }

  async function resolveAddresses(page: PlannedPage, body: BlockNode, notes: string[]): Promise<BlockNode> {
    const from = page.file ?? page.key;
    const mapped = new Map<string, string>();
    let missing = 0;
    for (const address of addressesIn(body)) {
      const target = resolveRelative(from, address);
      if (target === null) continue;
      const key = index.page(target.path);
      if (key !== undefined && read.has(key)) {
        mapped.set(address, pageAddress(idOf(key), target.fragment === '' ? null : target.fragment.slice(1)));
        links.resolved += 1;
        continue;
      }
      const asset = index.asset(target.path);
      const blobId = asset === undefined ? undefined : await keepAsset(asset, notes);
      if (blobId !== undefined) {
        mapped.set(address, blobAddress(blobId));
        links.resolved += 1;
        continue;
      }
      links.unresolved += 1;
      missing += 1;
      if (missing <= NOTE_LIMIT)
        notes.push(`“${address}” leads to nothing in what was sent; the address was kept as it is.`);
    }
    if (missing > NOTE_LIMIT) notes.push(`${missing - NOTE_LIMIT} more addresses lead to nothing in what was sent.`);
    if (mapped.size === 0) return body;
    const replace = (address: string): string => mapped.get(address) ?? address;
    return rewriteAddresses(body, { link: replace, source: replace });
  }

  async function keepAsset(path: string, notes: string[]): Promise<string | undefined> {
    const before = assets.get(path) ?? (await staging.findTarget(staged.id, 'asset', path));
    if (before !== undefined) {
      assets.set(path, before);
      return before;
    }
    const fault = refused.get(path);
    if (fault !== undefined) {
      notes.push(`“${path}” was left out: ${fault}`);
      return undefined;
    }
    try {
      const bytes = await (files.get(path) as ArchiveFile).read();
      const file = { name: nameOf(path), mediaType: 'application/octet-stream', content: bytes };
      const { id } = await documents.uploads.upload(actor, workspaceId, file);
      await staging.setTarget(staged.id, 'asset', path, id);
      assets.set(path, id);
      report(path, 'imported', null, []);
      return id;
    } catch (error) {
      if (!isAppError(error)) throw error;
      notes.push(`“${path}” was left out: ${error.message}`);
      refused.set(path, error.message);
      report(path, 'failed', null, [error.message]);
      return undefined;
    }
  }

  for (const path of plan.assets) {
    if (assets.has(path)) report(path, 'imported', null, []);
    else if (!reports.has(path)) report(path, 'skipped', null, ['No page shows it or links to it.']);
  }
  documents.treeChanged(workspaceId);
  await run.progress(1, 'Done');
  return {
    documents: documentCount,
    blobs: assets.size,
    links,
    files: [...reports.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    rootIds: [...read.values()]
      .filter(({ page }) => parentIdOf(page) === staged.parentId)
      .map(({ page }) => idOf(page.key)),
  };
}
