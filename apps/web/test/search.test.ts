import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { hasBrowser, PHONE, startBrowser, type TestBrowser } from './support/browser.ts';
import { eventually } from './support/stage.ts';

const shots = process.env['SEARCH_SHOTS'];

let server: TestServer;
let browser: TestBrowser;
let pageId: string;
beforeAll(async () => {
  server = await startTestServer(process.env['SEARCH_WEB'] ? { webApp: process.env['SEARCH_WEB'] } : {});
  browser = await startBrowser();
  const make = async (title: string, markdown: string, properties = {}) =>
    (
      await server.api<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
        body: { title, markdown, properties },
      })
    ).body.id;
  pageId = await make(
    'Sourdough bread',
    `# Starter\n\nFeed it with flour.\n\n${'Filler stands here.\n\n'.repeat(40)}## Baking\n\nThe oven is running hot: bake for forty minutes.\n`,
    { tags: ['Recipes'] },
  );
  await make('Garden', 'Nothing about ovens, much about slugs.');
  const { indexer } = server.materi.search;
  for (;;) {
    await indexer.caughtUp();
    const answer = await server.api<{ items: unknown[] }>('/api/v1/search?q=oven%20');
    if (answer.body.items.length === 2) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

test.skipIf(!hasBrowser)('the palette finds words in a page, and opens it there with the words marked', async () => {
  const page = await browser.signedIn(server);
  await page.getByRole('button', { name: /^Search/ }).click();
  const field = page.getByRole('combobox', { name: 'Find pages, words in them, commands' });
  await field.fill('forty minutes');
  const hit = page.getByRole('option').filter({ hasText: 'bake for forty minutes' });
  await hit.waitFor();
  if (shots) await page.screenshot({ path: `${shots}/palette.png` });
  await hit.click();
  await page.waitForURL(new RegExp(`/d/${pageId}#b-`));
  await page.waitForFunction(() => (CSS.highlights.get('search-words')?.size ?? 0) >= 2);
  await page.getByText('The oven is running hot').waitFor();
  if (shots) await page.screenshot({ path: `${shots}/passage.png` });
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !CSS.highlights.has('search-words'));

  // The same from the page itself, which stands open at its start again.
  const passage = page.getByText('The oven is running hot');
  const isInWindow = () =>
    passage.evaluate((block) => {
      const { top, bottom } = block.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
  await page.getByLabel('Page title').scrollIntoViewIfNeeded();
  await eventually(isInWindow).toBe(false);
  await page.getByRole('button', { name: /^Search/ }).click();
  await field.fill('forty minutes');
  await hit.click();
  await eventually(isInWindow).toBe(true);
});

test.skipIf(!hasBrowser)('the search screen keeps words and filters in its address', async () => {
  const page = await browser.signedIn(server);
  await page.goto(`${server.url}/w/${server.owner.workspaceId}/search?q=oven&tag=Recipes`);
  await page.getByRole('link', { name: 'Sourdough bread' }).first().waitFor();
  expect(await page.getByRole('link', { name: 'Garden' }).and(page.locator('main a')).count()).toBe(0);
  if (shots) await page.screenshot({ path: `${shots}/screen.png` });
  await page.getByRole('button', { name: 'Remove filter: Recipes' }).click();
  await page.locator('main').getByRole('link', { name: 'Garden' }).waitFor();
  expect(page.url()).not.toContain('tag=');
  await page.getByLabel('Tag', { exact: true }).selectOption('Recipes');
  await page.getByRole('button', { name: 'Inside a page' }).click();
  await page.getByRole('combobox', { name: 'Inside a page' }).fill('Sourdough');
  await page.getByRole('option', { name: 'Sourdough bread' }).click();
  await page.getByText('In “Sourdough bread” and below').waitFor();
  expect(new URL(page.url()).searchParams.get('in')).toBe(pageId);
  if (shots) await page.screenshot({ path: `${shots}/filters.png` });
  await page.getByRole('button', { name: 'Clear filters' }).click();

  await page.getByRole('searchbox').fill('ovven');
  await page.getByText('No page holds “ovven”. These hold “oven”.').waitFor();
  if (shots) await page.screenshot({ path: `${shots}/corrected.png` });
  await page.getByRole('button', { name: 'Search only for “ovven”' }).click();
  await page.getByText('Nothing was found for “ovven”').waitFor();
  await page.getByRole('button', { name: 'Search without filters' }).click();
  await page.locator('main').getByRole('link', { name: 'Garden' }).waitFor();
  if (shots) {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize(PHONE);
    await page.screenshot({ path: `${shots}/screen-phone-dark.png` });
  }
});

test.skipIf(!hasBrowser)('tags are added under the title, with the ones that there are', async () => {
  const page = await browser.signedIn(server);
  await page.goto(`${server.url}/d/${pageId}`);
  await page.getByRole('button', { name: 'Add tag' }).click();
  await page.getByRole('combobox', { name: 'Add tag' }).fill('bread');
  await page.getByRole('option', { name: 'New tag “bread”' }).click();
  await page.getByRole('link', { name: 'bread', exact: true }).waitFor();
  if (shots) await page.screenshot({ path: `${shots}/tags.png` });
});

test.skipIf(!hasBrowser)('tags are merged and deleted in the settings, and both can be taken back', async () => {
  const page = await browser.signedIn(server);
  await page.goto(`${server.url}/w/${server.owner.workspaceId}/settings/tags`);
  await page.getByRole('button', { name: 'More for Recipes' }).click();
  if (shots) await page.screenshot({ path: `${shots}/tag-settings.png` });
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('BREAD');
  await page.getByText('“bread” stands on 1 page already. The two become one.').waitFor();
  if (shots) await page.screenshot({ path: `${shots}/tag-merge.png` });
  await page.getByRole('button', { name: 'Merge' }).click();
  await page.getByText('“Recipes” was merged into “bread”').first().waitFor();
  await page.getByRole('link', { name: 'Recipes' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('link', { name: 'Recipes' }).waitFor();

  await page.getByRole('button', { name: 'More for Recipes' }).click();
  await page.getByRole('menuitem', { name: 'Delete tag' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete tag' }).click();
  await page.getByRole('link', { name: 'Recipes' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('link', { name: 'Recipes' }).waitFor();
  if (shots) {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize(PHONE);
    await page.screenshot({ path: `${shots}/tag-settings-phone-dark.png` });
  }
  expect(browser.faults).toEqual([]);
});
