import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { bodyText, boxOf, clickInto, dragHandle, putCaret } from './support/editing.ts';
import { blocksOf, eventually, selectedBlocks, selectionOf, useStage } from './support/stage.ts';

const stage = useStage();

const idOf = (page: Page, words: string) =>
  page.locator('.page-body > [data-id]', { hasText: words }).first().getAttribute('data-id');

test('Escape selects the block, Shift and the arrows more of them, and one key does something with all', async () => {
  const id = await stage().newPage('One\n\nTwo\n\nThree\n\nFour');
  const ada = await stage().open(id);
  await putCaret(ada, 'Two');
  await ada.keyboard.press('Escape');
  expect(await selectedBlocks(ada)).toEqual(['Two']);
  await ada.keyboard.press('Shift+ArrowDown');
  expect(await selectedBlocks(ada)).toEqual(['Two', 'Three']);
  await ada.getByRole('status').getByText('2 blocks selected').waitFor({ state: 'attached' });
  const ids = await Promise.all([idOf(ada, 'Two'), idOf(ada, 'Three')]);

  await ada.keyboard.press('Alt+ArrowUp');
  await eventually(() => bodyText(ada)).toBe('Two\nThree\nOne\nFour');
  expect(await Promise.all([idOf(ada, 'Two'), idOf(ada, 'Three')])).toEqual(ids);

  await ada.keyboard.press('Control+d');
  await eventually(() => bodyText(ada)).toBe('Two\nThree\nTwo\nThree\nOne\nFour');
  const all = await ada
    .locator('.page-body > [data-id]')
    .evaluateAll((blocks) => blocks.map((one) => (one as HTMLElement).dataset['id']));
  expect(new Set(all).size).toBe(6);

  await ada.keyboard.press('Control+Alt+2');
  await eventually(() => blocksOf(ada)).toContain(
    'paragraph("Three"), heading("Two"), heading("Three"), paragraph("One")',
  );
  expect(await selectedBlocks(ada)).toEqual(['Two', 'Three']);
  await ada.keyboard.press('Delete');
  await eventually(() => bodyText(ada)).toBe('Two\nThree\nOne\nFour');
  // Each of these was a step of its own.
  await ada.keyboard.press('Control+z');
  await eventually(() => blocksOf(ada)).toContain('heading("Two")');
  await ada.keyboard.press('Control+z');
  await eventually(() => blocksOf(ada)).not.toContain('heading');
});

test('Mod+A selects the words of the block first and then every block; copied blocks arrive as blocks', async () => {
  const id = await stage().newPage('First words\n\n- item');
  const ada = await stage().open(id);
  await putCaret(ada, 'First');
  await ada.keyboard.press('Control+a');
  expect(await ada.evaluate(() => getSelection()?.toString())).toBe('First words');
  await ada.keyboard.press('Control+a');
  expect(await selectionOf(ada)).toBe('blocks');
  await ada.keyboard.press('Control+c');
  await ada.keyboard.press('Escape');
  await clickInto(ada.locator('li p'));
  await ada.keyboard.press('Control+v');
  await eventually(() => blocksOf(ada)).toBe(
    'doc(paragraph("First words"), bulletList(listItem(paragraph("item")), listItem(paragraph("First words")), listItem(paragraph("item"))))',
  );
  const ids = await ada
    .locator('.page-body [data-id]')
    .evaluateAll((blocks) => blocks.map((one) => (one as HTMLElement).dataset['id']));
  expect(new Set(ids).size).toBe(ids.length);
});

test('items move and are indented together, also out of their list', async () => {
  const id = await stage().newPage('Above\n\n- a\n- b\n- c');
  const ada = await stage().open(id);
  await clickInto(ada.locator('li p', { hasText: 'b' }));
  await ada.keyboard.press('Escape');
  await ada.keyboard.press('Shift+ArrowDown');
  await ada.keyboard.press('Tab');
  await eventually(() => blocksOf(ada)).toContain(
    'listItem(paragraph("a"), bulletList(listItem(paragraph("b")), listItem(paragraph("c"))))',
  );
  await ada.keyboard.press('Shift+Tab');
  await eventually(() => blocksOf(ada)).toContain(
    'listItem(paragraph("a")), listItem(paragraph("b")), listItem(paragraph("c"))',
  );
  await ada.keyboard.press('Alt+ArrowUp');
  await ada.keyboard.press('Alt+ArrowUp');
  await eventually(() => blocksOf(ada)).toBe(
    'doc(bulletList(listItem(paragraph("b")), listItem(paragraph("c"))), paragraph("Above"), bulletList(listItem(paragraph("a"))))',
  );
});

test('a drag in the margin selects the blocks that it passes, and their handle carries all of them into a list', async () => {
  const id = await stage().newPage('One\n\nTwo\n\nThree\n\n- a\n- b');
  const ada = await stage().open(id);
  const one = await boxOf(ada.locator('.page-body > p', { hasText: 'One' }));
  const two = await boxOf(ada.locator('.page-body > p', { hasText: 'Two' }));
  await ada.mouse.move(one.x - 140, one.y - 6);
  await ada.mouse.down();
  await ada.mouse.move(two.x + 60, two.y + 12, { steps: 6 });
  await ada.mouse.up();
  await eventually(() => selectedBlocks(ada)).toEqual(['One', 'Two']);
  const before = await idOf(ada, 'Two');
  const item = await boxOf(ada.locator('.page-body li', { hasText: 'a' }).first());
  // How far in the line the pointer is plays no part: here it is far right.
  await dragHandle(ada, ada.locator('.page-body > p', { hasText: 'Two' }), {
    x: item.x + 380,
    y: item.y + item.height - 3,
  });
  await eventually(() => blocksOf(ada)).toBe(
    'doc(paragraph("Three"), bulletList(listItem(paragraph("a")), listItem(paragraph("One")), listItem(paragraph("Two")), listItem(paragraph("b"))))',
  );
  expect(await ada.locator('li p', { hasText: 'Two' }).getAttribute('data-id')).toBe(before);
});

test('selected blocks stay selected while somebody else writes, and are replaced by what is typed', async () => {
  const id = await stage().newPage('Top\n\nOne\n\nTwo\n\nEnd');
  const ada = await stage().open(id);
  const bob = await stage().open(id, stage().guest);
  await putCaret(ada, 'One');
  await ada.keyboard.press('Escape');
  await ada.keyboard.press('Shift+ArrowDown');
  await putCaret(bob, 'Top');
  await bob.keyboard.type(' and more');
  await bob.keyboard.press('Enter');
  await bob.keyboard.type('New');
  await eventually(() => bodyText(ada)).toBe('Top and more\nNew\nOne\nTwo\nEnd');
  expect(await selectedBlocks(ada)).toEqual(['One', 'Two']);
  await ada.keyboard.type('Instead');
  await eventually(() => bodyText(bob)).toBe('Top and more\nNew\nInstead\nEnd');
});

test('undo takes back words and not minutes, and never what somebody else wrote', async () => {
  const id = await stage().newPage('Base');
  const ada = await stage().open(id);
  const bob = await stage().open(id, stage().guest);
  await putCaret(ada, 'Base');
  await ada.keyboard.type(' alpha beta');
  await eventually(() => bodyText(bob)).toBe('Base alpha beta');
  await putCaret(bob, 'Base');
  await bob.keyboard.press('Enter');
  await bob.keyboard.type('Theirs');
  await eventually(() => bodyText(ada)).toBe('Base alpha beta\nTheirs');
  await ada.keyboard.press('Control+z');
  await eventually(() => bodyText(bob)).toBe('Base alpha\nTheirs');
  await ada.keyboard.press('Control+z');
  await eventually(() => bodyText(bob)).toBe('Base\nTheirs');
  // The caret is back where it was.
  await ada.keyboard.type('!');
  await eventually(() => bodyText(ada)).toBe('Base!\nTheirs');
  await bob.keyboard.press('Control+z');
  await eventually(() => bodyText(ada)).toBe('Base!');
});

test('the menu of a block opens by keyboard; a copied link leads to the block', async () => {
  const id = await stage().newPage(`${Array.from({ length: 50 }, (_, line) => `Line ${line}`).join('\n\n')}\n\nGoal`);
  const visitor = await stage().visitor();
  await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const ada = await visitor.open(id);
  await putCaret(ada, 'Goal');
  await ada.keyboard.press('Control+/');
  await ada.getByRole('menuitem', { name: 'Copy link to block' }).click();
  await ada.getByText('Link copied.').first().waitFor();
  await eventually(() => ada.evaluate(() => navigator.clipboard.readText())).toMatch(/#b-\w+$/);
  const address = await ada.evaluate(() => navigator.clipboard.readText());
  const other = await visitor.context.newPage();
  await other.goto(address);
  await eventually(() =>
    other.locator('.page-body > p', { hasText: 'Goal' }).evaluate((block) => {
      const { top, bottom } = block.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }),
  ).toBe(true);
});

test('a toggle becomes a callout, a list and text with all that is in it', async () => {
  const id = await stage().newPage('Before\n\n<details>\n<summary>Head</summary>\n\nInside\n\n</details>\n\nAfter');
  const ada = await stage().open(id);
  const turnInto = async (kind: string) => {
    await ada.locator('.page-body p', { hasText: 'Head' }).hover();
    await ada.getByRole('button', { name: 'Drag to move; press for more' }).click();
    await ada.getByRole('menuitem', { name: 'Turn into' }).click();
    await ada.getByRole('menuitem', { name: kind, exact: true }).click();
  };
  await putCaret(ada, 'Head');
  await ada.keyboard.press('Control+/');
  await ada.getByRole('menuitem', { name: 'Turn into' }).click();
  await ada.getByRole('menuitem', { name: 'Callout', exact: true }).click();
  const around = (middle: string) => `doc(paragraph("Before"), ${middle}, paragraph("After"))`;
  await eventually(() => blocksOf(ada)).toBe(around('callout(paragraph("Head"), paragraph("Inside"))'));
  await turnInto('Bullet list');
  await eventually(() => blocksOf(ada)).toBe(around('bulletList(listItem(paragraph("Head"), paragraph("Inside")))'));
  await ada.keyboard.press('Control+z');
  await eventually(() => blocksOf(ada)).toBe(around('callout(paragraph("Head"), paragraph("Inside"))'));
  await turnInto('Text');
  await eventually(() => blocksOf(ada)).toBe(around('paragraph("Head"), paragraph("Inside")'));
});

test('a link to a block that is gone says so; one to a block that this device does not know yet waits for it', async () => {
  const lines = Array.from({ length: 50 }, (_, line) => `Line ${line}`).join('\n\n');
  const id = await stage().newPage(`${lines}\n\nGoal`);
  const visitor = await stage().visitor();
  const ada = await visitor.open(id);
  await eventually(() => bodyText(ada)).toContain('Goal');
  await ada.close();
  const bob = await stage().open(id, stage().guest);
  await putCaret(bob, 'Goal');
  await bob.keyboard.type('.');
  await bob.keyboard.press('Enter');
  await bob.keyboard.type('Written meanwhile');
  const block = await idOf(bob, 'Written meanwhile');
  await bob.getByText('Saved', { exact: true }).first().waitFor();
  const again = await visitor.context.newPage();
  await again.goto(`/d/${id}#b-${block}`);
  await eventually(() =>
    again.locator('.page-body > p', { hasText: 'Written meanwhile' }).evaluate((written) => {
      const { top, bottom } = written.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }),
  ).toBe(true);
  await again.close();
  const gone = await visitor.context.newPage();
  await gone.goto(`/d/${id}#b-neverwas`);
  await gone.getByText('The part of the page that this link leads to is no longer here.').first().waitFor();
});

test('blocks move to another page and leave this one', async () => {
  const target = await stage().newPage('There already', 'Archive');
  const id = await stage().newPage('Stays\n\nGoes');
  const ada = await stage().open(id);
  const block = await idOf(ada, 'Goes');
  await putCaret(ada, 'Goes');
  await ada.keyboard.press('Control+/');
  await ada.getByRole('menuitem', { name: 'Move to page…' }).click();
  await ada.getByRole('combobox', { name: 'Move to page' }).fill('Archive');
  await ada.getByRole('option', { name: /Archive/ }).waitFor();
  await ada.keyboard.press('Enter');
  await eventually(() => bodyText(ada)).toBe('Stays');
  const there = await stage().open(target);
  await eventually(() => bodyText(there)).toBe('There already\nGoes');
  expect(await idOf(there, 'Goes')).toBe(block);
});
