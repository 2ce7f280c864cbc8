import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCHEMA_VERSION } from '@materi/editor';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { hasBrowser, startBrowser, type TestBrowser } from './support/browser.ts';
import { openDoor, type Door } from './support/door.ts';
import { bodyText, buildWebApp, paste, putCaret } from './support/editing.ts';
import { eventually } from './support/stage.ts';
import { nameNewPage, row } from './support/tree.ts';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const picture = (name: string) => ({ name, type: 'image/png', base64: PIXEL });

/** The app as the next version of it: other words in two files, so other names for them. */
const nextVersion = {
  name: 'next-version',
  transform: (code: string, id: string) =>
    /(main|settings-screen)\.tsx$/.test(id) ? `${code}\nglobalThis.materiVersion = 2;` : null,
};

describe.skipIf(!hasBrowser)('Materi without a server', () => {
  let server: TestServer;
  let browser: TestBrowser;
  let door: Door;
  let app: Awaited<ReturnType<typeof buildWebApp>>;
  beforeAll(async () => {
    app = await buildWebApp();
    server = await startTestServer({ webApp: app.folder });
    door = await openDoor(server.url);
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await door?.close();
    await server?.stop();
    await app?.remove();
  });

  const atDoor = (): TestServer => ({ ...server, url: door.url });
  const givenPage = async (title: string, markdown: string) =>
    (
      await server.api<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
        body: { title, markdown },
      })
    ).body.id;
  /** The app is on the device as a whole. */
  const isKept = (page: Page) =>
    expect
      .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state), {
        timeout: 30_000,
      })
      .toBe('activated');
  const isShown = (page: Page, words: string) =>
    expect.poll(() => bodyText(page), { timeout: 45_000 }).toContain(words);

  test('a page opens, is written in and made without a server, and everything arrives later', async () => {
    const id = await givenPage('Expedition', 'We leave at dawn.');
    const guest = await server.invite('editor');
    const page = await browser.signedIn(atDoor(), server.owner, { serviceWorkers: 'allow' });
    await page.goto(`${door.url}/d/${id}`);
    await isShown(page, 'We leave at dawn.');
    await isKept(page);
    // The answers are written to the device a moment after they came.
    await eventually(() =>
      page.evaluate(async (wanted) => {
        const names = (await indexedDB.databases()).map((one) => one.name ?? '');
        const name = names.find((one) => one.startsWith('materi-data:'));
        if (name === undefined) return false;
        const database = await new Promise<IDBDatabase>((resolve) => {
          const request = indexedDB.open(name);
          request.onsuccess = () => resolve(request.result);
        });
        const keys = await new Promise<IDBValidKey[]>((resolve) => {
          const request = database.transaction('answers').objectStore('answers').getAllKeys();
          request.onsuccess = () => resolve(request.result);
        });
        database.close();
        return keys.some((key) => String(key).includes(wanted)) && keys.some((key) => String(key).includes('tree'));
      }, id),
    ).toBe(true);

    await door.shut();
    await page.reload();
    await row(page, 'Expedition').waitFor();
    await isShown(page, 'We leave at dawn.');
    await eventually(() => page.getByLabel('Page title').inputValue()).toBe('Expedition');
    await putCaret(page, 'We leave at dawn.');
    await page.keyboard.type(' Bring a lamp.');
    await page.getByLabel('Page title').fill('Expedition north');

    await page.getByRole('button', { name: 'New page', exact: true }).first().click();
    await page.waitForURL((url) => url.pathname.startsWith('/d/') && !url.pathname.endsWith(id));
    const made = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await nameNewPage(page, 'Packing');
    await page.locator('.page-body[contenteditable=true]').waitFor();
    await putCaret(page);
    await page.keyboard.type('Rope and bread');
    await page.getByText('kept on this device').first().waitFor();

    // An older program in another tab would take new blocks out of a copy that does not say who wrote it.
    await eventually(() => page.evaluate(schemasOfCopies, [id, made])).toEqual([SCHEMA_VERSION, SCHEMA_VERSION]);

    // All of it is on the device, and not only in this tab. (The tab warns that a title is not sent.)
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await row(page, 'Packing').waitFor();
    await row(page, 'Expedition north').waitFor();
    await isShown(page, 'Rope and bread');

    const other = await browser.signedIn(server, guest);
    await other.goto(`${server.url}/d/${id}`);
    await isShown(other, 'We leave at dawn.');
    await door.open();
    await isShown(other, 'We leave at dawn. Bring a lamp.');
    await row(other, 'Expedition north').waitFor({ timeout: 30_000 });
    await row(other, 'Packing').waitFor({ timeout: 30_000 });
    await other.goto(`${server.url}/d/${made}`);
    await isShown(other, 'Rope and bread');
    await page.context().close();
  });

  test('a picture that is added without a server waits on the device, over a reload, and then stands in its place', async () => {
    const id = await givenPage('Album', 'Before.\n\nAfter.');
    const guest = await server.invite('editor');
    const page = await browser.signedIn(atDoor(), server.owner, { serviceWorkers: 'allow' });
    await page.goto(`${door.url}/d/${id}`);
    await isShown(page, 'Before.');
    await isKept(page);
    const pictures = (of: Page) => of.locator('.page-body .picture img').count();
    const status = () => page.locator('[data-save]').first().innerText();
    const waits = (name: string) => page.locator('.upload', { hasText: `${name} waits for a connection` });
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.accept();
    });

    // Back without a reload.
    await door.shut();
    await putCaret(page, 'Before.');
    await paste(page, {}, picture('first.png'));
    await waits('first.png').waitFor();
    await eventually(status).toContain('1 change kept on this device');
    await door.open();
    await eventually(() => pictures(page)).toBe(1);
    await expect.poll(status, { timeout: 30_000 }).toBe('Saved');

    // And with one.
    await door.shut();
    await putCaret(page, 'After.');
    await paste(page, {}, picture('second.png'));
    await paste(page, {}, picture('third.png'));
    await waits('third.png').waitFor();
    await eventually(status).toContain('2 changes kept on this device');
    await page.reload();
    await isShown(page, 'After.');
    await waits('second.png').waitFor();
    await waits('third.png').waitFor();
    await eventually(status).toContain('2 changes kept on this device');
    expect(dialogs).toEqual([]);
    await page.getByRole('button', { name: /^Workspace/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    const question = page.getByRole('dialog', { name: /sign out/i });
    await question.getByText('2 changes').waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();

    await door.open();
    await expect.poll(() => pictures(page), { timeout: 30_000 }).toBe(3);
    await expect.poll(status, { timeout: 30_000 }).toBe('Saved');
    expect(await page.locator('.upload').count()).toBe(0);
    const markdown = (await server.api<string>(`/api/v1/documents/${id}/content?format=markdown`)).body;
    expect(markdown).toMatch(/^Before\.\s+!\[\S*\s+After\.\s+!\[\S*\s+!\[\S*\s*$/);
    const other = await browser.signedIn(server, guest);
    await other.goto(`${server.url}/d/${id}`);
    await eventually(() => pictures(other)).toBe(3);
    // Nothing is left on the device that would come again.
    await page.reload();
    await isShown(page, 'After.');
    await eventually(status).toBe('Saved');
    expect([await pictures(page), await page.locator('.upload').count()]).toEqual([3, 0]);
    await page.context().close();
  });

  test('a new build waits until it is asked for; the open tab still finds its own parts', async () => {
    const page = await browser.signedIn(atDoor(), server.owner, { serviceWorkers: 'allow' });
    await isKept(page);
    await page.reload();
    await page.getByRole('treeitem').first().waitFor();

    const next = await buildWebApp([nextVersion]);
    await rm(app.folder, { recursive: true });
    await cp(next.folder, app.folder, { recursive: true });
    await next.remove();
    // The stream comes back and names another build.
    await door.shut();
    await door.open();
    await page.getByText('Materi was updated').first().waitFor({ timeout: 60_000 });
    expect(await page.evaluate('globalThis.materiVersion')).toBeUndefined();

    // This part was never loaded, and the server has it no more.
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings' }).first().waitFor();
    expect(await page.evaluate('globalThis.materiVersion')).toBeUndefined();

    await page.getByRole('button', { name: 'Reload', exact: true }).click();
    await expect.poll(() => page.evaluate('globalThis.materiVersion').catch(() => null), { timeout: 30_000 }).toBe(2);
    await page.context().close();
  });

  test('signing out leaves nothing of the person on the device', async () => {
    const id = await givenPage('Diary', 'Between us.');
    const page = await browser.signedIn(atDoor(), server.owner, { serviceWorkers: 'allow' });
    await page.goto(`${door.url}/d/${id}`);
    await isShown(page, 'Between us.');
    await isKept(page);
    await page.getByRole('button', { name: /^Workspace/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail').waitFor();
    const left = () =>
      page.evaluate(async () => [
        ...(await indexedDB.databases()).map((one) => one.name ?? '').filter((name) => name.startsWith('materi')),
        ...Object.entries(localStorage).flatMap(([key, value]) => (value.includes('Diary') ? [key] : [])),
      ]);
    await eventually(left).toEqual([]);
    const texts = await page.evaluate(async () => {
      const found: string[] = [];
      for (const name of await caches.keys()) {
        for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
      }
      return found.filter((path) => path.startsWith('/api') || path.startsWith('/d/'));
    });
    expect(texts).toEqual([]);
    await door.shut();
    await page.goto(`${door.url}/d/${id}`);
    await page.getByText('could not be').first().waitFor();
    expect(await page.getByRole('treeitem').count()).toBe(0);
    await door.open();
    await page.context().close();
  });

  test('a build without a worker takes the worker off the device', async () => {
    const page = await browser.signedIn(atDoor(), server.owner, { serviceWorkers: 'allow' });
    await isKept(page);
    await rm(join(app.folder, 'service-worker.js'));
    await rm(join(app.folder, 'service-worker.js.br'), { force: true });
    await rm(join(app.folder, 'service-worker.js.gz'), { force: true });
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    const left = () =>
      page.evaluate(async () => [await navigator.serviceWorker.getRegistrations(), await caches.keys()].flat().length);
    await expect.poll(left, { timeout: 30_000 }).toBe(0);
  });

  test('nothing broke on the way', () => {
    // The page of a signed-out person without a server says so, and the browser logs it.
    expect(browser.faults.filter((fault) => !/server cannot be reached/.test(fault))).toEqual([]);
  });
});

/** In the page: with which document schema the copies of these pages were written. */
async function schemasOfCopies(documentIds: string[]): Promise<unknown[]> {
  const done = <Result>(request: IDBRequest<Result>) =>
    new Promise<Result>((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error));
    });
  const names = (await indexedDB.databases()).map((one) => one.name ?? '');
  return Promise.all(
    documentIds.map(async (id) => {
      const name = names.find((one) => one.endsWith(`:${id}`));
      if (name === undefined) return null;
      const database = await done(indexedDB.open(name));
      const facts = await done(database.transaction('facts').objectStore('facts').get('facts'));
      database.close();
      return (facts as { schemaVersion: number } | undefined)?.schemaVersion ?? null;
    }),
  );
}
