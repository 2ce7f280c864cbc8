import type { ImportReport, Job } from '@materi/contract';
import { setTimeout as pause } from 'node:timers/promises';

/** What the stories of import and export need of a running server. */
export interface RunningServer {
  readonly url: string;
  readonly owner: { readonly token: string; readonly workspaceId: string };
}

export interface Page {
  readonly id: string;
  readonly parentId: string | null;
  readonly title: string;
  readonly icon: string | null;
  readonly position: string;
}

/** Speaks to the routes of import and export as a program would. */
export function createExchangeClient({ url, owner }: RunningServer) {
  const send = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${owner.token}`, ...init.headers } });

  async function json<Value>(path: string, init: RequestInit = {}): Promise<Value> {
    const answer = await send(path, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${init.method ?? 'GET'} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as Value;
  }

  const post = <Value>(path: string, body: unknown): Promise<Value> =>
    json<Value>(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  async function ended(id: string): Promise<Job> {
    for (;;) {
      const job = await json<Job>(`/api/v1/jobs/${id}`);
      if (job.status !== 'queued' && job.status !== 'running') return job;
      await pause(20);
    }
  }

  function form(files: Record<string, Uint8Array | string>): FormData {
    const data = new FormData();
    for (const [path, content] of Object.entries(files))
      data.append('files', new Blob([content as Uint8Array<ArrayBuffer> | string]), path);
    return data;
  }

  const sendImport = (files: Record<string, Uint8Array | string>, workspaceId = owner.workspaceId): Promise<Response> =>
    send(`/api/v1/workspaces/${workspaceId}/imports`, { method: 'POST', body: form(files) });

  /** Sends files to be looked at and answers what the preview says. */
  async function preview(files: Record<string, Uint8Array | string>, workspaceId = owner.workspaceId): Promise<Job> {
    const answer = await send(`/api/v1/workspaces/${workspaceId}/imports?preview=true`, {
      method: 'POST',
      body: form(files),
    });
    if (answer.status !== 202) throw new Error(`preview: ${answer.status} ${await answer.text()}`);
    return ended(((await answer.json()) as Job).id);
  }

  return {
    preview,
    send,
    json,
    post,
    ended,
    sendImport,
    newWorkspace: async (name: string): Promise<string> =>
      (await post<{ id: string }>('/api/v1/workspaces', { name })).id,
    async importFiles(files: Record<string, Uint8Array | string>, workspaceId = owner.workspaceId): Promise<Job> {
      const answer = await sendImport(files, workspaceId);
      if (answer.status !== 202) throw new Error(`import: ${answer.status} ${await answer.text()}`);
      return ended(((await answer.json()) as Job).id);
    },
    async exportArchive(path: string, options: object = {}): Promise<Uint8Array> {
      const job = await ended((await post<Job>(path, options)).id);
      if (job.status !== 'done') throw new Error(`export: ${JSON.stringify(job)}`);
      return new Uint8Array(await (await send(`/api/v1/jobs/${job.id}/result`)).arrayBuffer());
    },
    tree: async (workspaceId = owner.workspaceId): Promise<Page[]> =>
      (await json<{ items: Page[] }>(`/api/v1/workspaces/${workspaceId}/tree`)).items,
    async content(id: string, format = 'markdown'): Promise<string> {
      const answer = await send(`/api/v1/documents/${id}/content?format=${format}`);
      if (!answer.ok) throw new Error(`content: ${answer.status} ${await answer.text()}`);
      return answer.text();
    },
    report: (job: Job): ImportReport => job.result as ImportReport,
  };
}

export type ExchangeClient = ReturnType<typeof createExchangeClient>;
