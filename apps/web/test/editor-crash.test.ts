import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { bodyText, launchBrowser, putCaret, visit } from './support/editing.ts';

const ROOT = new URL('../../..', import.meta.url).pathname;
const EMAIL = 'ada@example.org';
const PASSWORD = 'correct horse battery staple';
let browser: Browser;
let dataDir: string;
let port: number;
let server: ChildProcess | null = null;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function start(): Promise<void> {
  const child = spawn('./materi', ['serve', '--data', dataDir, '--port', String(port)], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, MATERI_RATE_LIMIT: '0' },
  });
  server = child;
  for await (const chunk of child.stdout) if (String(chunk).includes('Materi is ready')) return;
  throw new Error('The server ended before it was ready.');
}

/** SIGKILL to the server and everything it started: no chance to write anything. */
async function kill(): Promise<void> {
  const child = server;
  server = null;
  if (child?.pid === undefined || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

beforeAll(async () => {
  // The command serves the app of the clone.
  if (!existsSync(join(ROOT, 'apps/web/dist/index.html')))
    await build({ root: join(ROOT, 'apps/web'), logLevel: 'error' });
  dataDir = await mkdtemp(join(tmpdir(), 'materi-crash-'));
  port = await freePort();
  const names = ['--email', EMAIL, '--name', 'Ada', '--workspace', 'Library'];
  const setup = spawn('./materi', ['setup', '--data', dataDir, ...names, '--password-stdin'], {
    cwd: ROOT,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  setup.stdin?.end(`${PASSWORD}\n`);
  const [code] = await once(setup, 'exit');
  expect(code).toBe(0);
  await start();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await kill();
  await rm(dataDir, { recursive: true, force: true });
});

test('what the screen says about saving stays true when the server is killed and comes back', async () => {
  const url = `http://127.0.0.1:${port}`;
  const visitor = await visit({ browser, url, email: EMAIL, password: PASSWORD });
  const me = await visitor.context.request.get(`${url}/api/v1/me`);
  const { workspaces } = (await me.json()) as { workspaces: { id: string }[] };
  const made = await visitor.context.request.post(`${url}/api/v1/workspaces/${workspaces[0]?.id}/documents`, {
    data: { title: 'Crash', markdown: 'Before.' },
    headers: { 'x-materi-request': '1' },
  });
  expect(made.status()).toBe(201);
  const { id } = (await made.json()) as { id: string };

  const page = await visitor.open(id);
  await putCaret(page, 'Before.');
  await page.keyboard.type(' Safe.');
  await page.getByText('Saved', { exact: true }).first().waitFor();
  await kill();
  await page
    .getByText(/Offline/)
    .first()
    .waitFor();
  await page.keyboard.type(' Kept.', { delay: 20 });
  await page
    .getByText(/Offline: 6 changes kept on this device/)
    .first()
    .waitFor();
  expect(await page.getByText('Saved', { exact: true }).count()).toBe(0);

  await start();
  await page.getByText('Saved', { exact: true }).first().waitFor({ timeout: 60_000 });
  await kill();
  await start();
  const content = await visitor.context.request.get(`${url}/api/v1/documents/${id}/content?format=text`);
  expect((await content.text()).trim()).toBe('Before. Safe. Kept.');
  expect(await bodyText(page)).toBe('Before. Safe. Kept.');
  expect(visitor.faults).toEqual([]);
});
