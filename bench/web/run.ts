/**
 * How soon is the first screen usable on a warm server, and how much JavaScript comes before the editor?
 * The real command on a new data directory, a real browser, 20 visits each; times are from the start of the
 * navigation (performance.now() in the page) to the moment when what is named is on the screen.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { LIMIT_BEFORE_EDITOR, measureSizes } from '../../apps/web/scripts/size.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const VISITS = 20;
const LIMIT_MS = 500;
const PAGES = 200;
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** What "usable" means on each screen, as selectors that must all be there. */
const SCREENS = {
  'sign-in': ['input[name=email]'],
  home: ['[role=treeitem]', 'main h1', 'main ul a'],
  'page, title and tree': ['[role=treeitem]', 'textarea'],
  'page, ready to type': ['[role=treeitem]', '[contenteditable=true]'],
} as const;
type Screen = keyof typeof SCREENS;

const data = await mkdtemp(join(tmpdir(), 'materi-bench-web-'));
const server = spawn(join(ROOT, 'materi'), ['serve', '--data', data, '--port', '0'], {
  env: { ...process.env, MATERI_RATE_LIMIT: '0' },
});
let browser: Browser | undefined;
try {
  browser = await run(await whenReady());
} finally {
  await browser?.close();
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
  await rm(data, { recursive: true, force: true });
}

function whenReady(): Promise<{ url: string; token: string }> {
  let out = '';
  let err = '';
  return new Promise((resolve, reject) => {
    const look = () => {
      const url = /ready at (\S+)/.exec(out)?.[1];
      const token = /setup\?token=(\S+)/.exec(err)?.[1];
      if (url !== undefined && token !== undefined) resolve({ url, token });
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

async function run({ url, token }: { url: string; token: string }): Promise<Browser> {
  if (CHROMIUM === undefined)
    throw new Error('Chromium was not found. Install it, for example: apt-get install chromium');
  const password = 'a password for measuring';
  const email = 'ada@example.org';
  const call = async <Answer>(path: string, body: unknown, bearer?: string): Promise<Answer> => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  };
  const owner = await call<{ accessToken: string; workspaceId: string }>('/api/v1/setup', {
    token,
    email,
    name: 'Ada',
    workspace: 'Bench',
    password,
  });
  const documents = `/api/v1/workspaces/${owner.workspaceId}/documents`;
  const markdown =
    '## A heading\n\nA paragraph with **words** and a [link](https://example.org).\n\n- one\n- two\n'.repeat(10);
  let documentId = '';
  for (let number = 0; number < PAGES; number++) {
    const body = { title: `Page ${number}`, ...(number === 0 ? { markdown } : {}) };
    const made = await call<{ id: string }>(documents, body, owner.accessToken);
    if (number === 0) documentId = made.id;
    if (number < 10) await call(`/api/v1/documents/${made.id}/visits`, undefined, owner.accessToken);
  }

  const chrome = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  const addresses: Record<Screen, string> = {
    'sign-in': '/sign-in',
    home: `/w/${owner.workspaceId}`,
    'page, title and tree': `/d/${documentId}`,
    'page, ready to type': `/d/${documentId}`,
  };
  const rows: Row[] = [];
  for (const screen of Object.keys(SCREENS) as Screen[]) {
    const context = await chrome.newContext({ viewport: { width: 1440, height: 900 } });
    if (screen !== 'sign-in') await signIn(context, url, email, password);
    const visits: number[] = [];
    // The first visits fill the browser's cache and warm the server; they are not counted.
    for (let visit = -2; visit < VISITS; visit++) {
      const took = await visitOnce(context, url + addresses[screen], SCREENS[screen]);
      if (visit >= 0) visits.push(took);
    }
    rows.push({ screen, visits: visits.toSorted((a, b) => a - b) });
    await context.close();
  }
  report(rows);
  return chrome;
}

async function signIn(context: BrowserContext, url: string, email: string, password: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.fill('[name=email]', email);
  await page.fill('[name=password]', password);
  await page.click('[type=submit]');
  await page.waitForURL(/\/w\//);
  await page.close();
}

async function visitOnce(context: BrowserContext, address: string, selectors: readonly string[]): Promise<number> {
  const page = await context.newPage();
  // A string: the page has a DOM, this program has none.
  await page.addInitScript(`{
    const all = ${JSON.stringify(selectors)};
    const look = () => {
      if (all.every((one) => document.querySelector(one))) {
        // Seen by people with the next frame.
        requestAnimationFrame(() => { document.documentElement.dataset.usable = performance.now(); });
      } else requestAnimationFrame(look);
    };
    look();
  }`);
  await page.goto(address);
  const usable = page.locator('html[data-usable]');
  await usable.waitFor();
  const took = Number(await usable.getAttribute('data-usable'));
  await page.close();
  return took;
}

interface Row {
  screen: Screen;
  /** Milliseconds, shortest first. */
  visits: number[];
}

function report(rows: readonly Row[]): void {
  const at = (visits: number[], part: number) =>
    visits[Math.min(visits.length - 1, Math.floor(visits.length * part))] ?? 0;
  const line = (...cells: string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
  line(`first usable screen (${VISITS} visits, ${PAGES} pages)`, 'median ms', 'p95 ms', `limit ${LIMIT_MS} ms`);
  line('---', '--:', '--:', '---');
  for (const { screen, visits } of rows) {
    const median = at(visits, 0.5);
    line(screen, median.toFixed(0), at(visits, 0.95).toFixed(0), median < LIMIT_MS ? 'held' : 'missed');
  }
  const sizes = measureSizes(join(ROOT, 'apps', 'web', 'dist'));
  process.stdout.write('\n');
  line('JavaScript, gzip', 'kB', `limit ${LIMIT_BEFORE_EDITOR / 1000} kB`);
  line('---', '--:', '---');
  line('sign-in', (sizes.signIn / 1000).toFixed(1), '');
  line('every screen', (sizes.first / 1000).toFixed(1), '');
  line(
    'before the editor',
    (sizes.beforeEditor / 1000).toFixed(1),
    sizes.beforeEditor <= LIMIT_BEFORE_EDITOR ? 'held' : 'missed',
  );
  line('the editor', (sizes.editor / 1000).toFixed(1), '');
}
