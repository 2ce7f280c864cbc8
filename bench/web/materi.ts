import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A Materi of its own with one owner, reached as people and programs reach it. */
export interface Materi {
  readonly url: string;
  readonly email: string;
  readonly password: string;
  readonly workspaceId: string;
  readonly token: string;
  post<Answer>(path: string, body?: unknown): Promise<Answer>;
  get<Answer>(path: string): Promise<Answer>;
  makePage(body: { title: string; markdown?: string; parentId?: string }): Promise<string>;
  stop(): Promise<void>;
}

/** The real command on a new data directory. */
export async function startMateri(): Promise<Materi> {
  const data = await mkdtemp(join(tmpdir(), 'materi-bench-web-'));
  const server = spawn(join(ROOT, 'materi'), ['serve', '--data', data, '--port', '0'], {
    env: { ...process.env, MATERI_RATE_LIMIT: '0' },
  });
  const stop = async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  try {
    const { url, setupToken } = await whenReady(server);
    const email = 'ada@example.org';
    const password = 'a password for measuring';
    const setup = { token: setupToken, email, name: 'Ada', workspace: 'Bench', password };
    const owner = await send<{ accessToken: string; workspaceId: string }>(url, '/api/v1/setup', setup);
    return withCalls({ url, email, password, workspaceId: owner.workspaceId, token: owner.accessToken, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The same for a server that runs already. */
export function withCalls(known: Omit<Materi, 'post' | 'get' | 'makePage'>): Materi {
  const post = <Answer>(path: string, body?: unknown) => send<Answer>(known.url, path, body, known.token);
  return {
    ...known,
    post,
    get: (path) => send(known.url, path, undefined, known.token, 'GET'),
    makePage: async (body) =>
      (await post<{ id: string }>(`/api/v1/workspaces/${known.workspaceId}/documents`, body)).id,
  };
}

async function send<Answer>(
  url: string,
  path: string,
  body?: unknown,
  bearer?: string,
  method = 'POST',
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

function whenReady(server: ChildProcessWithoutNullStreams): Promise<{ url: string; setupToken: string }> {
  let out = '';
  let err = '';
  return new Promise((resolve, reject) => {
    const look = () => {
      const url = /ready at (\S+)/.exec(out)?.[1];
      const setupToken = /setup\?token=(\S+)/.exec(err)?.[1];
      if (url !== undefined && setupToken !== undefined) resolve({ url, setupToken });
    };
    server.stdout.on('data', (piece: Buffer) => {
      out += String(piece);
      look();
    });
    server.stderr.on('data', (piece: Buffer) => {
      err += String(piece);
      look();
    });
    server.once('exit', () => reject(new Error(`The server ended: ${err}`)));
  });
}
