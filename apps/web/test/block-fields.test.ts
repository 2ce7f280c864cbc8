import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { hasFocus, paste, putCaret } from './support/editing.ts';
import { blocksOf, eventually, useStage } from './support/stage.ts';

/** Large enough to be pressed beside its tools. */
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAHgAAABQAQAAAAD64IwkAAAAEklEQVR42mNgGAWjYBSMgpEJAAUAAAEFu6vEAAAAAElFTkSuQmCC';

const stage = useStage();

const markdownOf = async (id: string) =>
  (await stage().server.api<string>(`/api/v1/documents/${id}/content?format=markdown`)).body;
const isSaved = (page: Page) => page.getByText('Saved', { exact: true }).first().waitFor();

/** Makes a block by its name in the list that a slash opens. */
async function slash(page: Page, name: string): Promise<void> {
  await page.keyboard.type(`/${name}`);
  await page
    .getByRole('option', { name: new RegExp(`^${name}`, 'i') })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
}

/** A page with one picture between two lines. */
async function withPicture(): Promise<{ id: string; page: Page }> {
  const id = await stage().newPage('Before\n\nAfter\n');
  const page = await stage().open(id);
  await putCaret(page, 'Before');
  await paste(page, {}, { name: 'a.png', type: 'image/png', base64: PICTURE });
  await page.locator('.picture-frame').waitFor();
  await eventually(() =>
    page.locator('.picture-frame img').evaluate((image) => (image as HTMLImageElement).naturalWidth),
  ).toBe(120);
  await isSaved(page);
  return { id, page };
}

async function openCaption(page: Page): Promise<void> {
  await page.locator('.picture-frame img').click({ position: { x: 60, y: 60 } });
  await page.locator('.picture-caption').click();
  await hasFocus(page.locator('.picture-caption'));
}

test('who types on after a bookmark or an embed writes below the card', async () => {
  const page = await stage().open(await stage().newPage('Before\n\nAfter\n'));
  const address = `${stage().server.url}/diagnosis`;
  await putCaret(page, 'Before');
  await page.keyboard.press('Enter');
  for (const [name, url, words] of [
    ['Bookmark', address, 'one'],
    ['Embed', 'https://youtu.be/dQw4w9WgXcQ', 'two'],
    // Without a player it is a card.
    ['Embed', address, 'three'],
  ] as const) {
    await slash(page, name);
    await hasFocus(page.locator('.address-form'));
    await page.keyboard.type(url);
    await page.keyboard.press('Enter');
    await hasFocus(page.locator('.page-body'));
    await eventually(() => page.locator('.address-form').count()).toBe(0);
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
  }
  await eventually(() => blocksOf(page)).toBe(
    'doc(paragraph("Before"), bookmark, paragraph("one"), embed, paragraph("two"), bookmark, paragraph("three"), paragraph, paragraph("After"))',
  );
});

test('Enter leads from a caption to a line below the picture, and Escape back to the picture', async () => {
  const { page } = await withPicture();
  await openCaption(page);
  await page.keyboard.type('My caption');
  await page.keyboard.press('Escape');
  await page.locator('.picture.is-selected').waitFor();
  await openCaption(page);
  await page.keyboard.press('Enter');
  await hasFocus(page.locator('.page-body'));
  await page.keyboard.type('xy');
  await eventually(() => blocksOf(page)).toMatch(/image, paragraph\("xy"\), paragraph\("After"\)/);
  expect(await page.locator('.picture-caption').inputValue()).toBe('My caption');
});

test('a caption is in the page as it is typed: others read it, and a reload loses nothing', async () => {
  const { id, page } = await withPicture();
  const other = await stage().open(id, stage().guest);
  const caption = page.locator('.picture-caption');
  await openCaption(page);
  await page.keyboard.type('My words');
  await eventually(() => other.locator('.picture-caption').inputValue()).toBe('My words');
  await hasFocus(caption);

  // Words that are composed are not taken from under the hands.
  const keys = await page.context().newCDPSession(page);
  for (const text of ['に', 'にほ', 'にほん'])
    await keys.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await keys.send('Input.insertText', { text: '日本' });
  expect(await caption.inputValue()).toBe('My words日本');

  // The same caption changes elsewhere: the field stays as it is until it is left.
  const theirs = other.locator('.picture-caption');
  await theirs.fill('Theirs');
  await eventually(() => page.locator('.page-body').evaluate((body) => body.querySelector('textarea')?.value)).toBe(
    'My words日本',
  );
  await hasFocus(caption);
  await caption.press('End');
  await page.keyboard.type('!');
  await eventually(() => markdownOf(id)).toContain('My words日本!');
  await isSaved(page);
  await page.reload();
  await eventually(() => caption.inputValue()).toBe('My words日本!');
  await eventually(() => markdownOf(id)).toContain('My words日本!');
});

test('a visit of a caption is undone apart from what was there before it', async () => {
  const { page } = await withPicture();
  await openCaption(page);
  await page.keyboard.type('One');
  await page.keyboard.press('Escape');
  await openCaption(page);
  await page.keyboard.press('End');
  await page.keyboard.type('Two');
  await page.keyboard.press('Escape');
  await hasFocus(page.locator('.page-body'));
  const shown = () => page.locator('.picture-caption').inputValue();
  expect(await shown()).toBe('OneTwo');
  // A pause while typing parts a visit; it may take more than one step back.
  for (let times = 0; times < 3 && (await shown()) !== 'One'; times += 1) await page.keyboard.press('Control+z');
  expect(await shown()).toBe('One');
  for (let times = 0; times < 3 && (await shown()) !== ''; times += 1) await page.keyboard.press('Control+z');
  expect(await shown()).toBe('');
  expect(await page.locator('.picture').count()).toBe(1);
});

test('the description of a picture and the caption of code are kept without leaving the field', async () => {
  const { id, page } = await withPicture();
  await page.getByRole('button', { name: 'Description' }).press('Enter');
  await hasFocus(page.getByRole('textbox', { name: 'Description' }));
  await page.keyboard.type('One dot');
  await eventually(() => markdownOf(id)).toContain('One dot');

  const code = await stage().newPage('```js\nlet a\n```\n');
  const second = await stage().open(code);
  await second.getByRole('button', { name: 'Language: JavaScript' }).focus();
  await second.locator('.code-caption').click();
  await second.keyboard.type('Listing');
  await eventually(() => markdownOf(code)).toContain('title="Listing"');
  await second.keyboard.press('Enter');
  await hasFocus(second.locator('.page-body'));
  await second.keyboard.type('below');
  await eventually(() => blocksOf(second)).toBe('doc(codeBlock("let a"), paragraph("below"))');
});

test('a formula keeps what was typed when Escape closes it, an undo takes it back, and an empty one goes', async () => {
  const id = await stage().newPage('$$\nx^2\n$$\n\nAfter $a$ all\n');
  const page = await stage().open(id);
  const field = page.getByLabel('LaTeX');
  for (const formula of ['.formula.is-block', 'span.formula']) {
    await page.locator(formula).click();
    await hasFocus(field);
    await field.press('End');
    await page.keyboard.type('+y');
    await page.keyboard.press('Escape');
    await hasFocus(page.locator('.page-body'));
  }
  await eventually(() => markdownOf(id)).toMatch(/x\^2\+y[^]*\$a\+y\$/);
  await page.keyboard.press('Control+z');
  await eventually(() => markdownOf(id)).toMatch(/x\^2\+y[^]*\$a\$/);

  await putCaret(page, 'After');
  await page.keyboard.press('Enter');
  await slash(page, 'Formula');
  await hasFocus(field);
  await page.keyboard.type('z');
  // Nothing is closed yet, and it is there.
  await eventually(() => markdownOf(id)).toMatch(/\$\$\nz\n\$\$/);
  await page.keyboard.press('Escape');
  await hasFocus(page.locator('.page-body'));
  await page.keyboard.type('on');
  await eventually(() => markdownOf(id)).toMatch(/\$\$\nz\n\$\$\n\non\n/);
});

test('the caret is behind a new formula, and not in the next block', async () => {
  const page = await stage().open(await stage().newPage('Before\n\nAfter\n'));
  const field = page.getByLabel('LaTeX');
  await putCaret(page, 'Before');
  await page.keyboard.press('Enter');
  await slash(page, 'Formula');
  await hasFocus(field);
  await page.keyboard.type('x');
  await page.keyboard.press('Enter');
  await hasFocus(page.locator('.page-body'));
  await page.keyboard.type('so ');
  await slash(page, 'Formula in text');
  await hasFocus(field);
  await page.keyboard.type('y');
  await page.keyboard.press('Enter');
  await hasFocus(page.locator('.page-body'));
  await page.keyboard.type('!');
  await eventually(() => blocksOf(page)).toBe(
    'doc(paragraph("Before"), mathBlock, paragraph("so ", inlineMath, "!"), paragraph("After"))',
  );
});

test('a formula, card or film that others begin takes nobody’s focus', async () => {
  const id = await stage().newPage('Here\n\nThere\n');
  const page = await stage().open(id);
  const other = await stage().open(id, stage().guest);
  await putCaret(other, 'There');
  await putCaret(page, 'Here');
  for (const [name, kind] of [
    ['Formula', '.formula'],
    ['Bookmark', '.bookmark'],
  ] as const) {
    await page.keyboard.press('Enter');
    await slash(page, name);
    await other.locator(kind).waitFor();
    await hasFocus(page.locator(kind));
    await page.keyboard.press('Escape');
    await hasFocus(page.locator('.page-body'));
    await eventually(() => other.locator(kind).count()).toBe(0);
    await hasFocus(other.locator('.page-body'));
    await other.keyboard.type('.');
  }
  await eventually(() => other.locator('.page-body').innerText()).toContain('There..');
});

test('the example of a new diagram gives way to what is typed', async () => {
  const page = await stage().open(await stage().newPage());
  await putCaret(page);
  await slash(page, 'Diagram');
  await page.locator('.code-block.is-diagram').waitFor();
  await page.keyboard.type('graph TD');
  await eventually(() => blocksOf(page)).toMatch(/^doc\(codeBlock\("graph TD"\)/);
});

test('words typed between double equals signs are highlighted, a comparison is not', async () => {
  const id = await stage().newPage();
  const page = await stage().open(id);
  await putCaret(page);
  await page.keyboard.type('a ==b == or c==d and ==these words== too');
  await eventually(() => page.locator('.page-body mark').allInnerTexts()).toEqual(['these words']);
  await isSaved(page);
  await eventually(() => markdownOf(id)).toContain('and <mark>these words</mark> too');
});
