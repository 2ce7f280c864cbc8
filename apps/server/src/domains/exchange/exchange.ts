import type { Readable } from 'node:stream';
import type { ExportFormat, ImportReport, ImportUndone, PersonSummary, RecentImport } from '@materi/contract';
import type { Blobs } from '../../kernel/blobs/blobs.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import { isAppError } from '../../kernel/errors.ts';
import type { JobRecord, Jobs } from '../../kernel/jobs/jobs.ts';
import type { Part } from '../../kernel/part.ts';
import type { Content } from '../collaboration/index.ts';
import type { Documents } from '../documents/index.ts';
import type { Access, Principal } from '../identity/index.ts';
import { createConversions } from './conversion/conversions.ts';
import { importGone, importNotFound, importRunning, jobNotFound, resultNotReady, undoNotAllowed } from './errors.ts';
import { createArchives } from './export/archives.ts';
import { runExport, type ExportOutcome, type ExportScope } from './export/export.ts';
import { analyse, previewOf } from './import/analysis.ts';
import { runImport } from './import/import.ts';
import { createPageReader } from './import/read-page.ts';
import { createStaging, type RememberedImport, type SentFile } from './import/staging.ts';
import { undoImport } from './import/undo.ts';

const IMPORT_JOB = 'exchange.import';
const PREVIEW_JOB = 'exchange.preview';
export const EXPORT_JOB = 'exchange.export';

/** How long a finished export can be fetched, and how long an upload without a job is kept. */
const KEEP_MS = 24 * 60 * 60 * 1000;
/** How many imports people can look back on at once. */
const RECENT_LIMIT = 50;

export interface ExchangeNeeds {
  readonly database: Database;
  readonly access: Access;
  /** The person for whom a job works, with the rights they have now; `undefined` when the account is gone. */
  readonly principalOf: (personId: string) => Promise<Principal | undefined>;
  /** The name of a workspace whose pages the caller may read. */
  readonly workspaceName: (principal: Principal, workspaceId: string) => Promise<string>;
  readonly documents: Documents;
  readonly content: Content<Principal>;
  readonly blobs: Blobs;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly logger: { error(fields: object, text: string): void };
  /** The address under which people reach this server. */
  readonly publicUrl: () => string;
  /** The names of people, as far as they are still here. */
  readonly people: (ids: readonly string[]) => Promise<ReadonlyMap<string, PersonSummary>>;
  /** How often the body of each page was changed. */
  readonly editCounts: (documentIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;
}

/** Import and export, as jobs. */
export interface Exchange extends Part {
  /** Removes archives and uploads of imports that are older than a day. */
  sweep(): Promise<void>;
  /**
   * Keeps what was sent on disk and enqueues its import.
   * @throws AppError when the person may not create pages there, or what was sent is unsafe or too large
   */
  startImport(
    principal: Principal,
    into: { workspaceId: string; parentId: string | null },
    files: AsyncIterable<SentFile> | Iterable<SentFile>,
  ): Promise<JobRecord>;
  /**
   * Keeps what was sent and enqueues its reading, which writes no page; `startPreviewed` imports it.
   * @throws as `startImport`
   */
  previewImport(
    principal: Principal,
    into: { workspaceId: string; parentId: string | null },
    files: AsyncIterable<SentFile> | Iterable<SentFile>,
  ): Promise<JobRecord>;
  /**
   * Imports what was looked at before, or goes on with an import that ended early.
   * @param id of the import, or of a job of it
   * @throws AppError `import.gone` (410) when what was sent is no longer there
   */
  startPreviewed(principal: Principal, id: string): Promise<JobRecord>;
  /** Forgets what was sent; nothing of it was written. Repeating it changes nothing. */
  discardImport(principal: Principal, id: string): Promise<void>;
  /** The imports of a workspace, the newest first. */
  recentImports(principal: Principal, workspaceId: string): Promise<RecentImport[]>;
  /** Takes an import back; see `undoImport`. */
  undo(principal: Principal, id: string, options: { edited: boolean }): Promise<ImportUndone>;
  exportDocument(
    principal: Principal,
    documentId: string,
    options: { children: boolean; format?: ExportFormat },
  ): Promise<JobRecord>;
  exportWorkspace(principal: Principal, workspaceId: string, format?: ExportFormat): Promise<JobRecord>;
  /** One of the caller's own jobs. */
  job(principal: Principal, id: string): Promise<JobRecord>;
  cancel(principal: Principal, id: string): Promise<JobRecord>;
  /** The file that an export made. */
  result(
    principal: Principal,
    id: string,
  ): Promise<{
    fileName: string;
    mediaType: string;
    sizeBytes: number;
    content: Readable;
  }>;
}

/** What is known of an import whose report was lost. */
const shortReport = (made: RememberedImport | undefined): ImportReport => ({
  ...(made === undefined ? {} : { importId: made.id }),
  documents: made?.documents ?? 0,
  blobs: made?.blobs ?? 0,
  links: { resolved: 0, unresolved: 0 },
  losses: [],
  files: [],
  rootIds: [],
});

export function createExchange(needs: ExchangeNeeds): Exchange {
  const { database, access, documents, content, blobs, jobs, clock } = needs;
  const staging = createStaging({ database, blobs, clock });
  const archives = createArchives({ database, blobs, clock });
  const conversions = createConversions({ logger: needs.logger });
  const reader = createPageReader({ content, conversions });

  const actorOf = async (job: JobRecord): Promise<Principal> => {
    const actor = await needs.principalOf(job.personId);
    if (actor === undefined) throw jobNotFound();
    return actor;
  };

  jobs.handle(IMPORT_JOB, async (run) => {
    const staged = await staging.find(String(run.job.payload['importId']));
    // An earlier run ended the import and died before it could say so; its report died with it.
    if (staged === undefined) return run.job.result ?? shortReport(await staging.remembered(run.job.id));
    try {
      const report = await runImport(
        { database, access, documents, content, staging, reader },
        staged,
        await actorOf(run.job),
        run,
      );
      await staging.finish(staged, report);
      return report;
    } catch (error) {
      // Stopping is no end: the job runs again, and what was sent must be there for it.
      const cancelled = run.signal.aborted && run.signal.reason === 'cancelled';
      if (isAppError(error) || cancelled) {
        const there = await documents.versionsOf(await staging.pageIds(staged.id));
        await staging.finish(staged, { documents: there.size, blobs: 0 });
      }
      throw error;
    }
  });

  jobs.handle(PREVIEW_JOB, async (run) => {
    const staged = await staging.find(String(run.job.payload['importId']));
    if (staged === undefined) throw importGone();
    try {
      return previewOf(staged, await analyse({ staging, reader }, staged, run));
    } catch (error) {
      const cancelled = run.signal.aborted && run.signal.reason === 'cancelled';
      if (isAppError(error) || cancelled) await staging.discard(staged);
      throw error;
    }
  });

  jobs.handle(EXPORT_JOB, async (run) =>
    runExport(
      { documents, content, blobs, conversions, publicUrl: needs.publicUrl },
      run.job.id,
      run.job.payload as unknown as ExportScope,
      await actorOf(run.job),
      run,
    ),
  );

  const job = async (principal: Principal, id: string): Promise<JobRecord> => {
    const found = await jobs.find(id);
    if (found === undefined || found.personId !== principal.personId) throw jobNotFound();
    // Its report tells of pages: not for a key that may not read any, nor for who has left.
    const resource = found.workspaceId === null ? null : ({ type: 'workspace', id: found.workspaceId } as const);
    if (resource !== null && !(await access.can(principal, 'document.read', resource))) throw jobNotFound();
    return found;
  };

  /** The archive holds pages, so it is for those who may read them now; not all who could when it was made still may. */
  const mayStillRead = (principal: Principal, scope: ExportScope): Promise<void> =>
    access.require(
      principal,
      'document.read',
      scope.type === 'workspace'
        ? { type: 'workspace', id: scope.workspaceId }
        : { type: 'document', id: scope.documentId, workspaceId: scope.workspaceId },
    );

  const enqueueExport = (principal: Principal, scope: ExportScope): Promise<JobRecord> =>
    jobs.enqueue({
      kind: EXPORT_JOB,
      workspaceId: scope.workspaceId,
      personId: principal.personId,
      payload: { ...scope },
    });

  /** An import that the caller may see: they can create pages in its workspace. */
  const importOf = async (principal: Principal, id: string): Promise<RememberedImport> => {
    const found = await staging.remembered(id);
    if (found === undefined) throw importNotFound();
    const resource = { type: 'workspace', id: found.workspaceId } as const;
    if (!(await access.can(principal, 'document.create', resource))) throw importNotFound();
    return found;
  };
  const ownImport = async (principal: Principal, id: string): Promise<RememberedImport> => {
    const found = await importOf(principal, id);
    if (found.personId !== principal.personId) throw importNotFound();
    return found;
  };
  const isAtWork = (record: JobRecord | undefined): boolean =>
    record !== undefined && (record.status === 'queued' || record.status === 'running');

  const send = async (
    principal: Principal,
    { workspaceId, parentId }: { workspaceId: string; parentId: string | null },
    files: AsyncIterable<SentFile> | Iterable<SentFile>,
    kind: 'import' | 'preview',
  ): Promise<JobRecord> => {
    await access.require(principal, 'document.create', { type: 'workspace', id: workspaceId });
    if (parentId !== null) await documents.find(principal, parentId);
    const staged = await staging.keep({ workspaceId, personId: principal.personId, parentId }, files);
    const record = await jobs.enqueue({
      kind: kind === 'import' ? IMPORT_JOB : PREVIEW_JOB,
      workspaceId,
      personId: principal.personId,
      payload: { importId: staged.id },
    });
    await staging.setJob(staged.id, kind, record.id);
    return record;
  };

  const toRecent = async (principal: Principal, found: readonly RememberedImport[]): Promise<RecentImport[]> => {
    const people = await needs.people([...new Set(found.map(({ personId }) => personId))]);
    return Promise.all(
      found.map(async (one) => {
        const record = one.jobId === null ? undefined : await jobs.find(one.jobId);
        const atWork = isAtWork(record);
        const ended = record === undefined || record.status === 'queued' ? 'done' : record.status;
        return {
          id: one.id,
          label: one.label,
          status: one.undoneAt === null ? (atWork ? 'running' : ended) : 'undone',
          createdAt: one.createdAt.toISOString(),
          person: people.get(one.personId) ?? null,
          documents: one.documents,
          blobs: one.blobs,
          jobId: one.jobId,
          canUndo: !atWork && one.undoneAt === null && (await mayUndo(principal, one)),
          canContinue: !atWork && one.staged && one.personId === principal.personId,
        };
      }),
    );
  };

  const mayUndo = async (principal: Principal, one: RememberedImport): Promise<boolean> => {
    if (one.personId === principal.personId) return true;
    const role = await access.roleOn(principal, { type: 'workspace', id: one.workspaceId });
    return role === 'owner' || role === 'admin';
  };

  return {
    name: conversions.name,
    start: () => conversions.start(),
    stop: () => conversions.stop(),
    ready: () => conversions.ready(),

    async sweep() {
      const before = new Date(clock.now().getTime() - KEEP_MS);
      await staging.discardBefore(before);
      await archives.discardBefore(before);
    },

    startImport: (principal, into, files) => send(principal, into, files, 'import'),
    previewImport: (principal, into, files) => send(principal, into, files, 'preview'),

    async startPreviewed(principal, id) {
      const found = await ownImport(principal, id);
      if (!found.staged) throw importGone();
      const before = found.jobId === null ? undefined : await jobs.find(found.jobId);
      if (before !== undefined && isAtWork(before)) return before;
      const record = await jobs.enqueue({
        kind: IMPORT_JOB,
        workspaceId: found.workspaceId,
        personId: principal.personId,
        payload: { importId: found.id },
        uniqueKey: found.id,
      });
      await staging.setJob(found.id, 'import', record.id);
      return record;
    },

    async discardImport(principal, id) {
      const found = await staging.remembered(id);
      // It was discarded before, or never was.
      if (found === undefined) return;
      await ownImport(principal, id);
      if (found.jobId !== null) throw importRunning();
      const staged = await staging.find(found.id);
      if (staged !== undefined) await staging.discard(staged);
    },

    async recentImports(principal, workspaceId) {
      await access.require(principal, 'document.create', { type: 'workspace', id: workspaceId });
      return toRecent(principal, await staging.recent(workspaceId, RECENT_LIMIT));
    },

    async undo(principal, id, options) {
      const found = await importOf(principal, id);
      if (!(await mayUndo(principal, found))) throw undoNotAllowed();
      if (found.jobId !== null && isAtWork(await jobs.find(found.jobId))) throw importRunning();
      const pageIds = await staging.pageIds(found.id);
      const undone = await undoImport(
        { documents, editCounts: needs.editCounts },
        principal,
        { workspaceId: found.workspaceId, pageIds },
        options,
      );
      if (undone.kept.length === 0) await staging.setUndone(found.id);
      return undone;
    },

    async exportDocument(principal, documentId, { children, format = 'markdown' }) {
      const { workspaceId } = await documents.find(principal, documentId);
      return enqueueExport(principal, { type: 'document', workspaceId, documentId, children, format });
    },

    async exportWorkspace(principal, workspaceId, format = 'markdown') {
      await access.require(principal, 'document.read', { type: 'workspace', id: workspaceId });
      const name = await needs.workspaceName(principal, workspaceId);
      return enqueueExport(principal, { type: 'workspace', workspaceId, name, format });
    },

    job,

    async cancel(principal, id) {
      await job(principal, id);
      await jobs.cancel(id);
      return job(principal, id);
    },

    async result(principal, id) {
      const found = await job(principal, id);
      if (found.kind !== EXPORT_JOB) throw jobNotFound();
      await mayStillRead(principal, found.payload as unknown as ExportScope);
      if (found.status !== 'done') throw resultNotReady(found.status);
      const { fileName, sizeBytes, blobName, mediaType = 'application/zip' } = found.result as ExportOutcome;
      return { fileName, mediaType, sizeBytes, content: await archives.open(found.id, blobName) };
    },
  };
}
