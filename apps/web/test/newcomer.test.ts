import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { boxOf, clickInto, paste, putCaret } from './support/editing.ts';
import { blocksOf, eventually, useStage } from './support/stage.ts';

const stage = useStage();

/** A picture of 80 × 60 points, red all over. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAFAAAAA8CAIAAAB+RarbAAAAU0lEQVR42u3PAQ0AAAjAoPcvrQ0sIBsFaOqVhIWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhS8LxjKuT8jUNxoAAAAASUVORK5CYII=';

const placeholders = (page: Page) =>
  page
    .locator('.page-body .is-empty')
    .evaluateAll((blocks) => blocks.map((block) => block.getAttribute('data-placeholder')));

/** Where it stands once the fonts are there and nothing moves. */
const topOf = async (page: Page, selector: string) => {
  await page.evaluate(() => document.fonts.ready.then(() => null));
  return (await boxOf(page.locator(selector).first())).y;
};

test('who has opened nothing yet starts with what changed lately', async () => {
  await stage().newPage('Words.', 'Where we are');
  const someone = await stage().server.invite('editor');
  const page = await (await stage().visitor(someone)).context.newPage();
  await page.goto(`/w/${stage().server.owner.workspaceId}`);
  await page.getByRole('heading', { name: 'Changed lately' }).waitFor();
  expect(await page.getByRole('heading', { name: 'Recently opened' }).count()).toBe(0);
  await page.getByRole('main').getByRole('link', { name: 'Where we are' }).click();
  await page.getByText('Words.').waitFor();
  await page.getByRole('link', { name: 'Home' }).first().click();
  await page.getByRole('heading', { name: 'Recently opened' }).waitFor();
});

test('an empty line says what it is for, and empty columns beside the caret show that they are there', async () => {
  const page = await stage().open(await stage().newPage('Before.'));
  await putCaret(page, 'Before.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('/3 columns');
  await page.getByRole('option', { name: /^3 columns/ }).waitFor();
  await page.keyboard.press('Enter');
  await eventually(() => placeholders(page)).toEqual(['Column', 'Column', 'Column']);
  await page.keyboard.type('Left');
  await eventually(() => placeholders(page)).toEqual(['Column', 'Column']);
  await clickInto(page.locator('.page-body > p').last());
  await eventually(() => placeholders(page)).toEqual(['Write, or press / for blocks']);
});

test('a picture before a table leaves a line to write on, and the handles of a table follow it down', async () => {
  const page = await stage().open(await stage().newPage('Before.\n\n| a | b |\n| - | - |\n| 1 | 2 |'));
  await putCaret(page, 'Before.');
  await page.keyboard.press('Enter');
  await paste(page, {}, { name: 'red.png', type: 'image/png', base64: PICTURE });
  await page.locator('.page-body figure img').waitFor();
  await page.keyboard.type('below');
  await eventually(() => blocksOf(page)).toContain('image, paragraph("below"), table');

  await clickInto(page.locator('.page-body td').first());
  await page.getByRole('button', { name: 'Row', exact: true }).waitFor();
  const beside = async () => (await topOf(page, '.table-handle.is-column')) - (await topOf(page, '.page-body table'));
  const before = await beside();
  // What arrives above grows without a change of the page.
  await page.locator('.page-body figure img').evaluate((picture) => (picture.style.height = '300px'));
  await eventually(beside).toBe(before);
});

test('a block that somebody selected stands where it stood for the others', async () => {
  const id = await stage().newPage('First.\n\n> [!NOTE]\n> Second.\n\nThird.');
  const ada = await stage().open(id);
  const bob = await stage().open(id, stage().guest);
  const before = await topOf(bob, '.page-body > p:last-of-type');
  await ada.getByText('Second.').click();
  await bob.locator('p > .person-caret').waitFor({ state: 'attached' });
  await ada.keyboard.press('Escape');
  await bob.locator('p > .person-caret').waitFor({ state: 'detached' });
  await bob.locator('.callout-content > .person-caret').waitFor({ state: 'attached' });
  await eventually(() => topOf(bob, '.page-body > p:last-of-type')).toBe(before);
});

test('a new line behind a long one in code begins at the edge that the code keeps', async () => {
  const page = await stage().open(await stage().newPage(`\`\`\`js\n${'long '.repeat(60)}\n\`\`\``));
  await page.locator('.page-body pre').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('x');
  await eventually(() => page.locator('.code-block').evaluate((block) => block.scrollLeft)).toBe(0);
});

test('a page whose editor does not come offers its earlier versions', async () => {
  const id = await stage().newPage('Words.');
  const visitor = await stage().visitor();
  await visitor.context.route(/\/assets\/(document-)?editor-[^/]*\.js/, (route) => route.abort());
  const page = await visitor.open(id, false);
  await page.getByText('The page’s text could not be shown').waitFor();
  await page.getByRole('button', { name: 'Earlier versions' }).click();
  await page.getByRole('complementary', { name: 'History' }).waitFor();
  visitor.faults.splice(0);
});

test('who reads and becomes an editor can pull columns wider without a reload', async () => {
  const id = await stage().newPage('| a | b |\n| - | - |\n| 1 | 2 |');
  const { server } = stage();
  const reader = await server.invite('viewer');
  const page = await (await stage().visitor(reader)).open(id, false);
  await page.locator('.page-body[contenteditable="false"] td').first().waitFor();
  const edge = async () => {
    const cell = await page.locator('.page-body th').first().boundingBox();
    if (cell !== null) await page.mouse.move(cell.x + cell.width, cell.y + 10);
    await page.mouse.move(0, 0);
    if (cell !== null) await page.mouse.move(cell.x + cell.width, cell.y + 12);
    return page.locator('.column-resize-handle').count();
  };
  expect(await edge()).toBe(0);
  const changed = await server.api(`/api/v1/workspaces/${server.owner.workspaceId}/members`, {
    method: 'PUT',
    body: { personId: reader.personId, role: 'editor' },
  });
  expect(changed.status).toBeLessThan(300);
  await page.locator('.page-body[contenteditable="true"]').waitFor();
  await eventually(edge).toBeGreaterThan(0);
});

test('the name of a button does not cover what its menu opened', async () => {
  const page = await stage().open(await stage().newPage('Words.'));
  await putCaret(page, 'Words.');
  await page.keyboard.type(' More.');
  await page.getByRole('main').getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Activity' }).click();
  await page.getByRole('complementary', { name: 'Activity' }).getByText('made this page').waitFor();
  await eventually(() => page.getByRole('tooltip').count()).toBe(0);
});

test('long lines of code are broken on paper, where nothing scrolls', async () => {
  const page = await stage().open(await stage().newPage(`\`\`\`js\n${'long '.repeat(60)}\n\`\`\``));
  await page.locator('.page-body pre').waitFor();
  const isCut = () => page.locator('.code-block').evaluate((block) => block.scrollWidth > block.clientWidth + 1);
  await eventually(isCut).toBe(true);
  await page.emulateMedia({ media: 'print' });
  await eventually(isCut).toBe(false);
});

test('a list that was closed with Escape stays closed while others write', async () => {
  const id = await stage().newPage('First.\n\nSecond.');
  const ada = await stage().open(id);
  const bob = await stage().open(id, stage().guest);
  await putCaret(ada, 'First.');
  await ada.keyboard.type(' /');
  await ada.getByRole('listbox').waitFor();
  await ada.keyboard.press('Escape');
  await ada.getByRole('listbox').waitFor({ state: 'detached' });
  await putCaret(bob, 'Second.');
  await bob.keyboard.type(' And more words.');
  await ada.getByText('Second. And more words.').waitFor();
  expect(await ada.getByRole('listbox').count()).toBe(0);
  await ada.keyboard.type(' /h');
  await ada.getByRole('listbox').waitFor();
});
