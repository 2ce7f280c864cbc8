import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { bodyText, putCaret } from './support/editing.ts';
import { eventually, useStage } from './support/stage.ts';
import { row } from './support/tree.ts';

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
  let isOpen = false;
  await page.route('**/uploads', async (route) => {
    const name = /filename="([^"]+)"/.exec(route.request().postData() ?? '')?.[1] ?? '';
    if (!isOpen) await new Promise<void>((release) => held.set(name, release));
    await route.continue();
  });
  return {
    names: () => [...held.keys()].toSorted(),
    release: (name: string) => held.get(name)?.(),
    /** Lets these and all that come through. */
    open() {
      isOpen = true;
      for (const release of held.values()) release();
    },
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

const status = (page: Page) => page.locator('[data-save]').first().innerText();

test('an answer that is lost on the way leaves one block, without anybody doing anything', async () => {
  const id = await stage().newPage('Before.');
  const ada = await stage().open(id);
  let sent = 0;
  await ada.route('**/uploads', async (route) => {
    sent += 1;
    if (sent > 1) return route.continue();
    await route.fetch();
    await route.abort();
  });
  await putCaret(ada, 'Before.');
  await ada.keyboard.press('Enter');
  await chooseFiles(ada, ['notes.txt']);
  await eventually(() => order(ada)).toEqual(['Before.', 'notes.txt']);
  await eventually(() => status(ada)).toBe('Saved');
  expect(sent).toBe(2);
});

test('a file that waits is taken up by one tab of two', async () => {
  const id = await stage().newPage('Before.');
  const visitor = await stage().visitor();
  let isAway = true;
  await visitor.context.route('**/uploads', (route) => (isAway ? route.abort() : route.continue()));
  const ada = await visitor.open(id);
  await putCaret(ada, 'Before.');
  await ada.keyboard.press('Enter');
  await chooseFiles(ada, ['notes.txt']);
  const waits = (page: Page) => page.locator('.upload', { hasText: 'notes.txt waits for a connection' }).waitFor();
  await waits(ada);
  expect(await status(ada)).toBe('Saving…');
  const second = await visitor.open(id);
  await waits(second);
  isAway = false;
  for (const page of [ada, second]) await page.evaluate(() => dispatchEvent(new Event('online')));
  for (const page of [ada, second]) {
    await eventually(() => status(page)).toBe('Saved');
    expect(await page.locator('.upload').count()).toBe(0);
    await eventually(() => order(page)).toEqual(['Before.', 'notes.txt']);
  }
});

test('a file that is added while the device is offline is sent as soon as it is not', async () => {
  const id = await stage().newPage('Before.');
  const visitor = await stage().visitor();
  const ada = await visitor.open(id);
  await putCaret(ada, 'Before.');
  await ada.keyboard.press('Enter');
  await visitor.context.setOffline(true);
  await chooseFiles(ada, ['a.txt', 'b.txt']);
  await eventually(() => ada.locator('.upload', { hasText: 'waits for a connection' }).count()).toBe(2);
  await eventually(() => status(ada)).not.toBe('Saved');
  await visitor.context.setOffline(false);
  await eventually(() => order(ada)).toEqual(['Before.', 'a.txt', 'b.txt']);
  await eventually(() => status(ada)).toBe('Saved');
});

test('a file on its way when its page is left is not lost: a note leads back, and it arrives', async () => {
  const id = await stage().newPage('Before.', 'Left early');
  await stage().newPage('Elsewhere.', 'Another page');
  const ada = await stage().open(id);
  const uploads = await holdUploads(ada);
  await putCaret(ada, 'Before.');
  await ada.keyboard.press('Enter');
  await chooseFiles(ada, ['notes.txt']);
  await eventually(uploads.names).toEqual(['notes.txt']);
  await row(ada, 'Another page').click();
  await eventually(() => bodyText(ada)).toBe('Elsewhere.');
  uploads.open();
  await ada.getByRole('button', { name: 'Open the page' }).click();
  await eventually(() => order(ada)).toEqual(['Before.', 'notes.txt']);
  await eventually(() => status(ada)).toBe('Saved');
});

test('a file that the server refuses says why, and is not said to be on its way', async () => {
  const id = await stage().newPage('Before.');
  const ada = await stage().open(id);
  let refuses = true;
  await ada.route('**/uploads', (route) =>
    refuses ? route.fulfill({ status: 413, json: { detail: 'Too large for this server.' } }) : route.continue(),
  );
  await putCaret(ada, 'Before.');
  await ada.keyboard.press('Enter');
  await chooseFiles(ada, ['notes.txt', 'more.txt']);
  const failed = ada.locator('.upload.is-failed');
  await eventually(() => failed.allInnerTexts()).toHaveLength(2);
  expect(await failed.first().innerText()).toContain('Too large for this server.');
  await eventually(() => status(ada)).toBe('Saved');
  await failed.last().getByRole('button', { name: 'Remove' }).click();
  // What was not removed is not forgotten.
  await ada.reload();
  await failed.first().waitFor();
  expect(await failed.allInnerTexts()).toHaveLength(1);
  refuses = false;
  await failed.getByRole('button', { name: 'Try again' }).click();
  await eventually(() => order(ada)).toEqual(['Before.', 'notes.txt']);
});

test('a file for which the device has no room says so, and leaving asks first', async () => {
  const id = await stage().newPage('Before.');
  const visitor = await stage().visitor();
  await visitor.context.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function full(value: unknown, ...key: [IDBValidKey?]) {
      if (this.name === 'files') throw new DOMException('No room.', 'QuotaExceededError');
      return put.call(this, value, ...key);
    };
  });
  const ada = await visitor.open(id);
  await ada.route('**/uploads', (route) => route.abort());
  await putCaret(ada, 'Before.');
  await ada.keyboard.press('Enter');
  await chooseFiles(ada, ['notes.txt']);
  await ada.locator('.upload', { hasText: 'This device has no room for it' }).waitFor();
  const asked = ada.waitForEvent('dialog');
  await ada.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.accept();
});
