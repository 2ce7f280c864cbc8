import { expect, test } from 'vitest';
import { bodyText, putCaret } from './support/editing.ts';
import { blocksOf, eventually, useStage } from './support/stage.ts';

const stage = useStage();

test('words are found, counted, walked through and replaced; one undo takes all of it back', async () => {
  const id = await stage().newPage('One fish\n\nTwo **fish** and a Fishbone\n\n- red fish');
  const ada = await stage().open(id);
  await putCaret(ada, 'One');
  await ada.keyboard.press('Control+f');
  const field = ada.getByRole('textbox', { name: 'Find in page' });
  await field.fill('fish');
  const said = ada.getByRole('search').getByRole('status');
  await eventually(() => said.innerText()).toMatch(/ of 4$/);
  await ada.getByRole('button', { name: 'Match case' }).click();
  await eventually(() => said.innerText()).toMatch(/ of 3$/);
  await ada.getByRole('button', { name: 'Match case' }).click();
  await ada.getByRole('button', { name: 'Whole words' }).click();
  await eventually(() => said.innerText()).toMatch(/ of 3$/);
  const before = await said.innerText();
  await field.press('Enter');
  await eventually(() => said.innerText()).not.toBe(before);
  await field.press('Shift+Enter');
  await eventually(() => said.innerText()).toBe(before);
  await field.press('F3');
  await eventually(() => said.innerText()).not.toBe(before);

  await field.press('Control+h');
  await ada.getByRole('textbox', { name: 'Replace with' }).fill('bird');
  await ada.getByRole('button', { name: 'Replace all' }).click();
  await eventually(() => blocksOf(ada)).toBe(
    'doc(paragraph("One bird"), paragraph("Two ", bold("bird"), " and a Fishbone"), bulletList(listItem(paragraph("red bird"))))',
  );
  // The button has nothing left to do; the keys still reach the bar.
  await eventually(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
  await ada.keyboard.press('Escape');
  await eventually(() => ada.locator('.page-body').evaluate((body) => body === document.activeElement)).toBe(true);
  await ada.keyboard.press('Control+z');
  await eventually(() => bodyText(ada)).toBe('One fish\nTwo fish and a Fishbone\nred fish');
});

test('one match is replaced at a time, and one undo takes back one of them', async () => {
  const id = await stage().newPage('One fish, two fish\n\nred fish');
  const ada = await stage().open(id);
  await putCaret(ada, 'One');
  await ada.keyboard.press('Home');
  await ada.keyboard.press('Control+h');
  await ada.getByRole('textbox', { name: 'Find in page' }).fill('fish');
  const said = ada.getByRole('search').getByRole('status');
  await eventually(() => said.innerText()).toBe('1 of 3');
  await ada.getByRole('textbox', { name: 'Replace with' }).fill('bird');
  await ada.getByRole('search').getByText('Replace', { exact: true }).click();
  await eventually(() => bodyText(ada)).toBe('One bird, two fish\nred fish');
  await eventually(() => said.innerText()).toBe('1 of 2');
  // Enter in the field does the same.
  await ada.getByRole('textbox', { name: 'Replace with' }).press('Enter');
  await eventually(() => bodyText(ada)).toBe('One bird, two bird\nred fish');
  await ada.keyboard.press('Escape');
  await eventually(() => ada.locator('.page-body').evaluate((body) => body === document.activeElement)).toBe(true);
  await ada.keyboard.press('Control+z');
  await eventually(() => bodyText(ada)).toBe('One bird, two fish\nred fish');
  await ada.keyboard.press('Control+z');
  await eventually(() => bodyText(ada)).toBe('One fish, two fish\nred fish');
});

test('a pattern finds and replaces with its groups; one that never ends is given up', async () => {
  const id = await stage().newPage(`Paid 12 EUR\n\nPaid 7 EUR\n\n${'a'.repeat(40)}!`);
  const ada = await stage().open(id);
  await putCaret(ada, 'Paid 12');
  await ada.keyboard.press('Control+h');
  await ada.getByRole('button', { name: /^Pattern/ }).click();
  const field = ada.getByRole('textbox', { name: 'Find in page' });
  const said = ada.getByRole('search').getByRole('status');
  await field.fill(String.raw`(\d+) EUR`);
  await eventually(() => said.innerText()).toMatch(/ of 2$/);
  await ada.getByRole('textbox', { name: 'Replace with' }).fill('€ $1');
  await ada.getByRole('button', { name: 'Replace all' }).click();
  await eventually(() => bodyText(ada)).toContain('Paid € 12\nPaid € 7');
  await field.fill('(a+)+$');
  await eventually(() => said.innerText()).toContain('takes too long');
  await field.fill('(');
  await eventually(() => said.innerText()).toContain('cannot be read');
});

test('somebody who only reads finds too; Escape gives the caret back where nothing was walked to', async () => {
  const id = await stage().newPage('Start here\n\nneedle');
  const reader = await stage().server.invite('viewer');
  const page = await (await stage().visitor(reader)).open(id, false);
  await page.locator('.page-body', { hasText: 'needle' }).waitFor();
  await page.keyboard.press('Control+f');
  await page.getByRole('textbox', { name: 'Find in page' }).fill('needle');
  await page.locator('.find-match.is-current', { hasText: 'needle' }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Replace with' }).count()).toBe(0);

  const ada = await stage().open(id);
  await putCaret(ada, 'Start');
  // As on a phone, which has no keys for it.
  await ada.getByRole('button', { name: 'More', exact: true }).click();
  await ada.getByRole('menuitem', { name: 'Find in page' }).click();
  await ada.getByRole('textbox', { name: 'Find in page' }).fill('nowhere');
  await ada.getByRole('search').getByText('Not found').waitFor();
  await ada.keyboard.press('Escape');
  await eventually(() => ada.locator('.page-body').evaluate((body) => body === document.activeElement)).toBe(true);
  await ada.keyboard.type('!');
  await eventually(() => bodyText(ada)).toBe('Start here!\nneedle');
});

test('the outline follows headings and scrolling, leads to them, and counts the page and the selection', async () => {
  const part = (name: string) =>
    `## ${name}\n\n${Array.from({ length: 25 }, (_, line) => `Line ${line}.`).join('\n\n')}`;
  const id = await stage().newPage(`# Report\n\n${part('Aims')}\n\n${part('Results')}`);
  const ada = await stage().open(id);
  await ada.goto(`/d/${id}?panel=outline`);
  const outline = ada.getByRole('navigation', { name: 'Headings of this page' });
  await outline.getByRole('button', { name: 'Report' }).waitFor();
  await eventually(() => outline.getByRole('button').allInnerTexts()).toEqual(['Report', 'Aims', 'Results']);
  await outline.getByRole('button', { name: 'Results' }).press('Enter');
  await eventually(() => outline.locator('[aria-current]').innerText()).toBe('Results');
  await eventually(() => ada.locator('.page-body').evaluate((body) => body === document.activeElement)).toBe(true);
  await ada.keyboard.type(' of 2026');
  await eventually(() => outline.getByRole('button').allInnerTexts()).toEqual(['Report', 'Aims', 'Results of 2026']);
  await ada.getByText('105 words').waitFor();
  await ada.keyboard.press('Control+a');
  await ada.getByText('3 words').waitFor();
  await ada.getByText('15 characters').waitFor();
});
