import type { Page } from 'playwright-core';
import type { House } from './house.ts';
import { fromPageMenu, openPage, openRoughPage, openPlace, type Screen } from './screen.ts';

const FILES = [
  {
    name: 'Pond life.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from('# Pond life\n\nSee [the index](missing.md).\n\n- [ ] Ask the museum\n'),
  },
  {
    name: 'Letters.html',
    mimeType: 'text/html',
    buffer: Buffer.from(
      '<title>Letters</title><h1>Letters</h1><p>Words.</p><iframe src="https://example.org/map"></iframe><form><input></form>',
    ),
  },
  { name: 'budget.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK') },
];

/** Questions and small tasks above the page. */
export const DIALOGS: readonly Screen[] = [
  {
    name: 'palette',
    shows: 'Find pages, words and commands: before the first letter',
    async open(page, house) {
      await openPage(page, house, 'City birds');
      await page.keyboard.press('Control+k');
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'palette-results',
    shows: 'Find pages, words and commands: results',
    async open(page, house) {
      await openPage(page, house, 'City birds');
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill('swift');
      await page.getByRole('dialog').locator('mark').nth(2).waitFor();
    },
  },
  {
    name: 'palette-commands',
    shows: 'Find pages, words and commands: commands',
    async open(page, house) {
      await openPage(page, house, 'City birds');
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill('>');
      await page.getByRole('option').nth(3).waitFor();
    },
  },
  {
    name: 'palette-nothing',
    shows: 'Find pages, words and commands: nothing found',
    async open(page, house) {
      await openPage(page, house, 'City birds');
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').fill('zeppelin harbour');
      await page
        .getByRole('dialog')
        .getByText(/Nothing (was found|has this name)/)
        .first()
        .waitFor();
    },
  },
  {
    name: 'keys',
    shows: 'The map of the keyboard',
    async open(page, house) {
      await openPlace(page, house, '');
      await page.getByRole('main').getByRole('heading').first().waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'share',
    shows: 'Share a page',
    async open(page, house) {
      await openPage(page, house, 'City birds');
      await page.getByRole('button', { name: 'Share' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'move',
    shows: 'Move a page',
    async open(page, house) {
      await openPage(page, house, 'Swift');
      await fromPageMenu(page, 'Move to…');
      await page.getByRole('dialog').getByText('Workshop').first().waitFor();
    },
  },
  {
    name: 'move-workspace',
    shows: 'Move a page to another workspace',
    async open(page, house) {
      await openPage(page, house, 'Swift');
      await fromPageMenu(page, 'Move to…');
      await page.getByRole('dialog').getByLabel('Workspace').selectOption({ label: 'Nothing yet' });
      await page.getByRole('dialog').getByText('The top of the workspace').click();
      await page.getByRole('button', { name: 'Move', exact: true }).waitFor();
    },
  },
  {
    name: 'icon',
    shows: 'Choose an icon',
    async open(page, house) {
      await openPage(page, house, 'Swift');
      await fromPageMenu(page, 'Change icon');
      await page.getByRole('dialog').getByRole('button').nth(8).waitFor();
    },
  },
  {
    name: 'tags',
    shows: 'Give a page a tag',
    async open(page, house) {
      await openPage(page, house, 'Swift');
      await page.getByRole('button', { name: 'Add tag' }).click();
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'export',
    shows: 'Export a page',
    async open(page, house) {
      await openPage(page, house, 'City birds');
      await fromPageMenu(page, 'Export…');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'import',
    shows: 'Import: choose',
    async open(page, house) {
      await openImport(page, house);
      await page.getByRole('button', { name: 'Choose folder' }).waitFor();
    },
  },
  {
    name: 'import-preview',
    shows: 'Import: what would become of the files',
    async open(page, house) {
      await openImport(page, house);
      await page.locator('[data-import=files]').setInputFiles(FILES);
      await page.getByRole('heading', { name: /^Import 2 pages/ }).waitFor();
    },
  },
  {
    name: 'import-report',
    shows: 'Import: what became of them',
    async open(page, house) {
      await page.goto(`${house.url}/w/${house.roughWorkspaceId}/trash`);
      await pressImport(page);
      await page.locator('[data-import=files]').setInputFiles(FILES);
      await page.getByRole('button', { name: /^Import 2 pages/ }).click();
      await page.getByRole('heading', { name: 'Import finished' }).waitFor();
    },
  },
  {
    name: 'toast',
    shows: 'A message with a way back',
    async open(page, house) {
      await openRoughPage(page, house, 'Old letters');
      await fromPageMenu(page, 'Move to trash');
      await page.getByRole('button', { name: 'Undo' }).waitFor();
    },
  },
  {
    name: 'updated',
    shows: 'Materi was updated',
    async open(page, house) {
      await openPage(page, house, 'Paper');
      // As when a part of the app is asked for that the server no longer has.
      await page.evaluate("dispatchEvent(new Event('vite:preloadError'))");
      await page.getByText('Materi was updated', { exact: true }).waitFor();
    },
  },
];

async function openImport(page: Page, house: House): Promise<void> {
  await openPlace(page, house, '/trash');
  await pressImport(page);
}

async function pressImport(page: Page): Promise<void> {
  await page.getByText('Trash').first().waitFor();
  if ((page.viewportSize()?.width ?? 0) < 768) await page.getByRole('button', { name: 'Show sidebar' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
}
