import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { hasBrowser, PHONE, startBrowser, type TestBrowser } from './support/browser.ts';
import { hasFocus } from './support/editing.ts';
import { eventually } from './support/stage.ts';
import { givenPage, row } from './support/tree.ts';

const background = () => getComputedStyle(document.documentElement).backgroundColor;

describe.skipIf(!hasBrowser)('how it looks and is reached', () => {
  let server: TestServer;
  let browser: TestBrowser;
  beforeAll(async () => {
    server = await startTestServer();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('the theme follows the system until somebody chooses, and the choice stays', async () => {
    const page = await browser.signedIn(server, undefined, { colorScheme: 'dark' });
    const dark = await page.evaluate(background);
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await page.evaluate(background);
    expect(light).not.toBe(dark);

    await page.goto(`${server.url}/w/${server.owner.workspaceId}/settings/appearance`);
    const saved = page.waitForResponse((response) => response.request().method() === 'PATCH');
    await page.getByRole('radio', { name: 'Dark' }).click();
    await eventually(() => page.evaluate(background)).toBe(dark);
    await saved;
    await page.reload();
    expect(await page.evaluate(background)).toBe(dark);
    await page.getByRole('radio', { name: 'Like the system' }).click();
    await eventually(() => page.evaluate(background)).toBe(light);
  });

  test('on a phone the sidebar is a sheet, and nothing is wider than the screen', async () => {
    const long = await givenPage(server, 'A title that somebody pasted and nobody shortened '.repeat(4).trim());
    await givenPage(server, 'Short');
    const page = await browser.signedIn(server, undefined, { viewport: PHONE, hasTouch: true, isMobile: true });
    const isWithin = () =>
      page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

    for (const path of [
      `/d/${long}`,
      `/w/${server.owner.workspaceId}`,
      `/w/${server.owner.workspaceId}/trash`,
      `/w/${server.owner.workspaceId}/settings/members`,
    ]) {
      await page.goto(server.url + path);
      await page.getByRole('button', { name: 'Show sidebar' }).waitFor();
      expect(await isWithin()).toBe(true);
    }
    expect(await page.getByRole('tree').count()).toBe(0);
    await page.getByRole('button', { name: 'Show sidebar' }).tap();
    await row(page, 'Short').getByRole('link').tap();
    await page.waitForURL(/\/d\//);
    // The sheet has done its work.
    await page.getByRole('tree').waitFor({ state: 'detached' });
  });

  test('everything is found from the keyboard, and Escape backs out', async () => {
    await givenPage(server, 'Zebra crossing');
    const page = await browser.signedIn(server);
    await row(page, 'Zebra crossing').waitFor();
    await page.keyboard.press('Control+k');
    await hasFocus(page.getByRole('combobox'));
    await page.keyboard.type('zebra');
    await page.getByRole('option', { name: /Zebra crossing/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/d\//);

    await page.goto(`${server.url}/w/${server.owner.workspaceId}`);
    await row(page, 'Zebra crossing').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.keyboard.press('Control+\\');
    await page.getByRole('tree').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: 'Show sidebar' }).click();
    await page.getByRole('tree').waitFor();
  });

  test('a page that could not be loaded is not shown as an empty one', async () => {
    const id = await givenPage(server, 'Precious');
    const page = await browser.signedIn(server);
    await page.route(`**/api/v1/documents/${id}`, (route) => route.abort());
    await page.goto(`${server.url}/d/${id}`);
    await page.getByText('This page could not be loaded').waitFor();
    expect(await page.getByLabel('Page title').count()).toBe(0);
    await page.unroute(`**/api/v1/documents/${id}`);
    await page.getByRole('button', { name: 'Try again' }).click();
    await eventually(() => page.getByLabel('Page title').inputValue()).toBe('Precious');
  });

  test('an address that leads nowhere says so', async () => {
    const page = await browser.signedIn(server);
    await page.goto(`${server.url}/d/01990000-0000-7000-8000-000000000000`);
    await page.getByText('This page is not here').waitFor();
    await page.goto(`${server.url}/no/such/place`);
    await page.getByText('There is nothing at this address').waitFor();
  });

  test('nothing broke on the way', () => {
    expect(browser.faults).toEqual([]);
  });
});
