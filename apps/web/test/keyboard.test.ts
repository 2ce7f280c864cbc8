import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { hasBrowser, startBrowser, type TestBrowser } from './support/browser.ts';
import { bodyText, hasFocus } from './support/editing.ts';
import { eventually } from './support/stage.ts';

/** What has the focus: the name that is read, or `nothing`. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return 'nothing';
    return element.getAttribute('aria-label') ?? element.textContent?.trim() ?? element.tagName;
  });

/** Presses Tab until something of the screen with this name has the focus, and sees that it shows. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    if ((await focused(page)) !== name) continue;
    if ((await page.locator('main :focus').count()) === 0) continue;
    expect(await page.evaluate(() => document.activeElement?.matches(':focus-visible'))).toBe(true);
    return;
  }
  throw new Error(`Tab does not lead to “${name}”.`);
}

describe.skipIf(!hasBrowser)('everything by keyboard', () => {
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

  test('from signing in to taking a page out of the trash, and the focus is never lost', async () => {
    const page = await browser.fresh();
    page.setDefaultTimeout(30_000);
    const keys = page.keyboard;
    await page.goto(`${server.url}/sign-in`);
    await hasFocus(page.getByLabel('E-mail'));
    await keys.type(server.owner.email);
    await keys.press('Tab');
    await keys.type(server.owner.password);
    await keys.press('Enter');
    await page.waitForURL(/\/w\//);
    await page.getByRole('navigation', { name: 'Places', exact: true }).waitFor();
    await eventually(() => focused(page)).not.toBe('nothing');

    // A page: its title, its words, a block from the menu.
    await keys.press('Control+Alt+n');
    await page.locator('.page-body[contenteditable="true"]').waitFor();
    await eventually(() => focused(page)).toBe('Page title');
    await keys.type('By hand');
    await keys.press('Enter');
    await eventually(() => focused(page)).toBe('Page body');
    await keys.type('Words.');
    await keys.press('Enter');
    await keys.type('/quote');
    await page.getByRole('option', { name: /^Quote/, selected: true }).waitFor();
    await keys.press('Enter');
    await keys.type('Said.');
    await eventually(() => bodyText(page)).toBe('Words.\nSaid.');
    expect(await page.locator('.page-body blockquote').innerText()).toBe('Said.');

    // The menu of the block, and back out of it.
    await keys.press('Control+/');
    await hasFocus(page.getByRole('menu'));
    await keys.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await eventually(() => focused(page)).not.toBe('nothing');

    // A version gets a name in the panel; closing the panel leads back.
    await keys.press('Control+Alt+s');
    await hasFocus(page.getByLabel('Name of the version'));
    await keys.type('First');
    await keys.press('Enter');
    await page.getByRole('complementary', { name: 'History' }).getByText('First', { exact: true }).waitFor();
    await tabTo(page, 'Close panel');
    await keys.press('Enter');
    await page.getByRole('complementary', { name: 'History' }).waitFor({ state: 'detached' });
    await eventually(() => focused(page)).not.toBe('nothing');

    // Away by the palette; a dialog gives the focus back.
    await keys.press('Control+k');
    await hasFocus(page.getByRole('dialog'));
    await keys.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await eventually(() => focused(page)).not.toBe('nothing');
    await keys.press('Control+k');
    await hasFocus(page.getByRole('dialog').getByRole('combobox'));
    await keys.type('>settings');
    await page
      .getByRole('option', { name: /Settings/ })
      .first()
      .waitFor();
    await keys.press('Enter');
    await page.waitForURL(/\/settings\//);
    await page.getByRole('main').getByRole('heading').first().waitFor();
    await eventually(() => focused(page)).not.toBe('nothing');

    // To the trash and back.
    await page.goBack();
    await page.locator('.page-body[contenteditable="true"]').waitFor();
    await tabTo(page, 'More');
    await keys.press('Enter');
    await page.getByRole('menu').waitFor();
    await eventually(async () => {
      await keys.press('End');
      return focused(page);
    }).toBe('Move to trash');
    await keys.press('Enter');
    await page.waitForURL(/\/w\/[^/]+$/);
    await eventually(() => focused(page)).not.toBe('nothing');
    await keys.press('Control+k');
    await hasFocus(page.getByRole('dialog').getByRole('combobox'));
    await keys.type('>trash');
    await page.getByRole('option', { name: /Trash/ }).first().waitFor();
    await keys.press('Enter');
    await page.waitForURL(/\/trash$/);
    await page.getByRole('main').getByText('By hand').waitFor();
    await tabTo(page, 'Restore');
    await keys.press('Enter');
    await page.getByText('The trash is empty').waitFor();
    await eventually(() => focused(page)).not.toBe('nothing');
    expect(browser.faults).toEqual([]);
  }, 120_000);

  test('what is typed before the quick switcher is here is typed into it, and not into the page', async () => {
    const { body } = await server.api<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
      body: { title: 'Below', markdown: 'Stays as it is.' },
    });
    const page = await browser.fresh();
    const held: (() => Promise<void>)[] = [];
    await page.goto(`${server.url}/sign-in`);
    await page.getByLabel('E-mail').fill(server.owner.email);
    await page.getByLabel('Password').fill(server.owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/\/w\//);
    await page.route(/\/assets\/dialogs-[^/]*\.js$/, (route) => void held.push(() => route.continue()));
    await page.goto(`${server.url}/d/${body.id}`);
    await page.locator('.page-body').getByText('Stays as it is.').click();
    await eventually(() => held.length).toBeGreaterThan(0);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Belox');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('w');
    for (const go of held) void go();
    const field = page.getByRole('combobox');
    await field.waitFor();
    expect(await field.inputValue()).toBe('Below');
    expect(await bodyText(page)).toBe('Stays as it is.');
  });
});
