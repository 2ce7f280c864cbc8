import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { bodyText, putCaret } from './support/editing.ts';
import { eventually, useStage } from './support/stage.ts';

const stage = useStage();

const textFile = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(`The words of ${name}.`) });

/** Chooses files in the dialog that `/file` opens. */
async function chooseFiles(page: Page, names: string[]): Promise<void> {
  await page.keyboard.type('/file');
  const choice = page.getByRole('option', { name: /^File/ }).first();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), choice.click()]);
  await chooser.setFiles(names.map(textFile));
}

/** Lets the uploads of a page through only when they are named. */
async function holdUploads(page: Page) {
  const held = new Map<string, () => void>();
  await page.route('**/uploads', async (route) => {
    const name = /filename="([^"]+)"/.exec(route.request().postData() ?? '')?.[1] ?? '';
    await new Promise<void>((release) => held.set(name, release));
    await route.continue();
  });
  return {
    names: () => [...held.keys()].toSorted(),
    release: (name: string) => held.get(name)?.(),
  };
}

/** The names of files and the words of paragraphs, from top to bottom. */
const order = (page: Page): Promise<string[]> =>
  page.locator('.page-body').evaluate((body) => {
    const { editor } = body as HTMLElement & {
      editor: {
        state: { doc: { forEach(each: (node: { attrs: { name?: string }; textContent: string }) => void): void } };
      };
    };
    const found: string[] = [];
    editor.state.doc.forEach((node) => found.push(node.attrs.name ?? node.textContent));
    return found.filter((words) => words !== '');
  });

test('files stand in the order in which they were chosen, whichever arrives first', async () => {
  const id = await stage().newPage('Before.\n\nAfter.');
  const ada = await stage().open(id);
  const bob = await stage().open(id, stage().guest);
  const uploads = await holdUploads(ada);
  await putCaret(ada, 'Before.');
  await ada.keyboard.press('Enter');
  await chooseFiles(ada, ['large.txt', 'b.txt', 'c.txt', 'd.txt']);
  await eventually(uploads.names).toEqual(['b.txt', 'c.txt', 'd.txt', 'large.txt']);
  const waiting = () => ada.locator('.upload').allInnerTexts();
  expect((await waiting()).map((words) => /\S+\.txt/.exec(words)?.[0])).toEqual([
    'large.txt',
    'b.txt',
    'c.txt',
    'd.txt',
  ]);

  for (const [name, there] of [
    ['c.txt', ['c.txt']],
    ['b.txt', ['b.txt', 'c.txt']],
  ] as const) {
    uploads.release(name);
    await eventually(() => order(ada)).toEqual(['Before.', ...there, 'After.']);
  }
  // Somebody else writes beside them meanwhile.
  await putCaret(bob, 'Before.');
  await bob.keyboard.press('Enter');
  await bob.keyboard.type('From Bob.');
  await putCaret(bob, 'After.');
  await bob.keyboard.press('Home');
  await bob.keyboard.type('Long ');
  await eventually(() => bodyText(ada)).toContain('Long After.');
  for (const name of ['d.txt', 'large.txt']) uploads.release(name);
  const whole = ['Before.', 'From Bob.', 'large.txt', 'b.txt', 'c.txt', 'd.txt', 'Long After.'];
  await eventually(() => order(ada)).toEqual(whole);
  await eventually(() => order(bob)).toEqual(whole);
});
