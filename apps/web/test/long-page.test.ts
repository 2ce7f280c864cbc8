import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { putCaret } from './support/editing.ts';
import { eventually, useStage } from './support/stage.ts';

const stage = useStage();
const BLOCKS = 2_000;
const markdown = Array.from({ length: BLOCKS }, (_, at) =>
  at % 100 === 0 ? `## Part ${at / 100}` : `Block number ${at}.`,
).join('\n\n');

/** The words of the blocks whose middle is in the window, and whether the browser draws each. */
const inWindow = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.page-body > *')]
      .map((block) => ({ block, box: block.getBoundingClientRect() }))
      .filter(({ box }) => box.top > 80 && box.top < innerHeight - 10)
      .map(({ block }) => ({
        text: block.textContent,
        drawn: getComputedStyle(block).contentVisibility !== 'hidden',
      })),
  );

const visibilityOf = (page: Page, text: string) =>
  page.evaluate(
    (wanted) =>
      getComputedStyle(
        [...document.querySelectorAll('.page-body > *')].find((block) => block.textContent === wanted) as Element,
      ).contentVisibility,
    text,
  );

async function seesOnly(page: Page, words: RegExp): Promise<void> {
  await eventually(async () => {
    const seen = await inWindow(page);
    return seen.length > 3 && seen.every(({ drawn }) => drawn) && seen.some(({ text }) => words.test(text));
  }).toBe(true);
}

test('a very long page is drawn where one looks and where one writes, however one gets there', async () => {
  const id = await stage().newPage(markdown);
  const page = await stage().open(id);
  await seesOnly(page, /^Block number 5\.$/);
  expect(await visibilityOf(page, 'Block number 1899.')).toBe('hidden');

  // By the wheel.
  await page.mouse.move(700, 450);
  await eventually(async () => {
    await page.mouse.wheel(0, 2_500);
    return visibilityOf(page, 'Block number 101.');
  }).toBe('hidden');
  await seesOnly(page, /^Block number \d+\.$/);

  // By a key, and writing there.
  await page.locator('.page-body').focus();
  await page.keyboard.press('Control+End');
  await seesOnly(page, /^Block number 1999\.$/);
  await page.keyboard.type(' The end.');
  await eventually(() => page.locator('.page-body > p').last().textContent()).toBe('Block number 1999. The end.');

  // Looking elsewhere and writing on: the caret is where it was.
  await page.evaluate(() => {
    for (let at = document.querySelector('.page-body') as Element | null; at !== null; at = at.parentElement)
      at.scrollTop = 0;
  });
  await seesOnly(page, /^Block number 5\.$/);
  await page.keyboard.type(' Really.');
  await seesOnly(page, /The end\. Really\.$/);

  // By the words.
  await page.keyboard.press('Control+f');
  await page.getByRole('textbox', { name: 'Find in page' }).fill('number 1234');
  await page.keyboard.press('Enter');
  await seesOnly(page, /^Block number 1234\.$/);
  await page.keyboard.press('Escape');

  // By the address of a block.
  const block = await page.locator('.page-body > p', { hasText: 'Block number 321.' }).getAttribute('data-id');
  await page.goto(`${page.url().split('#')[0]}#${block}`);
  await seesOnly(page, /^Block number 321\.$/);
});

test('blocks that come and go move the window with them', async () => {
  const id = await stage().newPage(markdown);
  const page = await stage().open(id);
  await putCaret(page, 'Block number 3.');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  await eventually(async () => (await page.locator('.page-body > *').count()) < 5).toBe(true);
  await page.keyboard.press('Control+z');
  await eventually(() => page.locator('.page-body > *').count()).toBeGreaterThanOrEqual(BLOCKS);
  await seesOnly(page, /^Block number \d+\.$/);
});
