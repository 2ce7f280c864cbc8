import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { hasBrowser, startBrowser, type TestBrowser } from './support/browser.ts';
import { eventually } from './support/stage.ts';
import { drawnTree, givenPage, nameNewPage, row } from './support/tree.ts';

describe.skipIf(!hasBrowser)('the page tree', () => {
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

  test('pages are made, named, moved, thrown away and taken back', async () => {
    const page = await browser.signedIn(server);
    for (const title of ['Alpha', 'Beta', 'Gamma']) {
      const address = page.url();
      await page.getByRole('button', { name: 'New page', exact: true }).first().click();
      await page.waitForURL((url) => url.pathname.startsWith('/d/') && url.href !== address);
      await nameNewPage(page, title);
      await row(page, title).waitFor();
    }
    await eventually(() => drawnTree(page)).toEqual(['Alpha', 'Beta', 'Gamma']);

    // By mouse: onto the middle of a row goes inside, onto its upper edge goes before.
    await row(page, 'Gamma').dragTo(row(page, 'Alpha'));
    await eventually(() => drawnTree(page)).toEqual(['Alpha', '  Gamma', 'Beta']);
    await row(page, 'Beta').dragTo(row(page, 'Alpha'), { targetPosition: { x: 90, y: 3 } });
    await eventually(() => drawnTree(page)).toEqual(['Beta', 'Alpha', '  Gamma']);

    // By keyboard: out of its parent, and down.
    await row(page, 'Gamma').click();
    await eventually(() => page.getByLabel('Page title').inputValue()).toBe('Gamma');
    await page.getByRole('tree').focus();
    await page.keyboard.press('Alt+ArrowLeft');
    await eventually(() => drawnTree(page)).toEqual(['Beta', 'Alpha', 'Gamma']);
    await page.keyboard.press('Alt+ArrowUp');
    await eventually(() => drawnTree(page)).toEqual(['Beta', 'Gamma', 'Alpha']);

    await page.keyboard.press('F2');
    await page.getByLabel('Rename').fill('Delta');
    await page.keyboard.press('Enter');
    await eventually(() => drawnTree(page)).toEqual(['Beta', 'Delta', 'Alpha']);
    await eventually(() => page.getByLabel('Page title').inputValue()).toBe('Delta');

    await row(page, 'Beta').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Move to trash' }).click();
    await eventually(() => drawnTree(page)).toEqual(['Delta', 'Alpha']);
    await page.getByRole('link', { name: 'Trash' }).click();
    await page.getByRole('main').getByText('Beta').waitFor();
    await page.getByRole('button', { name: 'Restore' }).click();
    await eventually(() => drawnTree(page)).toContain('Beta');

    // All of it was saved.
    const before = await drawnTree(page);
    await page.reload();
    await eventually(() => drawnTree(page)).toEqual(before);
  });

  test('two people see what the other does to the tree, without a reload', async () => {
    const guest = await server.invite('editor');
    const [one, two] = await Promise.all([browser.signedIn(server), browser.signedIn(server, guest)]);
    const parent = await givenPage(server, 'Shared');
    await row(one, 'Shared').waitFor();
    await row(two, 'Shared').waitFor();

    await one.goto(`${server.url}/d/${parent}`);
    await one.getByLabel('Page title').fill('Shared plan');
    await row(two, 'Shared plan').waitFor();

    await two.goto(`${server.url}/d/${parent}`);
    await two.getByLabel('Page title').fill('Shared plan, revised');
    await eventually(() => one.getByLabel('Page title').inputValue()).toBe('Shared plan, revised');

    await two.getByRole('tree').focus();
    await row(two, 'Shared plan, revised').click({ button: 'right' });
    await two.getByRole('menuitem', { name: 'New page inside' }).click();
    await two.waitForURL((url) => url.pathname.startsWith('/d/') && !url.pathname.endsWith(parent));
    await nameNewPage(two, 'Inside');
    await one.getByRole('treeitem', { name: 'Shared plan, revised' }).focus();
    await one.getByRole('tree').focus();
    await one.keyboard.press('ArrowRight');
    await row(one, 'Inside').waitFor();

    await one.goto(`${server.url}/w/${server.owner.workspaceId}`);
    await row(one, 'Shared plan, revised').click({ button: 'right' });
    await one.getByRole('menuitem', { name: 'Move to trash' }).click();
    await row(two, 'Shared plan, revised').waitFor({ state: 'detached' });
    await two.getByText('This page is in the trash.').waitFor();
  });

  test('a page that is made while the tree is on its way stands in it', async () => {
    const page = await browser.fresh();
    const { email, password } = server.owner;
    await page.context().request.post(`${server.url}/api/v1/auth/sign-in`, { data: { email, password } });
    let arrive = () => {};
    const arrives = new Promise<void>((resolve) => (arrive = resolve));
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    await page.route(
      '**/tree',
      async (route) => {
        const older = await route.fetch();
        asked();
        await arrives;
        await route.fulfill({ response: older });
      },
      { times: 1 },
    );
    const listens = page.waitForResponse(/\/stream/);
    await page.goto(`${server.url}/w/${server.owner.workspaceId}`);
    await Promise.all([isAsked, listens]);
    await givenPage(server, 'Made meanwhile');
    arrive();
    await row(page, 'Made meanwhile').waitFor();
  });

  test('favourites stand in the order that their person gives them', async () => {
    const page = await browser.signedIn(server, await server.invite('viewer'));
    for (const title of ['First', 'Second', 'Third']) {
      const id = await givenPage(server, title);
      await page.goto(`${server.url}/d/${id}`);
      await page.getByRole('button', { name: 'More', exact: true }).click();
      await page.getByRole('menuitem', { name: 'Add to favourites' }).click();
      await page.getByRole('region', { name: 'Favourites' }).getByText(title).waitFor();
    }
    const favourites = page.getByRole('region', { name: 'Favourites' }).getByRole('link');
    const isStored = () => page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
    const storedFirst = isStored();
    await favourites.filter({ hasText: 'Third' }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await eventually(() => favourites.allInnerTexts()).toEqual(['First', 'Third', 'Second']);
    await storedFirst;
    await page.getByText('“Third” is at place 2 of 3').waitFor();
    const stored = isStored();
    await favourites.filter({ hasText: 'Second' }).dragTo(favourites.first(), { targetPosition: { x: 40, y: 3 } });
    await eventually(() => favourites.allInnerTexts()).toEqual(['Second', 'First', 'Third']);
    await stored;
    await page.reload();
    await eventually(() => favourites.allInnerTexts()).toEqual(['Second', 'First', 'Third']);
  });

  test('whoever is taken out of a workspace no longer sees its pages, without a reload', async () => {
    await givenPage(server, 'Not for everyone');
    const guest = await server.invite('editor');
    const page = await browser.signedIn(server, guest);
    await row(page, 'Not for everyone').waitFor();
    const member = `/api/v1/workspaces/${server.owner.workspaceId}/members/${guest.personId}`;
    expect((await server.api(member, { method: 'DELETE' })).status).toBe(204);
    await row(page, 'Not for everyone').waitFor({ state: 'detached' });
  });

  test('a change that the server refuses is taken back, and somebody is told', async () => {
    await givenPage(server, 'Stays');
    await givenPage(server, 'Other');
    const page = await browser.signedIn(server);
    await row(page, 'Stays').waitFor();
    await page.route('**/move', (route) =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: 'about:blank',
          title: 'No.',
          detail: 'It is full there.',
          status: 409,
          code: 'x.y',
        }),
      }),
    );
    const before = await drawnTree(page);
    await row(page, 'Other').dragTo(row(page, 'Stays'));
    await page.getByText('The page could not be moved. It is full there.', { exact: true }).waitFor();
    await eventually(() => drawnTree(page)).toEqual(before);
  });

  test('a title typed without a connection is kept and sent later', async () => {
    const id = await givenPage(server, 'Connected');
    const page = await browser.signedIn(server);
    await page.goto(`${server.url}/d/${id}`);
    const title = page.getByLabel('Page title');
    await title.waitFor();
    await page.context().setOffline(true);
    await title.fill('Written in a tunnel');
    await page
      .getByText(/kept on this device/)
      .first()
      .waitFor();
    await page.getByText('No connection to the server.').waitFor();
    await page.context().setOffline(false);
    await page.getByText('No connection to the server.').waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await server.api<{ title: string }>(`/api/v1/documents/${id}`)).body.title, {
        timeout: 20_000,
      })
      .toBe('Written in a tunnel');
    await expect.poll(() => page.locator('[data-save]').getAttribute('data-save'), { timeout: 20_000 }).toBe('saved');
  });

  test('a title of more than one line or too many characters becomes one that fits', async () => {
    const id = await givenPage(server, 'Short');
    const page = await browser.signedIn(server);
    await page.goto(`${server.url}/d/${id}`);
    await page.getByLabel('Page title').fill('two\nlines');
    await eventually(async () => (await server.api<{ title: string }>(`/api/v1/documents/${id}`)).body.title).toBe(
      'two lines',
    );
    await page.getByLabel('Page title').evaluate((field: HTMLTextAreaElement) => {
      field.focus();
      field.select();
      document.execCommand('insertText', false, 'long '.repeat(400));
    });
    await eventually(
      async () => (await server.api<{ title: string }>(`/api/v1/documents/${id}`)).body.title.length,
    ).toBeGreaterThan(490);
  });

  test('2,000 pages draw only the rows that are seen', async () => {
    const items = Array.from({ length: 2000 }, (_, number) => ({
      id: `01990000-0000-7000-8000-${String(number).padStart(12, '0')}`,
      parentId: null,
      title: `Page ${number}`,
      icon: null,
      position: `a${String(number).padStart(5, '0')}1`,
    }));
    const page = await browser.signedIn(server);
    await page.route('**/tree', (route) => route.fulfill({ json: { items } }));
    await page.reload();
    await row(page, 'Page 0').waitFor();
    expect(await page.getByRole('treeitem').count()).toBeLessThan(120);
    await page.getByRole('tree').focus();
    await page.keyboard.press('End');
    const last = page.locator('[role=treeitem][aria-posinset="2000"]');
    await last.waitFor();
    await eventually(async () => (await last.boundingBox())?.y).toBeLessThan(900);
  });

  test('the open page is in sight in a long tree, below the favourites', async () => {
    const person = await server.invite('viewer');
    for (let number = 0; number < 6; number++) {
      const id = await givenPage(server, `Dear ${number}`);
      await server.api(`/api/v1/documents/${id}/favourite`, { method: 'PUT', token: person.token });
    }
    for (let number = 0; number < 30; number++) await givenPage(server, `Sheet ${number}`);
    const id = await givenPage(server, 'Far below');
    const page = await browser.signedIn(server, person);
    const isInSight = async () =>
      (await row(page, 'Far below').count()) > 0 &&
      row(page, 'Far below').evaluate((element) => {
        const { x, y, height } = element.getBoundingClientRect();
        return element.contains(document.elementFromPoint(x + 40, y + height / 2));
      });
    for (const open of [() => page.goto(`${server.url}/d/${id}`), () => page.reload()]) {
      await open();
      await page.getByRole('region', { name: 'Favourites' }).getByText('Dear 5').waitFor();
      await eventually(isInSight).toBe(true);
    }
  });

  test('nothing broke on the way', () => {
    expect(browser.faults).toEqual([]);
  });
});
