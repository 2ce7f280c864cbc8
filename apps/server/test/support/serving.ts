import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { until } from '../collaboration/relay.ts';

const COMMAND = fileURLToPath(new URL('../../../../materi', import.meta.url));
const START_LIMIT_MS = 60_000;
const PASSWORD = 'correct horse battery staple';

/** A server in a process of its own, as people start it. */
export interface Serving {
  readonly process: ChildProcess;
  readonly url: string;
  /** From the start of the process to its ready line. */
  readonly seconds: number;
  stderr(): string;
}

/** Kills a process as a power cut of the program would, and waits until it is gone. */
export async function kill(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const gone = new Promise((resolve) => {
    process.once('exit', resolve);
  });
  process.kill('SIGKILL');
  await gone;
}

/** Starts `materi serve` on a data directory and waits for nothing. */
export function launch(
  data: string,
  environment: Record<string, string> = {},
): { child: ChildProcess; stderr: () => string } {
  const child = spawn(COMMAND, ['serve', '--port', '0', '--data', data], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr!.on('data', (text: Buffer) => {
    errors = (errors + text.toString()).slice(-20_000);
  });
  return { child, stderr: () => errors };
}

/** Starts it and waits until it is ready. */
export async function serve(data: string, environment: Record<string, string> = {}): Promise<Serving> {
  const started = performance.now();
  const { child, stderr } = launch(data, environment);
  const url = await new Promise<string>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`no ready line in time: ${stderr()}`)), START_LIMIT_MS);
    let output = '';
    child.stdout!.on('data', (text: Buffer) => {
      output += text.toString();
      const ready = /Materi is ready at (http:\/\/\S+)/.exec(output)?.[1];
      if (ready === undefined) return;
      clearTimeout(limit);
      resolve(ready);
    });
    child.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`ended with ${code}: ${stderr()}`));
    });
  }).catch(async (error: unknown) => {
    await kill(child);
    throw error;
  });
  return { process: child, url, seconds: (performance.now() - started) / 1000, stderr };
}

/** Sends JSON to a server and answers what came back. */
export async function post<Answer>(url: string, body: object, bearer?: string): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
    body: JSON.stringify(body),
  });
  const json: unknown = await answer.json();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${JSON.stringify(json)}`);
  return json as Answer;
}

/** Makes the first owner through the printed address, and a key that outlives restarts. */
export async function setUp(serving: Serving): Promise<{ key: string; workspaceId: string }> {
  await until('the set-up address is printed', () => /setup\?token=\S+/.test(serving.stderr()));
  const token = /setup\?token=([\w-]+)/.exec(serving.stderr())![1]!;
  const email = 'ada@example.org';
  const api = `${serving.url}/api/v1`;
  await post(`${api}/setup`, { token, email, name: 'Ada', workspace: 'Home', password: PASSWORD });
  const { accessToken } = await post<{ accessToken: string }>(`${api}/auth/sign-in`, { email, password: PASSWORD });
  const { key } = await post<{ key: string }>(`${api}/keys`, { name: 'crash test' }, accessToken);
  const workspaces = await fetch(`${api}/workspaces`, { headers: { authorization: `Bearer ${key}` } });
  const { items } = (await workspaces.json()) as { items: { id: string }[] };
  return { key, workspaceId: items[0]!.id };
}
