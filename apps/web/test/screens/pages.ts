import type { Page } from 'playwright-core';
import { LONG_TITLE } from './extremes.ts';
import { body, failed, never, openPage, openRoughPage, type Screen } from './screen.ts';

/** As the device tells it. */
async function loseConnection(page: Page): Promise<void> {
  await page.evaluate(
    "Object.defineProperty(navigator, 'onLine', { value: false }); dispatchEvent(new Event('offline'))",
  );
  await page.getByText('No connection to the server.').waitFor();
}

/** A page and what stands beside it. */
export const PAGES: readonly Screen[] = [
  {
    name: 'page',
    shows: 'A page',
    async open(page, house) {
      await openPage(page, house, 'City birds');
      await body(page).locator('.diagram-picture svg, .diagram svg, .mermaid svg').first().waitFor();
    },
  },
  {
    name: 'page-table',
    shows: 'A page with a table and a formula',
    async open(page, house) {
      await openPage(page, house, 'Song and noise');
      await body(page).getByText('Tram depot').waitFor();
    },
  },
  {
    name: 'page-columns',
    shows: 'A page with columns, people and days',
    async open(page, house) {
      await openPage(page, house, 'Print run');
      await body(page).getByText('3,500 copies').waitFor();
    },
  },
  {
    name: 'page-picture',
    shows: 'A page with a picture',
    async open(page, house) {
      await openPage(page, house, 'Swift');
      await body(page).locator('img').first().scrollIntoViewIfNeeded();
      await page.waitForFunction("document.querySelector('.page-body img')?.complete");
    },
  },
  ...['Heading 1', 'Words of somebody else', 'Heading 4', 'Common swift'].map((words, part): Screen => ({
    name: `blocks-${part + 1}`,
    shows: `Every block, part ${part + 1}`,
    async open(page, house) {
      await openPage(page, house, 'Every block');
      await body(page).locator('svg[id^=mermaid], .diagram svg').first().waitFor();
      await body(page)
        .getByText(words)
        .first()
        .evaluate((found) => found.scrollIntoView({ block: 'start' }));
    },
  })),
  { name: 'page-empty', shows: 'An empty page', open: (page, house) => openPage(page, house, 'Nothing written') },
  {
    name: 'page-new',
    shows: 'A new page',
    async open(page, house) {
      await page.goto(`${house.url}/w/${house.roughWorkspaceId}/trash`);
      await page.getByRole('heading').first().waitFor();
      await page.keyboard.press('Control+Alt+n');
      await page.locator('.page-body[contenteditable="true"]').waitFor();
    },
  },
  {
    name: 'page-long-title',
    shows: 'A title of 200 characters',
    open: (page, house) => openPage(page, house, LONG_TITLE),
  },
  {
    name: 'page-5000',
    shows: 'A page of 5,000 blocks',
    async open(page, house) {
      await openPage(page, house, 'Five thousand blocks', '?panel=outline');
      await page.getByText('Day 12', { exact: true }).first().waitFor();
    },
  },
  {
    name: 'page-forty',
    shows: 'Forty people here',
    async open(page, house) {
      await house.gather('Night sky');
      await openPage(page, house, 'Night sky');
      await page.getByRole('button', { name: '41 people here' }).click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'page-loading',
    shows: 'A page, on its way',
    firstVisit: true,
    async open(page, house) {
      await page.route(`**/api/v1/documents/${house.page('Wren')}`, never);
      await page.goto(`${house.url}/d/${house.page('Wren')}`);
      await page.locator('.breathing').first().waitFor();
    },
  },
  {
    name: 'page-failed',
    shows: 'A page, not loaded',
    firstVisit: true,
    async open(page, house) {
      await page.route(`**/api/v1/documents/${house.page('Great tit')}`, failed);
      await page.goto(`${house.url}/d/${house.page('Great tit')}`);
      await page.getByRole('button', { name: 'Try again' }).waitFor();
    },
  },
  {
    name: 'page-missing',
    shows: 'A page that is not there',
    async open(page, house) {
      await page.goto(`${house.url}/d/00000000-0000-7000-8000-000000000000`);
      await page.getByRole('button', { name: 'Go to Home' }).waitFor();
    },
  },
  {
    name: 'page-offline',
    shows: 'A page without a connection',
    async open(page, house) {
      await openPage(page, house, 'Paper');
      await loseConnection(page);
    },
  },
  {
    name: 'page-file-waits',
    shows: 'A file that waits for a connection',
    // The file stays on the device.
    firstVisit: true,
    async open(page, house) {
      await openRoughPage(page, house, 'What we need');
      await page.route('**/uploads', (route) => route.abort());
      await loseConnection(page);
      // A string: the page has a DOM, this program has none.
      await page.evaluate(`{
        const data = new DataTransfer();
        data.items.add(new File(['Bread, ink, thread.'], 'What we need.txt', { type: 'text/plain' }));
        const pasted = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
        document.querySelector('.page-body').dispatchEvent(pasted);
      }`);
      await page.getByText('waits for a connection').first().waitFor();
    },
  },
  {
    name: 'outline',
    shows: 'The outline of a page',
    async open(page, house) {
      await openPage(page, house, 'City birds', '?panel=outline');
      await page.getByText('min to read').first().waitFor();
    },
  },
  {
    name: 'history',
    shows: 'The history of a page',
    async open(page, house) {
      await openPage(page, house, 'City birds', '?panel=history');
      await page.getByText('Before the proofs').first().waitFor();
    },
  },
  {
    name: 'version',
    shows: 'A version, with what changed in it',
    async open(page, house) {
      const { items } = await (
        await page.request.get(`${house.url}/api/v1/documents/${house.page('City birds')}/versions`, {
          headers: { authorization: `Bearer ${house.people[0]?.key ?? ''}` },
        })
      ).json();
      await page.goto(`${house.url}/d/${house.page('City birds')}?panel=history&version=${items[0].id}&changes=before`);
      await page.locator('.version-body').waitFor();
      await page.locator('.version-body :is(ins, del)').first().waitFor();
    },
  },
  {
    name: 'activity',
    shows: 'What happened to a page',
    async open(page, house) {
      await openPage(page, house, 'City birds', '?panel=activity');
      await page.getByText('imported this page').first().waitFor();
    },
  },
  {
    name: 'panel-failed',
    shows: 'A panel, not loaded',
    async open(page, house) {
      await page.route(/\/api\/v1\/.*\/versions/, failed);
      await openPage(page, house, 'City birds', '?panel=history');
      await page.getByText('The versions could not be loaded.').waitFor();
    },
  },
  {
    name: 'page-menu',
    shows: 'What can be done with a page',
    async open(page, house) {
      await openPage(page, house, 'Swift');
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menu').waitFor();
    },
  },
];
