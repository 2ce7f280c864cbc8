import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { hasBrowser, startBrowser, type TestBrowser } from './support/browser.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The real command on a new data directory, with the addresses that it prints. */
async function startNewInstance() {
  const data = await mkdtemp(join(tmpdir(), 'materi-setup-'));
  const child: ChildProcess = spawn(join(ROOT, 'materi'), ['serve', '--data', data, '--port', '0'], {
    env: { ...process.env, DATABASE_URL: '' },
  });
  let out = '';
  let err = '';
  child.stderr?.on('data', (piece: Buffer) => (err += String(piece)));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (piece: Buffer) => {
      out += String(piece);
      const found = /ready at (\S+)/.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`The server ended: ${err}`)));
  });
  return {
    url,
    setupAddress: /http\S+\/setup\?token=\S+/.exec(err)?.[0] ?? '',
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

describe.skipIf(!hasBrowser)('people come in', () => {
  let server: TestServer;
  let browser: TestBrowser;
  let time = new Date();
  beforeAll(async () => {
    server = await startTestServer({ clock: { now: () => time } });
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('the first owner comes through the one-time address, and nobody after them', async () => {
    const instance = await startNewInstance();
    try {
      const page = await browser.fresh();
      await page.goto(`${instance.url}/sign-in`);
      await page.getByRole('heading', { name: 'Waiting for its owner' }).waitFor();

      await page.goto(instance.setupAddress);
      await page.getByLabel('Name', { exact: true }).fill('Grace');
      await page.getByLabel('E-mail').fill('grace@example.org');
      await page.getByLabel('Password').fill('short');
      await page.getByLabel('Name of your workspace').fill('Compilers');
      await page.getByRole('button', { name: 'Create workspace' }).click();
      await page.getByText('Must be at least 10 characters.').waitFor();

      await page.getByLabel('Password').fill('a long enough password');
      await page.getByLabel('Start with a few pages to try things on').uncheck();
      await page.getByRole('button', { name: 'Create workspace' }).click();
      await page.getByRole('heading', { name: 'Compilers' }).waitFor();
      // An empty place offers the first useful action.
      await page.getByRole('button', { name: /Look around/ }).click();
      await page.waitForURL(/\/d\//);
      await page.getByRole('treeitem', { name: 'Welcome to Materi' }).waitFor();
      await page.locator('.page-body', { hasText: 'Tick them off as you go' }).waitFor();

      // A hint stands at the foot of the sidebar until what it teaches was done.
      const hint = page.getByRole('region', { name: 'Hint' });
      await hint.getByText('Press / on an empty line').waitFor();
      await page.locator('.page-body').click();
      await page.keyboard.press('/');
      await hint.getByText('Press / on an empty line').waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      await hint.getByRole('button', { name: 'No more hints' }).click();
      await hint.waitFor({ state: 'detached' });
      await page.reload();
      await page.locator('.page-body').waitFor();
      expect(await hint.count()).toBe(0);

      const late = await browser.fresh();
      await late.goto(instance.setupAddress);
      await late.getByRole('heading', { name: 'Materi is set up' }).waitFor();
    } finally {
      await instance.stop();
    }
  });

  test('a wrong or empty password is told apart from nothing else', async () => {
    const page = await browser.fresh();
    await page.goto(`${server.url}/sign-in`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Type your e-mail address.').waitFor();
    await page.getByText('Type your password.').waitFor();

    const refusals: (string | null)[] = [];
    for (const email of [server.owner.email, 'nobody@example.org']) {
      await page.getByLabel('E-mail').fill(email);
      await page.getByLabel('Password').fill('not the password');
      const answered = page.waitForResponse(/auth\/sign-in/);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await answered;
      refusals.push(await page.getByRole('alert').textContent());
    }
    // Whether the address is known must not show.
    expect(refusals[0]).toBeTruthy();
    expect(refusals[1]).toBe(refusals[0]);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });

  test('an address that needs somebody leads through sign-in and back', async () => {
    const page = await browser.fresh();
    const address = `/w/${server.owner.workspaceId}/trash`;
    await page.goto(server.url + address);
    await page.getByLabel('E-mail').fill(server.owner.email);
    await page.getByLabel('Password').fill(server.owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'The trash is empty' }).waitFor();
    expect(new URL(page.url()).pathname).toBe(address);
  });

  test('a foreign address after sign-in is not followed', async () => {
    const page = await browser.fresh();
    await page.goto(`${server.url}/sign-in?next=${encodeURIComponent('//example.org/')}`);
    await page.getByLabel('E-mail').fill(server.owner.email);
    await page.getByLabel('Password').fill(server.owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    expect(new URL(page.url()).origin).toBe(server.url);
  });

  test('an invitation is made, sent, and brings somebody in once', async () => {
    const owner = await browser.signedIn(server);
    await owner.goto(`${server.url}/w/${server.owner.workspaceId}/settings/members`);
    await owner.getByLabel('Role', { exact: true }).selectOption('viewer');
    await owner.getByRole('button', { name: 'Make link' }).click();
    const link = await owner.getByLabel('Invitation link').inputValue();

    const guest = await browser.fresh();
    await guest.goto(server.url + new URL(link).pathname);
    await guest.getByRole('heading', { name: 'Join Library' }).waitFor();
    await guest.getByText('Your role: Viewer.').waitFor();
    await guest.getByLabel('Name', { exact: true }).fill('Mary');
    await guest.getByLabel('E-mail').fill('mary@example.org');
    await guest.getByLabel('Password').fill('a password for mary');
    await guest.getByRole('button', { name: 'Join workspace' }).click();
    await guest.waitForURL(/\/w\//);
    // Who may only read is offered nothing else.
    expect(await guest.getByRole('button', { name: 'New page' }).count()).toBe(0);

    // The owner's list learns of it without a reload.
    await owner.getByText('mary@example.org').waitFor();

    const second = await browser.fresh();
    await second.goto(server.url + new URL(link).pathname);
    await second.getByRole('heading', { name: 'This invitation no longer works' }).waitFor();
  });

  test('an expired invitation says what to do', async () => {
    const answer = await server.api<{ token: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/invitations`, {
      body: { role: 'editor', expiresInHours: 1 },
    });
    const page = await browser.fresh();
    const address = `${server.url}/invitations/${answer.body.token}`;
    await page.goto(address);
    await page.getByRole('heading', { name: 'Join Library' }).waitFor();
    const now = time;
    time = new Date(now.getTime() + 2 * 3_600_000);
    try {
      await page.goto(address);
      await page.getByText('Ask the person who sent it for a new one.').waitFor();
    } finally {
      time = now;
    }
  });

  test('nothing broke on the way', () => {
    expect(browser.faults).toEqual([]);
  });
});
