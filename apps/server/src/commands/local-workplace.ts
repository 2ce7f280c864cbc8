import { createReadStream } from 'node:fs';
import type { Job } from '@materi/contract';
import { ownedWorkspaces, type Principal } from '../domains/identity/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { JobRecord } from '../kernel/jobs/jobs.ts';
import type { OpenedMateri } from '../open.ts';
import type { Workplace } from './workplace.ts';

const toJob = (job: JobRecord): Job => ({
  id: job.id,
  kind: job.kind,
  status: job.status,
  progress: job.progress,
  message: job.message,
  result: job.result,
  error: job.error,
  createdAt: job.createdAt.toISOString(),
  finishedAt: job.finishedAt?.toISOString() ?? null,
});

/** The data in this process. Whoever holds it may do all: work is done in the name of the owner of each workspace. */
export async function localWorkplace({ materi }: OpenedMateri): Promise<Workplace> {
  const { exchange, documents, database } = materi;
  const owned = await ownedWorkspaces(database);
  const ownerOfJob = new Map<string, Principal>();

  const ownerOf = (workspaceId: string): Principal => {
    const workspace = owned.find(({ id }) => id === workspaceId);
    if (!workspace) throw new AppError('workspace.not_found', 404, 'There is no such workspace.');
    return workspace.owner;
  };
  const keep = (owner: Principal, job: JobRecord): Job => {
    ownerOfJob.set(job.id, owner);
    return toJob(job);
  };

  return {
    workspaces: async () => owned,
    async startImport(workspaceId, parentId, files) {
      const owner = ownerOf(workspaceId);
      // Opened one after the other, since a folder may hold more files than a process may open.
      const sent = (function* () {
        for (const { onDisk, path } of files) yield { path, content: createReadStream(onDisk) };
      })();
      return keep(owner, await exchange.startImport(owner, { workspaceId, parentId }, sent));
    },
    async exportWorkspace(workspaceId, format) {
      const owner = ownerOf(workspaceId);
      return keep(owner, await exchange.exportWorkspace(owner, workspaceId, format));
    },
    async exportDocument(documentId, format) {
      const resource = await documents.resourceOf(documentId);
      if (!resource) throw new AppError('document.not_found', 404, 'There is no such page.');
      const owner = ownerOf(resource.workspaceId);
      return keep(owner, await exchange.exportDocument(owner, documentId, { children: true, format }));
    },
    job: async (id) => toJob(await exchange.job(ownerOfJob.get(id)!, id)),
    result: async (id) => (await exchange.result(ownerOfJob.get(id)!, id)).content,
  };
}
