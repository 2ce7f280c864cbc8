import type { Readable } from 'node:stream';
import type { Blobs } from '../../kernel/blobs/blobs.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/db/database.ts';
import { isAppError } from '../../kernel/errors.ts';
import type { JobRecord, Jobs } from '../../kernel/jobs/jobs.ts';
import type { Content } from '../collaboration/index.ts';
import type { Documents } from '../documents/index.ts';
import type { Access, Principal } from '../identity/index.ts';
import { jobNotFound, resultNotReady } from './errors.ts';
import { createArchives } from './export/archives.ts';
import { runExport, type ExportOutcome, type ExportScope } from './export/export.ts';
import { runImport } from './import/import.ts';
import { createStaging, type SentFile } from './import/staging.ts';

const IMPORT_JOB = 'exchange.import';
export const EXPORT_JOB = 'exchange.export';

/** How long a finished export can be fetched, and how long an upload without a job is kept. */
const KEEP_MS = 24 * 60 * 60 * 1000;

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
}

/** Import and export, as jobs. */
export interface Exchange {
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
  exportDocument(principal: Principal, documentId: string, options: { children: boolean }): Promise<JobRecord>;
  exportWorkspace(principal: Principal, workspaceId: string): Promise<JobRecord>;
  /** One of the caller's own jobs. */
  job(principal: Principal, id: string): Promise<JobRecord>;
  cancel(principal: Principal, id: string): Promise<JobRecord>;
  /** The file that an export made. */
  result(principal: Principal, id: string): Promise<{ fileName: string; sizeBytes: number; content: Readable }>;
}

export function createExchange(needs: ExchangeNeeds): Exchange {
  const { database, access, documents, content, blobs, jobs, clock } = needs;
  const staging = createStaging({ database, blobs, clock });
  const archives = createArchives({ database, blobs, clock });

  const actorOf = async (job: JobRecord): Promise<Principal> => {
    const actor = await needs.principalOf(job.personId);
    if (actor === undefined) throw jobNotFound();
    return actor;
  };

  jobs.handle(IMPORT_JOB, async (run) => {
    const staged = await staging.find(String(run.job.payload['importId']));
    // An earlier run ended the import and died before it could say so.
    if (staged === undefined) return run.job.result;
    try {
      const report = await runImport(
        { database, access, documents, content, staging },
        staged,
        await actorOf(run.job),
        run,
      );
      await staging.discard(staged);
      return report;
    } catch (error) {
      if (isAppError(error) || run.signal.aborted) await staging.discard(staged);
      throw error;
    }
  });

  jobs.handle(EXPORT_JOB, async (run) =>
    runExport(
      { documents, content, blobs },
      run.job.id,
      run.job.payload as unknown as ExportScope,
      await actorOf(run.job),
      run,
    ),
  );

  const job = async (principal: Principal, id: string): Promise<JobRecord> => {
    const found = await jobs.find(id);
    if (found === undefined || found.personId !== principal.personId) throw jobNotFound();
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

  return {
    async sweep() {
      const before = new Date(clock.now().getTime() - KEEP_MS);
      await staging.discardBefore(before);
      await archives.discardBefore(before);
    },

    async startImport(principal, { workspaceId, parentId }, files) {
      await access.require(principal, 'document.create', { type: 'workspace', id: workspaceId });
      if (parentId !== null) await documents.find(principal, parentId);
      const staged = await staging.keep({ workspaceId, personId: principal.personId, parentId }, files);
      return jobs.enqueue({
        kind: IMPORT_JOB,
        workspaceId,
        personId: principal.personId,
        payload: { importId: staged.id },
      });
    },

    async exportDocument(principal, documentId, { children }) {
      const { workspaceId } = await documents.find(principal, documentId);
      return enqueueExport(principal, { type: 'document', workspaceId, documentId, children });
    },

    async exportWorkspace(principal, workspaceId) {
      await access.require(principal, 'document.read', { type: 'workspace', id: workspaceId });
      const name = await needs.workspaceName(principal, workspaceId);
      return enqueueExport(principal, { type: 'workspace', workspaceId, name });
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
      const { fileName, sizeBytes, blobName } = found.result as ExportOutcome;
      return { fileName, sizeBytes, content: await archives.open(found.id, blobName) };
    },
  };
}
