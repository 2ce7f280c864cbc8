import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { hasBrowser, startBrowser, type TestBrowser } from './support/browser.ts';
import { eventually } from './support/stage.ts';
import { drawnTree, row } from './support/tree.ts';

const file = (name: string, text: string) => ({ name, mimeType: 'text/markdown', buffer: Buffer.from(text) });

describe.skipIf(!hasBrowser)('pages come in and go out', () => {
  let server: TestServer;
  let browser: TestBrowser;
  beforeAll(async () => {
    server = await startTestServer();
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('files become pages, with a report that names what could not be followed; a page goes out as .zip', async () => {
    const page = await browser.signedIn(server);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.setInputFiles('[data-import=files]', [
      file('one.md', '# First\n\nSee [the second](two.md) and [nothing](missing.md).\n'),
      file('two.md', '# Second\n\nThe end.\n'),
    ]);
    // Nothing is written before it was looked at.
    await page.getByRole('heading', { name: 'Import 2 pages?' }).waitFor();
    await page.getByText('1 link leads to something that was not sent').waitFor();
    expect(await drawnTree(page)).toEqual([]);
    await page.getByRole('button', { name: 'Import 2 pages' }).click();
    await page.getByRole('heading', { name: 'Import finished' }).waitFor();
    await page.getByText('2 pages imported, 1 link connected, 1 leads to something that was not included.').waitFor();
    await page.getByText(/missing\.md/).waitFor();
    await page.getByRole('button', { name: 'Open first page' }).click();
    await page.waitForURL(/\/d\//);
    await eventually(async () => (await drawnTree(page)).toSorted()).toEqual(['First', 'Second']);

    await row(page, 'First').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Export…' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export page' }).click();
    const archive = await readFile(await (await download).path());
    // The signature of a zip archive.
    expect(archive.subarray(0, 2).toString()).toBe('PK');
    await page.getByText('The download has started.').waitFor();
  });

  test('a file that is no text is reported, and nothing stops', async () => {
    const page = await browser.signedIn(server);
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.setInputFiles('[data-import=files]', [
      { name: 'broken.md', mimeType: 'text/markdown', buffer: Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x00]) },
      file('good.md', '# Good\n'),
    ]);
    await page.getByText('1 file cannot be read').waitFor();
    await page.getByRole('button', { name: 'Import 1 page' }).click();
    await page.getByRole('heading', { name: 'Import finished' }).waitFor();
    await page.getByText('broken.md', { exact: false }).first().waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();
    await row(page, 'Good').waitFor();
  });

  test('a look at an import can be given up, and an import can be taken back whole', async () => {
    const page = await browser.signedIn(server);
    await row(page, 'Good').waitFor();
    const before = await drawnTree(page);
    const choose = async () => {
      await page.getByRole('button', { name: 'Import', exact: true }).click();
      await page.setInputFiles('[data-import=files]', [
        {
          name: 'saved.html',
          mimeType: 'text/html',
          buffer: Buffer.from('<h1>Saved</h1><p>x</p><iframe src="https://example.org/"></iframe>'),
        },
      ]);
      await page.getByText('1 embedded site kept as a link').waitFor();
    };
    await choose();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await choose();
    await page.getByRole('button', { name: 'Import 1 page' }).click();
    await page.getByRole('heading', { name: 'Import finished' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo import' }).click();
    await page.getByText('1 page moved to the trash.').first().waitFor();
    await eventually(async () => (await drawnTree(page)).toSorted()).toEqual(before.toSorted());
  });

  test('a page goes out as a Word file, and moves to another workspace with what is said first', async () => {
    const page = await browser.signedIn(server);
    await row(page, 'Good').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Export…' }).click();
    await page.getByRole('radio', { name: 'Word' }).check();
    // There are none below.
    await eventually(() => page.getByRole('checkbox', { name: 'With the pages below' }).count()).toBe(0);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export page' }).click();
    expect((await download).suggestedFilename()).toBe('Good.docx');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();

    const made = await fetch(`${server.url}/api/v1/workspaces`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.owner.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Elsewhere' }),
    });
    expect(made.status).toBe(201);
    await page.reload();
    await row(page, 'Good').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Move to…' }).click();
    await page.getByRole('combobox', { name: 'Workspace' }).selectOption({ label: 'Elsewhere' });
    await page.getByRole('option', { name: 'The top of the workspace' }).click();
    await page.getByText('Nobody loses access.').waitFor();
    await page.getByRole('button', { name: 'Move', exact: true }).click();
    await page.getByText('Moved to Elsewhere.').first().waitFor();
    await eventually(() => drawnTree(page)).not.toContain('Good');
  });

  test('nothing broke on the way', () => {
    expect(browser.faults).toEqual([]);
  });
});
