import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestPerson, type TestServer } from '../../server/test/support/server.ts';
import { hasBrowser, startBrowser, type TestBrowser } from './support/browser.ts';
import { bodyText, putCaret } from './support/editing.ts';
import { eventually } from './support/stage.ts';

const HOUR = 3_600_000;

describe.skipIf(!hasBrowser)('history, activity and the inbox', () => {
  let server: TestServer;
  let browser: TestBrowser;
  let bo: TestPerson;
  // Set back for what happened earlier; sessions of people begin at the real time.
  let ago = 0;
  beforeAll(async () => {
    server = await startTestServer({ clock: { now: () => new Date(Date.now() - ago) } });
    bo = await server.invite('editor');
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const page = async (title: string, markdown: string) => {
    const path = `/api/v1/workspaces/${server.owner.workspaceId}/documents`;
    return (await server.api<{ id: string }>(path, { body: { title, markdown } })).body.id;
  };
  const write = (id: string, markdown: string, person: TestPerson) =>
    server.api(`/api/v1/documents/${id}/content`, {
      method: 'PUT',
      body: markdown,
      headers: { 'content-type': 'text/markdown' },
      token: person.token,
    });

  test('an old version opens, is compared and restored while somebody types; the toast takes it back', async () => {
    ago = 3 * HOUR;
    const id = await page('Plan', 'Alpha words.\n\nBeta words.\n');
    ago = 0;
    await write(id, 'Alpha words.\n\nGamma words.\n', bo);

    const typist = await browser.signedIn(server, bo);
    await typist.goto(`${server.url}/d/${id}`);
    await typist.waitForSelector('.page-body[contenteditable="true"]');
    await putCaret(typist, 'Alpha');
    await typist.keyboard.type(' Typed.');

    const reader = await browser.signedIn(server);
    await reader.goto(`${server.url}/d/${id}`);
    await reader.getByRole('button', { name: 'More', exact: true }).click();
    await reader.getByRole('menuitem', { name: 'History' }).click();
    const panel = reader.getByRole('complementary', { name: 'History' });
    await eventually(() => panel.getByRole('listitem').count()).toBe(2);
    await panel.getByRole('listitem').last().getByRole('button').first().click();
    await reader.locator('.version-body').getByText('Beta words.').waitFor();

    await reader.getByLabel('Changes', { exact: true }).selectOption({ label: 'Changes until now' });
    await eventually(() => reader.locator('.version-body del').allTextContents()).toContain('Beta');
    await eventually(() => reader.locator('.version-body ins').allTextContents()).toContain('Gamma');
    await reader.getByText('2 changed').waitFor();

    await reader.getByRole('button', { name: 'Restore', exact: true }).click();
    await eventually(() => bodyText(typist)).toBe('Alpha words.\nBeta words.');
    await typist.keyboard.type(' More.');
    await eventually(() => bodyText(reader)).toContain('More.');
    await eventually(() => panel.getByRole('listitem').count()).toBeGreaterThanOrEqual(3);

    await reader.getByRole('button', { name: 'Undo' }).click();
    await eventually(() => bodyText(reader)).toContain('Gamma words.');
    expect(browser.faults).toEqual([]);
  });

  test('a version becomes a page of its own, and the old page stays as it is', async () => {
    ago = 3 * HOUR;
    const id = await page('Menu', 'Soup.\n');
    ago = 0;
    await write(id, 'Salad.\n', bo);
    const reader = await browser.signedIn(server);
    await reader.goto(`${server.url}/d/${id}?panel=history`);
    const panel = reader.getByRole('complementary', { name: 'History' });
    await eventually(() => panel.getByRole('listitem').count()).toBe(2);
    await panel.getByRole('listitem').last().getByRole('button').first().click();
    await reader.getByRole('button', { name: 'Copy to a new page' }).click();
    await reader.waitForURL((url) => url.pathname.startsWith('/d/') && !url.pathname.endsWith(id));
    await reader.waitForSelector('.page-body[contenteditable="true"]');
    await eventually(() => bodyText(reader)).toBe('Soup.');
    await eventually(() => reader.getByLabel('Page title').inputValue()).toBe('Menu (copy)');
    expect(browser.faults).toEqual([]);
  });

  test('the page as it is now gets a name by keyboard', async () => {
    const id = await page('Named', 'Words.\n');
    const reader = await browser.signedIn(server);
    await reader.goto(`${server.url}/d/${id}`);
    await reader.waitForSelector('.page-body[contenteditable="true"]');
    await reader.keyboard.press('Control+Alt+s');
    await reader.getByLabel('Name of the version').fill('First draft');
    await reader.keyboard.press('Enter');
    const panel = reader.getByRole('complementary', { name: 'History' });
    await panel.getByText('First draft').waitFor();
    await panel.getByLabel('Only named versions').check();
    await eventually(() => panel.getByRole('listitem').count()).toBe(1);
    expect(browser.faults).toEqual([]);
  });

  test('who follows a page sees the work of others arrive in the inbox, and opening the page marks it as read', async () => {
    const id = await page('Followed', 'Words.\n');
    const reader = await browser.signedIn(server);
    await reader.goto(`${server.url}/d/${id}`);
    await reader.getByRole('button', { name: 'More', exact: true }).click();
    await reader.getByRole('menuitem', { name: 'Follow this page' }).click();
    await reader.getByText('Changes by others appear in your inbox').first().waitFor();
    await reader.getByRole('link', { name: 'Inbox' }).click();
    await reader.waitForURL(/\/inbox$/);

    await write(id, 'Words by Bo.\n', bo);
    const line = reader.getByRole('main').getByRole('link', { name: /Guest 1 edited “Followed”/ });
    await line.waitFor();
    await reader.getByRole('link', { name: /Inbox\s*1 unread/ }).waitFor();
    await reader.keyboard.press('j');
    await eventually(() => line.evaluate((link) => link === document.activeElement)).toBe(true);
    await reader.keyboard.press('Enter');
    await reader.waitForURL(new RegExp(id));
    await eventually(() => reader.getByRole('link', { name: /unread/ }).count()).toBe(0);
    expect(browser.faults).toEqual([]);
  });
});
