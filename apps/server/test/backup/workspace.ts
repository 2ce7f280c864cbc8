import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '../collaboration/client.ts';
import { materi, MATERI, serve, type Serving } from '../command/command.ts';

export const PASSPHRASE = 'twelve or more letters';
const PASSWORD = 'correct horse battery staple';

/** A workspace on the disk with an owner who runs it, and their key. */
export interface OnDisk {
  readonly data: string;
  readonly env: Record<string, string>;
  readonly key: string;
  readonly workspaceId: string;
}

/** Makes a workspace with an owner and a key, without a server. */
export async function newWorkspace(data: string, env: Record<string, string> = {}): Promise<OnDisk> {
  const made = await materi(
    [
      'setup',
      '--email',
      'ada@example.org',
      '--name',
      'Ada',
      '--workspace',
      'Library',
      '--password-stdin',
      '--json',
      '--data',
      data,
    ],
    { input: PASSWORD, env },
  );
  if (made.code !== 0) throw new Error(made.err);
  const key = await materi(['key', 'create', '--email', 'ada@example.org', '--name', 'test', '--data', data], { env });
  if (key.code !== 0) throw new Error(key.err);
  return { data, env, key: key.out.trim(), workspaceId: (JSON.parse(made.out) as { workspaceId: string }).workspaceId };
}

export const serveIt = ({ data, env }: Pick<OnDisk, 'data' | 'env'>): Promise<Serving> =>
  serve(['--port', '0', '--data', data], { env });

export async function stopServing(serving: Serving, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  serving.kill(signal);
  await serving.finished;
}

export const ask = (serving: Serving, key: string) =>
  async function api<Body = Record<string, unknown>>(path: string, body?: unknown, method?: string): Promise<Body> {
    const isForm = body instanceof FormData;
    const response = await fetch(serving.url + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as Body;
  };

/** People at work: two type into pages, one makes pages, one uploads files. Everything that was acknowledged is noted. */
export async function peopleAtWork(serving: Serving, { key, workspaceId }: OnDisk) {
  const api = ask(serving, key);
  const url = `${serving.url.replace('http', 'ws')}/collab`;
  let working = true;
  const saved = new Map<string, Set<string>>();
  const pages = new Set<string>();
  const files = new Map<string, string>();
  let count = 0;

  const typist = async (name: string) => {
    const page = await api<{ id: string }>(`/api/v1/workspaces/${workspaceId}/documents`, { title: `Page of ${name}` });
    const words = new Set<string>();
    saved.set(page.id, words);
    const client = await connect({ url, documentId: page.id, token: key });
    const waiting: { word: string; sent: number }[] = [];
    while (working && client.closed === null) {
      count += 1;
      const word = `<${name}${count}>`;
      client.type(word);
      waiting.push({ word, sent: client.sent });
      await delay(2);
      while (waiting[0] && waiting[0].sent <= client.saved) words.add(waiting.shift()!.word);
    }
    client.terminate();
  };
  const maker = async () => {
    while (working) {
      count += 1;
      const title = `Made ${count}`;
      await api(`/api/v1/workspaces/${workspaceId}/documents`, {
        title,
        markdown: `# ${title}\n\n${'Some words. '.repeat(200)}`,
      }).then(
        () => pages.add(title),
        () => delay(20),
      );
    }
  };
  const uploader = async () => {
    while (working) {
      count += 1;
      const content = `file ${count} ${'x'.repeat(count % 5_000)}`;
      const form = new FormData();
      form.append('file', new Blob([content], { type: 'text/plain' }), `file-${count}.txt`);
      await api<{ id: string }>(`/api/v1/workspaces/${workspaceId}/uploads`, form).then(
        ({ id }) => files.set(id, content),
        () => delay(20),
      );
      await delay(10);
    }
  };
  const all = [typist('ada'), typist('bob'), maker(), uploader()].map((work) => work.catch(() => {}));

  return {
    /** What is safe at this moment. */
    noted: () => ({
      words: new Map([...saved].map(([id, words]) => [id, new Set(words)])),
      pages: new Set(pages),
      files: new Map(files),
    }),
    async stop() {
      working = false;
      await Promise.all(all);
    },
  };
}

export type Noted = ReturnType<Awaited<ReturnType<typeof peopleAtWork>>['noted']>;

export const countOf = ({ words, pages, files }: Noted): number =>
  [...words.values()].reduce((sum, { size }) => sum + size, 0) + pages.size + files.size;

/** What of it a workspace does not have, in words. */
export async function missingFrom(workspace: OnDisk, noted: Noted): Promise<string[]> {
  const serving = await serveIt(workspace);
  const missing: string[] = [];
  try {
    const api = ask(serving, workspace.key);
    const { items: nodes } = await api<{ items: { id: string; title: string }[] }>(
      `/api/v1/workspaces/${workspace.workspaceId}/tree`,
    );
    const titles = new Set(nodes.map(({ title }) => title));
    for (const title of noted.pages) if (!titles.has(title)) missing.push(`the page ${title}`);
    for (const [documentId, words] of noted.words) {
      const client = await connect({
        url: `${serving.url.replace('http', 'ws')}/collab`,
        documentId,
        token: workspace.key,
      });
      while (!client.synced && client.closed === null) await delay(5);
      const text = client.text();
      for (const word of words) if (!text.includes(word)) missing.push(`the word ${word}`);
      client.terminate();
    }
    for (const [id, content] of noted.files) {
      const response = await fetch(`${serving.url}/api/v1/blobs/${id}`, {
        headers: { authorization: `Bearer ${workspace.key}` },
      });
      if ((await response.text()) !== content) missing.push(`the file ${id}`);
    }
    // Every page opens.
    for (const { id } of nodes.slice(0, 20)) await api(`/api/v1/documents/${id}/content?format=json`);
  } finally {
    await stopServing(serving);
  }
  return missing;
}

/** A command that can be killed. */
export function startCommand(args: readonly string[], env: Record<string, string>, input: string): ChildProcess {
  const { PATH, HOME } = process.env;
  const child = spawn(MATERI, args, { env: { PATH, HOME, ...env }, stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin!.on('error', () => {});
  child.stdin!.end(input);
  return child;
}

export const endOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once('exit', (code) => resolve(code));
  });
