import type { TreeNode } from '@materi/contract';
import { failed, never, openPage, openPlace, type Screen } from './screen.ts';

/** The places beside the pages: home, inbox, search, trash, and the sidebar. */
export const PLACES: readonly Screen[] = [
  {
    name: 'home',
    shows: 'Home',
    async open(page, house) {
      await openPlace(page, house, '');
      await page.getByRole('main').getByText('Start here').first().waitFor();
    },
  },
  {
    name: 'home-empty',
    shows: 'Home of a new workspace',
    async open(page, house) {
      await page.goto(`${house.url}/w/${house.emptyWorkspaceId}`);
      await page.getByRole('button', { name: /Write the first page/ }).waitFor();
    },
  },
  {
    name: 'home-loading',
    shows: 'Home, on its way',
    firstVisit: true,
    async open(page, house) {
      await page.route(/recent=true/, never);
      await openPlace(page, house, '');
      await page.locator('.breathing').first().waitFor();
    },
  },
  {
    name: 'home-failed',
    shows: 'Home, not loaded',
    firstVisit: true,
    async open(page, house) {
      await page.route(/recent=true/, failed);
      await openPlace(page, house, '');
      await page.getByText('This list could not be loaded.').waitFor();
    },
  },
  {
    name: 'sidebar',
    shows: 'The sidebar on a phone',
    only: 'phone',
    async open(page, house) {
      await openPage(page, house, 'City birds');
      await page.getByRole('button', { name: 'Show sidebar' }).click();
      await page.getByRole('treeitem').first().waitFor();
    },
  },
  {
    name: 'tree-long',
    shows: 'A tree of 2,000 pages',
    async open(page, house) {
      await page.route('**/tree', (route) => route.fulfill({ json: { items: twoThousand() } }));
      await openPlace(page, house, '');
      if ((page.viewportSize()?.width ?? 0) < 768) await page.getByRole('button', { name: 'Show sidebar' }).click();
      await page.getByRole('treeitem').nth(5).waitFor();
    },
  },
  {
    name: 'inbox',
    shows: 'The inbox',
    async open(page, house) {
      await openPlace(page, house, '/inbox');
      await page.getByRole('main').getByText('Ana Okonkwo').first().waitFor();
    },
  },
  {
    name: 'inbox-empty',
    shows: 'The inbox, empty',
    async open(page, house) {
      await page.goto(`${house.url}/w/${house.emptyWorkspaceId}/inbox`);
      await page.getByText('Nothing new').waitFor();
    },
  },
  {
    name: 'inbox-failed',
    shows: 'The inbox, not loaded',
    firstVisit: true,
    async open(page, house) {
      await page.route(/\/api\/v1\/notifications/, failed);
      await openPlace(page, house, '/inbox');
      await page.getByText('The inbox could not be loaded.').waitFor();
    },
  },
  {
    name: 'search',
    shows: 'Search, before the first word',
    async open(page, house) {
      await openPlace(page, house, '/search');
      await page.getByText('Search everything that was written here').waitFor();
    },
  },
  {
    name: 'search-results',
    shows: 'Search, with results and filters',
    async open(page, house) {
      await openPlace(page, house, '/search?q=paper&sort=updated');
      await page.getByRole('main').locator('mark').first().waitFor();
    },
  },
  {
    name: 'search-nothing',
    shows: 'Search, nothing found',
    async open(page, house) {
      await openPlace(page, house, '/search?q=zeppelin%20harbour');
      await page.getByText('Nothing was found for').first().waitFor();
    },
  },
  {
    name: 'search-failed',
    shows: 'Search, not made',
    async open(page, house) {
      await page.route(/\/api\/v1\/search/, failed);
      await openPlace(page, house, '/search?q=paper');
      await page.getByRole('heading', { name: 'The search could not be made' }).waitFor();
    },
  },
  {
    name: 'trash',
    shows: 'The trash',
    async open(page, house) {
      await openPlace(page, house, '/trash');
      await page.getByText('Mosses, an outline').waitFor();
    },
  },
  {
    name: 'trash-empty',
    shows: 'The trash, empty',
    async open(page, house) {
      await page.goto(`${house.url}/w/${house.emptyWorkspaceId}/trash`);
      await page.getByText('The trash is empty').waitFor();
    },
  },
  {
    name: 'trash-ask',
    shows: 'Before something is destroyed',
    async open(page, house) {
      await openPlace(page, house, '/trash');
      await page.getByRole('button', { name: 'Empty trash' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
];

/** Forty notebooks of fifty pages. The tree is drawn from the answer alone, so the answer is all that is made up. */
function twoThousand(): TreeNode[] {
  const id = (place: number) => `00000000-0000-7000-8000-${String(place).padStart(12, '0')}`;
  return Array.from({ length: 2040 }, (_, place) => {
    const book = Math.floor(place / 51);
    const isBook = place % 51 === 0;
    return {
      id: id(place),
      parentId: isBook ? null : id(book * 51),
      title: isBook ? `Notebook ${book + 1}` : `Observation ${place - book - 1}, before sunrise`,
      icon: isBook ? '📓' : null,
      position: String(place).padStart(5, '0'),
    };
  });
}
