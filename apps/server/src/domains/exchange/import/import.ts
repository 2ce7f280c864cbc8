import type { ImportFileReport, ImportReport } from '@materi/contract';
import { blobAddress, pageAddress, rewriteAddresses, type BlockNode } from '@materi/editor';
import type { Database } from '../../../kernel/db/database.ts';
import { isAppError } from '../../../kernel/errors.ts';
import { addressesIn, type Content } from '../../collaboration/index.ts';
import type { Documents } from '../../documents/index.ts';
import type { Access, Principal } from '../../identity/index.ts';
import type { EmbeddedFile } from '../docx/read-docx.ts';
import { analyse, lossesOf, missingNotes, targetOf, type ImportRun, type ReadPage } from './analysis.ts';
import type { ArchiveFile } from './archive.ts';
import { nameOf } from './paths.ts';
import { reasonLeftOut } from './plan.ts';
import type { PageReader } from './read-page.ts';
import type { StagedImport, Staging } from './staging.ts';

export interface ImportNeeds {
  readonly database: Database;
  readonly access: Access;
  readonly documents: Pick<Documents, 'createPrepared' | 'treeChanged' | 'uploads'>;
  readonly content: Pick<Content<Principal>, 'prepare'>;
  readonly staging: Staging;
  readonly reader: PageReader;
}

/** A file that a page shows, of its own or inside another. */
interface AssetSource {
  readonly key: string;
  readonly name: string;
  /** The file of its own that it is, when it is one. */
  readonly path: string | null;
  bytes(): Promise<Uint8Array>;
}

/** How much of the whole reading is; the rest is writing. */
const READING_SHARE = 0.4;

/**
 * Imports what was sent. Each page is made in one transaction, whole or not at all;
 * a file that cannot be read is reported and stops nothing. Running it again makes
 * nothing twice, since pages and files keep the ids they were given at first.
 *
 * @throws AppError `import.*` when nothing at all can be imported
 */
export async function runImport(
  { database, access, documents, content, staging, reader }: ImportNeeds,
  staged: StagedImport,
  actor: Principal,
  run: ImportRun,
): Promise<ImportReport> {
  const { workspaceId } = staged;
  await access.require(actor, 'document.create', { type: 'workspace', id: workspaceId });
  const analysis = await analyse({ staging, reader }, staged, {
    signal: run.signal,
    progress: (share, message) => run.progress(share * READING_SHARE, message),
  });
  const { files, plan, manifest, read } = analysis;
  const ids = await staging.targets(
    staged.id,
    'page',
    plan.pages.map(({ key }) => key),
  );
  const idOf = (key: string): string => ids.get(key) as string;
  const parentIdOf = (key: string): string | null => {
    const parent = analysis.parentOf(key);
    return parent === null ? staged.parentId : idOf(parent);
  };
  const reports = new Map<string, ImportFileReport>();
  const report = (
    path: string,
    outcome: ImportFileReport['outcome'],
    documentId: string | null,
    notes: string[],
    losses: ImportFileReport['losses'] = [],
  ) => reports.set(path, { path, outcome, documentId, notes, losses });
  for (const { path, reason } of plan.skipped) report(path, 'skipped', null, [reason]);
  for (const { path, reason } of analysis.failed) report(path, 'failed', null, [reason]);

  const links = { resolved: 0, unresolved: 0 };
  const assets = new Map<string, string>();
  /** Files that cannot be kept, and why: told to each page that shows them, tried once. */
  const refused = new Map<string, string>();
  let documentCount = 0;
  let at = 0;
  for (const [key, one] of read) {
    run.signal.throwIfAborted();
    await run.progress(READING_SHARE + ((1 - READING_SHARE) * at) / read.size, `Importing ${one.title || key}`);
    at += 1;
    const documentId = idOf(key);
    const path = one.page.file;
    const notes: string[] = [];
    try {
      const prepared = await content.prepare(await resolveAddresses(one, notes));
      await database.transaction((tx) =>
        documents.createPrepared(tx, actor, {
          id: documentId,
          workspaceId,
          parentId: parentIdOf(key),
          title: one.title,
          icon: manifest.icons.get(key) ?? null,
          properties: one.properties,
          content: prepared,
          imported: true,
        }),
      );
      documentCount += 1;
      if (path !== null) report(path, 'imported', documentId, notes, [...one.losses]);
    } catch (error) {
      if (!isAppError(error)) throw error;
      report(path ?? key, 'failed', null, [error.message]);
    }
  }

  async function resolveAddresses(one: ReadPage, notes: string[]): Promise<BlockNode> {
    const mapped = new Map<string, string>();
    const missing: string[] = [];
    const inside = new Map<string, EmbeddedFile>();
    for (const address of addressesIn(one.body)) {
      const target = targetOf(analysis, one, address);
      if (target.type === 'page') {
        mapped.set(address, pageAddress(idOf(target.key), target.fragment));
        links.resolved += 1;
      } else if (target.type === 'asset' || target.type === 'embedded') {
        const source = target.type === 'asset' ? assetFile(target.path) : embeddedFile(one, target.address, inside);
        const blobId = await keepAsset(source, notes);
        if (blobId !== undefined) mapped.set(address, blobAddress(blobId));
        if (target.type === 'asset') links[blobId === undefined ? 'unresolved' : 'resolved'] += 1;
      } else if (target.type === 'nothing') {
        links.unresolved += 1;
        missing.push(address);
      }
    }
    notes.push(...missingNotes(missing));
    if (mapped.size === 0) return one.body;
    const replace = (address: string): string => mapped.get(address) ?? address;
    return rewriteAddresses(one.body, { link: replace, source: replace });
  }

  function assetFile(path: string): AssetSource {
    return { key: path, path, name: nameOf(path), bytes: () => (files.get(path) as ArchiveFile).read() };
  }

  /** The pictures of one file are read together when the first of them is wanted. */
  function embeddedFile(one: ReadPage, address: string, inside: Map<string, EmbeddedFile>): AssetSource {
    return {
      key: `${one.page.key}!${address}`,
      path: null,
      name: nameOf(address),
      async bytes() {
        if (inside.size === 0) {
          const file = files.get(one.page.file ?? '') as ArchiveFile;
          for (const [found, embedded] of await reader.embedded(file)) inside.set(found, embedded);
        }
        return inside.get(address)?.bytes ?? new Uint8Array();
      },
    };
  }

  async function keepAsset(source: AssetSource, notes: string[]): Promise<string | undefined> {
    const { key, path, name } = source;
    const before = assets.get(key) ?? (await staging.findTarget(staged.id, 'asset', key));
    if (before !== undefined) {
      assets.set(key, before);
      return before;
    }
    const fault = refused.get(key);
    if (fault !== undefined) {
      notes.push(`“${path ?? name}” was left out: ${fault}`);
      return undefined;
    }
    try {
      const file = { name, mediaType: 'application/octet-stream', content: await source.bytes() };
      const { id } = await documents.uploads.upload(actor, workspaceId, file);
      await staging.setTarget(staged.id, 'asset', key, id);
      assets.set(key, id);
      if (path !== null) report(path, 'imported', null, []);
      return id;
    } catch (error) {
      if (!isAppError(error)) throw error;
      notes.push(`“${path ?? name}” was left out: ${error.message}`);
      refused.set(key, error.message);
      if (path !== null) report(path, 'failed', null, [error.message]);
      return undefined;
    }
  }

  for (const path of plan.assets) {
    if (assets.has(path)) report(path, 'imported', null, []);
    else if (!reports.has(path)) report(path, 'skipped', null, [reasonLeftOut(path)]);
  }
  documents.treeChanged(workspaceId);
  await run.progress(1, 'Done');
  return {
    importId: staged.id,
    documents: documentCount,
    blobs: assets.size,
    links,
    losses: lossesOf(analysis),
    files: [...reports.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    rootIds: [...read.keys()].filter((key) => analysis.parentOf(key) === null).map(idOf),
  };
}
