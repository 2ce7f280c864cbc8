import { body, openPage, openRoughPage, putCaret, type Screen } from './screen.ts';

/** What appears while somebody writes. */
export const WRITING: readonly Screen[] = [
  {
    name: 'slash-menu',
    shows: 'The menu of blocks',
    async open(page, house) {
      await openRoughPage(page, house);
      await putCaret(page);
      await page.keyboard.type('/');
      await page.getByRole('listbox').waitFor();
    },
  },
  {
    name: 'mention-menu',
    shows: 'People, days and pages',
    async open(page, house) {
      await openRoughPage(page, house);
      await putCaret(page);
      await page.keyboard.type('@');
      await page.getByRole('option').nth(2).waitFor();
    },
  },
  {
    name: 'text-menu',
    shows: 'The menu of selected words',
    async open(page, house) {
      await openPage(page, house, 'Swift');
      await body(page).getByText('young swift').first().dblclick();
      await page.getByRole('toolbar').first().waitFor();
    },
  },
  {
    name: 'phone-bar',
    shows: 'The bar above the keyboard',
    only: 'phone',
    async open(page, house) {
      await openPage(page, house, 'How we write');
      await putCaret(page, 'One idea in a sentence');
      await page.getByRole('toolbar').first().waitFor();
    },
  },
  {
    name: 'handle-menu',
    shows: 'The menu of a block',
    async open(page, house) {
      await openPage(page, house, 'How we write');
      await putCaret(page, 'One idea in a sentence');
      await page.keyboard.press('Control+/');
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'blocks-selected',
    shows: 'Several blocks selected',
    only: 'desktop',
    async open(page, house) {
      await openPage(page, house, 'How we write');
      await putCaret(page, 'One idea in a sentence');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Shift+ArrowDown');
      await page.locator('.is-block-selected').nth(1).waitFor();
    },
  },
  {
    name: 'table-menu',
    shows: 'The menu of a table',
    only: 'desktop',
    async open(page, house) {
      await openPage(page, house, 'Swift');
      await putCaret(page, '17 cm');
      await page.getByRole('button', { name: 'Column', exact: true }).first().click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'link-card-menu',
    shows: 'The menu of a card',
    async open(page, house) {
      await openPage(page, house, 'Every block');
      await body(page).locator('svg').first().waitFor();
      await page.getByRole('button', { name: 'What to do with this card' }).first().click();
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'day-picker',
    shows: 'Choosing a day',
    async open(page, house) {
      await openPage(page, house, 'Print run');
      await body(page).locator('[data-type="date"], .date-chip, time').nth(1).click();
      await page.getByRole('button', { name: 'Month after' }).waitFor();
    },
  },
  {
    name: 'find',
    shows: 'Find and replace in a page',
    async open(page, house) {
      await openPage(page, house, 'City birds');
      await putCaret(page, 'Eighty birds');
      await page.keyboard.press('Control+h');
      await page.getByRole('textbox', { name: 'Find in page' }).fill('bird');
      await page
        .getByText(/^\d+ of \d+/)
        .first()
        .waitFor();
    },
  },
];
