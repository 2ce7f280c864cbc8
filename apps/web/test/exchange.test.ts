import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { hasBrowser, startBrowser, type TestBrowser } from './support/browser.ts';
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
    await page.getByRole('heading', { name: 'Import finished' }).waitFor();
    await page.getByText('2 pages and 0 files imported').waitFor();
    await page.getByText(/missing\.md/).waitFor();
    await page.getByRole('button', { name: 'Open first page' }).click();
    await page.waitForURL(/\/d\//);
    await expect.poll(async () => (await drawnTree(page)).toSorted()).toEqual(['First', 'Second']);

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
    await page.getByRole('heading', { name: 'Import finished' }).waitFor();
    await page.getByText('broken.md', { exact: false }).first().waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();
    await row(page, 'Good').waitFor();
  });

  test('nothing broke on the way', () => {
    expect(browser.faults).toEqual([]);
  });
});
