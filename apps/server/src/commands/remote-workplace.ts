import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Backup, Job, Page, Problem, Workspace } from '@materi/contract';
import { CommandFailure } from './outcome.ts';
import type { Workplace } from './workplace.ts';

/** What can be asked of a running server besides. */
export interface RemoteWorkplace extends Workplace {
  startBackup(passphrase: string | undefined): Promise<Job>;
  backup(name: string): Promise<Readable>;
  backupHoldsKey(name: string): Promise<boolean>;
}

/** Data behind a running server, with the rights of an API key. */
export function remoteWorkplace(server: { url: string; key: string }): RemoteWorkplace {
  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${server.key}`);
    let response: Response;
    try {
      response = await fetch(`${server.url}${path}`, { ...init, headers });
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      throw new CommandFailure(
        `${server.url} does not answer${cause?.code ? ` (${cause.code})` : ''}. Check --url and that the server runs.`,
      );
    }
    if (response.ok) return response;
    const problem = (await response.json().catch(() => null)) as Problem | null;
    throw new CommandFailure(`${server.url} answered ${response.status}: ${problem?.detail ?? response.statusText}`);
  }
  const json = async <Body>(path: string, init?: RequestInit) => (await (await ask(path, init)).json()) as Body;
  const post = (body: object): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

  return {
    async workspaces() {
      const all: Workspace[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<Workspace> = await json(
          `/api/v1/workspaces?limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        );
        all.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return all;
    },
    async startImport(workspaceId, parentId, files) {
      const form = new FormData();
      for (const { onDisk, path } of files) form.append('files', await openAsBlob(onDisk), path);
      const into = parentId === null ? '' : `?into=${encodeURIComponent(parentId)}`;
      return json<Job>(`/api/v1/workspaces/${workspaceId}/imports${into}`, { method: 'POST', body: form });
    },
    exportWorkspace: (id, format) => json<Job>(`/api/v1/workspaces/${id}/exports`, post({ format })),
    exportDocument: (id, format) =>
      json<Job>(`/api/v1/documents/${encodeURIComponent(id)}/exports`, post({ format, children: true })),
    job: (id) => json<Job>(`/api/v1/jobs/${id}`),
    startBackup: (passphrase) => json<Job>('/api/v1/backups', post(passphrase === undefined ? {} : { passphrase })),
    async backup(name) {
      const { body } = await ask(`/api/v1/backups/${encodeURIComponent(name)}`);
      if (body === null) throw new CommandFailure('The server sent nothing.');
      return Readable.fromWeb(body as ReadableStream);
    },
    async backupHoldsKey(name) {
      const { items } = await json<Page<Backup>>('/api/v1/backups');
      return items.find((one) => one.name === name)?.holdsKey ?? false;
    },
    async result(id) {
      const { body } = await ask(`/api/v1/jobs/${id}/result`);
      if (body === null) throw new CommandFailure('The server sent nothing.');
      return Readable.fromWeb(body as ReadableStream);
    },
  };
}
