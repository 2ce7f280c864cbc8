import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestPerson, type TestServer } from '../../server/test/support/server.ts';
import { hasBrowser, PHONE, startBrowser, type TestBrowser } from './support/browser.ts';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe.skipIf(!hasBrowser)('what people set', () => {
  let server: TestServer;
  let browser: TestBrowser;
  let bob: TestPerson;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'materi-settings-'));
    server = await startTestServer();
    browser = await startBrowser();
    bob = await server.invite('editor');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (page: Page, section: string) =>
    page.goto(`${server.url}/w/${server.owner.workspaceId}/settings/${section}`);

  test('a picture and a look go along to another device, where others see the picture too', async () => {
    const page = await browser.signedIn(server);
    await open(page, 'profile');
    const file = join(folder, 'me.png');
    await writeFile(file, Buffer.from(PNG, 'base64'));
    await page.getByLabel('Picture', { exact: true }).setInputFiles(file);
    await page.getByRole('button', { name: 'Remove picture' }).waitFor();
    await page.getByLabel('Picture', { exact: true }).setInputFiles({
      name: 'me.png',
      mimeType: 'image/png',
      buffer: Buffer.from('no picture at all'),
    });
    await page.getByText('This file cannot be shown as a picture').first().waitFor();

    await open(page, 'appearance');
    for (const look of ['Dark', 'Serif']) {
      const saved = page.waitForResponse((response) => response.request().method() === 'PATCH');
      await page.getByRole('radio', { name: look, exact: true }).click();
      await saved;
    }
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');

    const phone = await browser.signedIn(server, server.owner, { viewport: PHONE });
    await phone.waitForFunction(
      () =>
        document.documentElement.dataset['theme'] === 'dark' && document.documentElement.dataset['reading'] === 'serif',
    );
    const other = await browser.signedIn(server, bob);
    await open(other, 'members');
    const picture = other.locator('li', { hasText: server.owner.email }).locator('img');
    await picture.waitFor();
    expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(
      256,
    );
    // What is not theirs is not offered to them.
    expect(await other.getByRole('link', { name: 'Backups' }).count()).toBe(0);
    expect(await other.getByRole('heading', { name: 'Invite people' }).count()).toBe(0);
  });

  test('a key is shown once, says what it may, and gets another name', async () => {
    const page = await browser.signedIn(server);
    await open(page, 'keys');
    await page.getByLabel('Name of the key').fill('Nightly');
    await page.getByLabel('It may').selectOption({ label: 'Read pages and files' });
    await page.getByLabel('It ends').selectOption({ label: 'In 30 days' });
    await page.getByRole('button', { name: 'Create key' }).click();
    const key = await page.getByLabel('API key', { exact: true }).inputValue();
    const row = page.locator('li', { hasText: 'Nightly' });
    await row.getByText('Read pages and files').waitFor();
    const refused = await server.api(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
      token: key,
      body: { title: 'No' },
    });
    expect(refused.status).toBe(403);
    await row.getByRole('button', { name: 'Rename Nightly' }).click();
    await page.getByRole('dialog').getByLabel('Name of the key').fill('Weekly');
    await page.getByRole('button', { name: 'Save name' }).click();
    await page.locator('li', { hasText: 'Weekly' }).waitFor();
    await page.reload();
    await page.locator('li', { hasText: 'Weekly' }).waitFor();
    expect(await page.getByText(key).count()).toBe(0);
  });

  test('one button ends every other session', async () => {
    const page = await browser.signedIn(server, bob);
    const elsewhere = await browser.signedIn(server, bob);
    await open(page, 'sessions');
    await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere else' }).click();
    await page.getByText('You are signed in on this device only', { exact: true }).waitFor();
    await elsewhere.reload();
    await elsewhere.waitForURL(/sign-in/);
    await page.getByText('This device', { exact: false }).first().waitFor();
    expect(await page.getByRole('button', { name: 'Sign out', exact: true }).count()).toBe(0);
  });

  test('whoever runs the instance hands over a link, and it sets a new password once', async () => {
    const page = await browser.signedIn(server);
    await open(page, 'accounts');
    await page.getByLabel('Find accounts').fill('guest1@');
    await page.getByRole('button', { name: 'More for Guest 1' }).click();
    await page.getByRole('menuitem', { name: 'Make a link for a new password' }).click();
    await page.getByRole('button', { name: 'Make link' }).click();
    const link = await page.getByLabel('Link for a new password').inputValue();

    const guest = await browser.fresh({ viewport: PHONE });
    await guest.goto(`${server.url}/sign-in`);
    await guest.getByRole('button', { name: 'Forgot your password?' }).click();
    await guest.getByText('This Materi sends no mail').waitFor();
    await guest.goto(link);
    await guest.getByText(`For ${bob.email}.`).waitFor();
    await guest.getByLabel('New password').fill('short');
    await guest.getByRole('button', { name: 'Set password' }).click();
    await guest.getByText('Must be at least 10 characters.').waitFor();
    await guest.getByLabel('New password').fill('a fresh passphrase');
    await guest.getByRole('button', { name: 'Set password' }).click();
    await guest.getByRole('heading', { name: 'Your password is set' }).waitFor();
    await guest.getByRole('button', { name: 'Sign in' }).click();
    await guest.getByLabel('E-mail').fill(bob.email);
    await guest.getByLabel('Password').fill('a fresh passphrase');
    await guest.getByRole('button', { name: 'Sign in' }).click();
    await guest.waitForURL(/\/w\//);
    await guest.goto(link);
    await guest.getByRole('heading', { name: 'This link no longer works' }).waitFor();
  });

  test('an invitation gets a new link', async () => {
    const page = await browser.signedIn(server);
    await open(page, 'members');
    await page.getByRole('button', { name: 'Make link' }).click();
    const first = await page.getByLabel('Invitation link').inputValue();
    await page.getByRole('button', { name: 'New link' }).click();
    await page.getByLabel('Invitation link').nth(1).waitFor();
    const links = await page
      .getByLabel('Invitation link')
      .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
    const second = links.find((one) => one !== first)!;
    const guest = await browser.fresh();
    await guest.goto(first);
    await guest.getByRole('heading', { name: 'This invitation no longer works' }).waitFor();
    await guest.goto(second);
    await guest.getByRole('heading', { name: 'Join Library' }).waitFor();
  });

  test('a backup is made, downloaded and deleted', async () => {
    const page = await browser.signedIn(server);
    await open(page, 'backups');
    await page.getByText('None is set.').waitFor();
    await page.getByLabel('Passphrase', { exact: true }).fill('twelve or more letters');
    await page.getByRole('button', { name: 'Set passphrase' }).click();
    await page.getByText('A passphrase is set.').waitFor();
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.getByText('The backup is made', { exact: true }).waitFor({ timeout: 60_000 });
    const row = page.locator('li', { hasText: 'with the key' });
    const downloading = page.waitForEvent('download');
    await row.getByRole('button', { name: /^Download/ }).click();
    const download = await downloading;
    const file = join(folder, 'backup.tar');
    await download.saveAs(file);
    expect((await readFile(file)).subarray(0, 18).toString()).toBe('materi-backup.json');
    await row.getByRole('button', { name: /^Delete/ }).click();
    await page.getByRole('button', { name: 'Delete backup' }).click();
    await row.waitFor({ state: 'detached' });
  });

  test('a shortcut is found by its words, and a workspace is archived and taken back', async () => {
    const page = await browser.signedIn(server);
    await open(page, 'keyboard');
    await page.getByLabel('Find shortcuts').fill('sidebar');
    await page.getByText('Show or hide the sidebar').waitFor();
    expect(await page.getByText('Bold').count()).toBe(0);

    await open(page, 'workspace');
    await page.getByRole('button', { name: 'Archive workspace' }).click();
    const sure = page.getByRole('dialog').getByRole('button', { name: 'Archive workspace' });
    expect(await sure.isDisabled()).toBe(true);
    await page.getByLabel('Type the name Library to go on').fill('Library');
    await sure.click();
    await page.getByText('You belong to no workspace yet').waitFor();
    const archived = await server.api<{ items: { id: string }[] }>('/api/v1/archived-workspaces');
    expect(archived.body.items).toHaveLength(1);
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.waitForURL(/\/w\//);
    expect(browser.faults).toEqual([]);
  });
});
