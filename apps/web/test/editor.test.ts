import * as Y from 'yjs';
import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { WebsocketProvider } from 'y-websocket';
import { bodyText, boxOf, dragHandle, paste, putCaret, type Visitor } from './support/editing.ts';
import { eventually, useStage } from './support/stage.ts';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

const stage = useStage();

/** A network whose way to the relay can be cut; pages and code still come, as from a cache. */
async function cutter(visitor: Visitor) {
  const network = { cut: false };
  await visitor.context.routeWebSocket(/\/collab\//, (socket) => {
    if (network.cut) {
      void socket.close();
      return;
    }
    const onwards = socket.connectToServer();
    open.add(() => {
      void socket.close();
      void onwards.close();
    });
  });
  const open = new Set<() => void>();
  // Where WebSockets are deaf edits go by plain requests; a network that is cut carries neither.
  await visitor.context.route(/\/collab\//, (route) => (network.cut ? route.abort() : route.continue()));
  return {
    cut() {
      network.cut = true;
      for (const close of open) close();
      open.clear();
    },
    /** As a device does whose network is back: it tells the pages, which else would try again in their own time. */
    async mend() {
      network.cut = false;
      for (const page of visitor.context.pages()) await page.evaluate(() => dispatchEvent(new Event('online')));
    },
  };
}

const isSaved = (page: Page) => page.getByText('Saved', { exact: true }).first().waitFor();

const contentOf = async (documentId: string, format = 'markdown') =>
  (await stage().server.api<string>(`/api/v1/documents/${documentId}/content?format=${format}`)).body;

test('two people type in one paragraph at once and both see the same, and so does the server', async () => {
  const id = await stage().newPage('Together: ');
  const ada = await stage().open(id);
  const bob = await stage().open(id, stage().guest);
  await putCaret(ada, 'Together');
  await putCaret(bob, 'Together');
  await Promise.all([
    ada.keyboard.type('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', { delay: 12 }),
    bob.keyboard.type('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', { delay: 12 }),
  ]);
  await eventually(() => bodyText(ada)).toMatch(/^Together: ?[ab]{60}$/);
  const text = await bodyText(ada);
  await eventually(() => bodyText(bob)).toBe(text);
  await isSaved(ada);
  await isSaved(bob);
  await eventually(async () => (await contentOf(id, 'text')).trim()).toBe(text);
  await eventually(() => ada.locator('.person-caret').count()).toBe(1);
});

test('letters stay in the order in which they were typed, whoever else types in the paragraph', async () => {
  const id = await stage().newPage('Together:');
  const ada = await stage().open(id);
  const bob = await stage().open(id, stage().guest);
  await putCaret(ada, 'Together');
  await putCaret(bob, 'Together');
  await bob.keyboard.press('Home');
  const lower = 'abcdefghijklmnopqrstuvwxyz';
  const upper = lower.toUpperCase();
  // One at the end, one at the start; then both at the end.
  await Promise.all([ada.keyboard.type(lower, { delay: 25 }), bob.keyboard.type(upper, { delay: 31 })]);
  for (const page of [ada, bob]) await eventually(() => bodyText(page)).toBe(`${upper}Together:${lower}`);
  await bob.keyboard.press('Control+End');
  await Promise.all([ada.keyboard.type(lower, { delay: 25 }), bob.keyboard.type(upper, { delay: 31 })]);
  await eventually(async () => (await bodyText(ada)).length).toBe(9 + 4 * 26);
  const [, added = ''] = (await bodyText(ada)).split('Together:');
  expect(added.replaceAll(/[^a-z]/g, ''), added).toBe(lower + lower);
  expect(added.replaceAll(/[^A-Z]/g, ''), added).toBe(upper);
  await eventually(() => bodyText(bob)).toBe(await bodyText(ada));
});

test('a screen reader hears of the connection, also after it was told something else', async () => {
  const id = await stage().newPage('One\n\nTwo');
  const adas = await stage().visitor();
  const network = await cutter(adas);
  const ada = await adas.open(id);
  await putCaret(ada, 'One');
  await ada.keyboard.press('Escape');
  await ada.keyboard.press('Shift+ArrowDown');
  const said = ada.locator('.page-editor > [role="status"]');
  await eventually(() => said.textContent()).toBe('2 blocks selected');
  network.cut();
  await eventually(() => said.textContent()).toBe('Connection lost.');
  await network.mend();
  await eventually(() => said.textContent()).toBe('Connected. Everything is saved.');
});

test('what is written offline survives a reload, and is merged when the connection is back', async () => {
  const id = await stage().newPage('Start.');
  const adas = await stage().visitor();
  const network = await cutter(adas);
  const ada = await adas.open(id);
  const bob = await stage().open(id, stage().guest);
  await putCaret(ada, 'Start.');
  await ada.keyboard.type(' Online.');
  await isSaved(ada);

  network.cut();
  await ada.reload();
  await ada.waitForSelector('.page-body[contenteditable="true"]');
  await eventually(() => bodyText(ada)).toBe('Start. Online.');
  await putCaret(ada, 'Start.');
  await ada.keyboard.type(' Offline words.', { delay: 15 });
  await ada
    .getByText(/Offline: 15 changes kept on this device/)
    .first()
    .waitFor();
  await ada.reload();
  await eventually(() => bodyText(ada)).toBe('Start. Online. Offline words.');
  await ada
    .getByText(/Offline: 15 changes kept on this device/)
    .first()
    .waitFor();

  await putCaret(bob, 'Start.');
  await bob.keyboard.press('Home');
  await bob.keyboard.type('Bob was here. ');
  await isSaved(bob);
  await network.mend();
  await eventually(() => bodyText(ada)).toBe('Bob was here. Start. Online. Offline words.');
  await eventually(() => bodyText(bob)).toBe('Bob was here. Start. Online. Offline words.');
  await isSaved(ada);
  await eventually(async () => (await contentOf(id, 'text')).trim()).toBe(
    'Bob was here. Start. Online. Offline words.',
  );
});

test('an unmodified y-websocket provider edits a page together with a tab', async () => {
  const id = await stage().newPage('From the tab.');
  const ada = await stage().open(id);
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${stage().server.wsUrl}/collab`, id, doc, {
    params: { token: stage().guest.token },
    disableBc: true,
  });
  try {
    const body = doc.getXmlFragment('default');
    await eventually(() => body.toString()).toContain('From the tab.');
    doc.transact(() => {
      const paragraph = new Y.XmlElement('paragraph');
      const text = new Y.XmlText();
      text.insert(0, 'From another program.');
      paragraph.insert(0, [text]);
      body.push([paragraph]);
    });
    await eventually(() => bodyText(ada)).toBe('From the tab.\nFrom another program.');
    await putCaret(ada, 'From another program.');
    await ada.keyboard.type(' And back.');
    await eventually(() => body.toString()).toContain('From another program. And back.');
  } finally {
    provider.destroy();
    doc.destroy();
  }
});

test('the slash menu, Markdown shortcuts and page links make blocks that the server knows', async () => {
  const id = await stage().newPage();
  const other = await stage().server.api<{ id: string }>(
    `/api/v1/workspaces/${stage().server.owner.workspaceId}/documents`,
    {
      body: { title: 'Reading list' },
    },
  );
  const ada = await stage().open(id);
  await putCaret(ada);
  await ada.keyboard.type('/heading 2');
  await ada.getByRole('option', { name: /Heading 2/ }).waitFor();
  await ada.keyboard.press('Enter');
  await ada.keyboard.type('Plan');
  await ada.keyboard.press('Enter');
  await ada.keyboard.type('[ ] first');
  await ada.keyboard.press('Enter');
  await ada.keyboard.press('Enter');
  await ada.keyboard.type('See [[Reading');
  await ada.getByRole('option', { name: 'Reading list' }).waitFor();
  await ada.keyboard.press('Enter');
  // The editor has put a space behind the link; the one typed by habit is that one, and so is the full stop.
  await ada.keyboard.type(' and [[Brand new');
  await ada.getByRole('option', { name: /Create/ }).waitFor();
  await ada.keyboard.press('Enter');
  await ada.locator('a.page-link', { hasText: 'Brand new' }).waitFor();
  await ada.keyboard.type('.  Next');
  const sentence = ada.locator('.page-body > p', { hasText: 'See' });
  await eventually(async () => (await sentence.textContent())?.replaceAll('\u00a0', ' ')).toBe(
    'See Reading list and Brand new.  Next',
  );
  await isSaved(ada);
  await eventually(() => contentOf(id)).toContain('## Plan');
  const markdown = await contentOf(id);
  expect(markdown).toContain('- [ ] first');
  expect(markdown).toContain(other.body.id);
  // The link opens the page.
  await ada.locator('a.page-link', { hasText: 'Reading list' }).click();
  await ada.waitForURL(new RegExp(other.body.id));
});

test('a link to a part of the page leads there, and its address can be shared', async () => {
  const filling = Array.from({ length: 60 }, (_, number) => `Line ${number}.`).join('\n\n');
  const id = await stage().newPage(`[The end](#the-end)\n\n${filling}\n\n## The end\n\nDone.`);
  const ada = await stage().open(id);
  await ada.locator('.page-body a', { hasText: 'The end' }).click();
  await ada.waitForURL(/#the-end$/);
  await eventually(() =>
    ada.locator('.page-body h2').evaluate((heading) => {
      const { top } = heading.getBoundingClientRect();
      return top >= 0 && top < innerHeight;
    }),
  ).toBe(true);
  expect(ada.context().pages()).toHaveLength(1);
  // The keys belong to reading again: this one finds pages and does not edit the link.
  await ada.keyboard.press('Control+k');
  await ada.getByRole('dialog', { name: 'Find pages and commands' }).waitFor();
});

test('a click on the paper below goes on writing at the end, and an unused formula leaves its line', async () => {
  const id = await stage().newPage('| a |\n| - |\n| b |');
  const ada = await stage().open(id);
  await ada.mouse.click(800, 860);
  await ada.locator('.page-body.ProseMirror-focused > p').waitFor();
  await ada.keyboard.type('Below');
  await ada.keyboard.press('Enter');
  await ada.keyboard.type('$$ ');
  await ada.getByLabel('LaTeX').waitFor();
  await eventually(() => ada.getByLabel('LaTeX').evaluate((field) => field === document.activeElement)).toBe(true);
  await ada.keyboard.press('Escape');
  await ada.keyboard.type('Next');
  await eventually(() => contentOf(id)).toMatch(/\n\nBelow\n\nNext\n$/);
});

test('pasted HTML runs nothing, and raw HTML in Markdown runs nothing either', async () => {
  const id = await stage().newPage(
    '<img src=x onerror="window.ran = 1">\n\n<script>window.ran = 2</script>\n\n<b>kept</b>',
  );
  const ada = await stage().open(id);
  await putCaret(ada);
  await paste(ada, {
    'text/html':
      '<h2 onclick="window.ran = 3">Title</h2><p>Hi<script>window.ran = 4</script><img src=x onerror="window.ran = 5"><svg onload="window.ran = 6"></svg><iframe srcdoc="<script>parent.ran = 7</script>"></iframe><a href="javascript:window.ran = 8">go</a></p>',
    'text/plain': 'x',
  });
  await ada.locator('.page-body', { hasText: 'Title' }).waitFor();
  await ada.locator('.page-body', { hasText: 'go' }).waitFor();
  await isSaved(ada);
  expect(await ada.evaluate(() => (globalThis as { ran?: number }).ran)).toBeUndefined();
  const dangerous = await ada
    .locator('.page-body')
    .evaluate(
      (body) =>
        [...body.querySelectorAll('*')].filter(
          (element) =>
            /^(script|iframe|object|embed)$/i.test(element.tagName) ||
            element.getAttributeNames().some((name) => name.startsWith('on')) ||
            /^javascript:/i.test(element.getAttribute('href') ?? ''),
        ).length,
    );
  expect(dangerous).toBe(0);
});

test('pasted Markdown becomes blocks', async () => {
  const id = await stage().newPage();
  const ada = await stage().open(id);
  await putCaret(ada);
  await paste(ada, { 'text/plain': '# One\n\n- a\n- b\n\n```js\nlet x\n```\n\n$$\nx^2\n$$\n' });
  await ada.locator('.page-body h1', { hasText: 'One' }).waitFor();
  await ada.locator('.code-block').waitFor();
  await ada.locator('.formula .katex').waitFor();
  expect(await ada.locator('.page-body ul > li').count()).toBe(2);
});

test('a pasted picture is uploaded and stays in its place', async () => {
  const id = await stage().newPage('Before.\n\nAfter.');
  const ada = await stage().open(id);
  await putCaret(ada, 'Before.');
  await paste(ada, {}, { name: 'dot.png', type: 'image/png', base64: PIXEL });
  const picture = ada.locator('.picture img');
  await picture.waitFor({ state: 'attached' });
  await eventually(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
  await isSaved(ada);
  await eventually(() => contentOf(id)).toMatch(/Before\.\s+!\[[^\]]*\]\(\/api\/v1\/blobs\/[^)]+\)\s+After\./);
});

test('a page that cannot be loaded says so and offers to try again; it is never shown empty', async () => {
  const id = await stage().newPage('Precious words.');
  const visitor = await stage().visitor();
  const network = await cutter(visitor);
  network.cut();
  const ada = await visitor.open(id, false);
  await ada.getByText('This page did not come').waitFor();
  expect(await ada.locator('.page-body').count()).toBe(0);
  await network.mend();
  await eventually(() => bodyText(ada)).toBe('Precious words.');
});

test('Try again loads the page once the server answers', async () => {
  const id = await stage().newPage('Patience.');
  const visitor = await stage().visitor();
  let refuse = true;
  await visitor.context.routeWebSocket(/\/collab\//, (socket) => {
    if (refuse) socket.close({ code: 4503, reason: 'The relay is starting.' });
    else socket.connectToServer();
  });
  const ada = await visitor.open(id, false);
  await ada.getByText('The server says: The relay is starting.').waitFor();
  refuse = false;
  await ada.getByRole('button', { name: 'Try again' }).click();
  await eventually(() => bodyText(ada)).toBe('Patience.');
});

test('somebody who may only read sees every change and cannot make one', async () => {
  const id = await stage().newPage('Read me.');
  const reader = await stage().server.invite('viewer');
  const page = await (await stage().visitor(reader)).open(id, false);
  await eventually(() => bodyText(page)).toBe('Read me.');
  expect(await page.locator('.page-body').getAttribute('contenteditable')).toBe('false');
  const ada = await stage().open(id);
  await putCaret(ada, 'Read me.');
  await ada.keyboard.type(' Live.');
  await eventually(() => bodyText(page)).toBe('Read me. Live.');
});

test('on a phone a bar with block actions stands over the keyboard', async () => {
  const id = await stage().newPage('On the way');
  const ada = await stage().open(id, undefined, { phone: true });
  await ada.locator('.page-body p').first().tap();
  const bar = ada.getByRole('toolbar', { name: 'Block actions' });
  await bar.waitFor();
  await bar.getByRole('button', { name: 'To-do list' }).click();
  await ada.locator('.page-body ul[data-type="taskList"]').waitFor();
  await isSaved(ada);
  await eventually(() => contentOf(id)).toContain('- [ ] On the way');
});

test('undo takes back one’s own words and leaves those of others', async () => {
  const id = await stage().newPage('Base.');
  const ada = await stage().open(id);
  const bob = await stage().open(id, stage().guest);
  await putCaret(ada, 'Base.');
  await ada.keyboard.type(' Mine.');
  await eventually(() => bodyText(bob)).toBe('Base. Mine.');
  await putCaret(bob, 'Base.');
  await bob.keyboard.type(' Theirs.');
  await eventually(() => bodyText(ada)).toBe('Base. Mine. Theirs.');
  await ada.keyboard.press('Control+z');
  await eventually(() => bodyText(ada)).toBe('Base. Theirs.');
  await eventually(() => bodyText(bob)).toBe('Base. Theirs.');
});

test('a page with blocks of a newer version is not touched: it can be read after a reload only', async () => {
  const id = await stage().newPage('Known.');
  const ada = await stage().open(id);
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${stage().server.wsUrl}/collab`, id, doc, {
    params: { token: stage().guest.token },
    disableBc: true,
  });
  try {
    const body = doc.getXmlFragment('default');
    await eventually(() => body.toString()).toContain('Known.');
    body.push([new Y.XmlElement('hologram')]);
    await ada.getByRole('button', { name: 'Reload to edit' }).waitFor();
    await ada.waitForTimeout(300);
    expect(body.toString()).toContain('hologram');
  } finally {
    provider.destroy();
    doc.destroy();
  }
});

test('blocks move by keyboard and by their handle, and keep their ids', async () => {
  const id = await stage().newPage('First\n\nSecond\n\nThird');
  const ada = await stage().open(id);
  const idOf = (words: string) => ada.locator('.page-body > p', { hasText: words }).getAttribute('data-id');
  const before = await idOf('Third');
  await putCaret(ada, 'Second');
  await ada.keyboard.press('Alt+ArrowUp');
  await eventually(() => bodyText(ada)).toBe('Second\nFirst\nThird');

  const to = await boxOf(ada.locator('.page-body > p', { hasText: 'Second' }));
  await dragHandle(ada, ada.locator('.page-body > p', { hasText: 'Third' }), { x: to.x + 3, y: to.y + 6 });
  await eventually(() => bodyText(ada)).toBe('Third\nSecond\nFirst');
  expect(await idOf('Third')).toBe(before);

  await putCaret(ada, 'First');
  await ada.keyboard.press('Control+Shift+d');
  await eventually(() => bodyText(ada)).toBe('Third\nSecond\nFirst\nFirst');
  const ids = await ada.locator('.page-body > p').evaluateAll((blocks) => blocks.map((block) => block.dataset['id']));
  expect(new Set(ids).size).toBe(4);
});

test('changes made offline to one page reach the server although another page is open', async () => {
  const id = await stage().newPage('Left behind.');
  const other = await stage().newPage('Another.');
  const adas = await stage().visitor();
  const network = await cutter(adas);
  const ada = await adas.open(id);
  await isSaved(ada);
  network.cut();
  await putCaret(ada, 'Left behind.');
  await ada.keyboard.type(' Not lost.');
  await ada.getByText('Offline: 10 changes kept on this device').first().waitFor();
  await ada.close();
  await network.mend();
  const second = await adas.open(other);
  await isSaved(second);
  await eventually(async () => (await contentOf(id, 'text')).trim()).toBe('Left behind. Not lost.');
});

test('signing out leaves no page on the device, and asks first when changes are there only', async () => {
  const id = await stage().newPage('Private.');
  const adas = await stage().visitor();
  const network = await cutter(adas);
  const ada = await adas.open(id);
  await isSaved(ada);
  network.cut();
  await putCaret(ada, 'Private.');
  await ada.keyboard.type('!');
  await ada.getByText('Offline: 1 change kept on this device').first().waitFor();
  // Bodies of pages and lists of them have databases of their own; both are named after the person.
  const kept = () => ada.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));
  const copies = async () => (await kept()).filter((name) => name.endsWith(`:${id}`));
  expect((await copies()).length).toBe(1);
  const question = ada.getByRole('dialog', { name: 'Sign out nevertheless?' });
  const signOut = async () => {
    await ada.getByRole('button', { name: 'Library' }).first().press('Enter');
    await ada.getByRole('menuitem', { name: 'Sign out' }).click();
  };
  await signOut();
  await question.getByText('1 change is on this device only').waitFor();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'detached' });
  expect((await copies()).length).toBe(1);
  await signOut();
  await question.getByRole('button', { name: 'Sign out' }).click();
  await ada.waitForURL(/sign-in/);
  await eventually(kept).toEqual([]);
});

test('what was written into a page that is taken away stays on the device until the person lets go of it', async () => {
  const id = await stage().newPage('Common ground.');
  const other = await stage().newPage('Nothing unsent.');
  const guests = await stage().visitor(stage().guest);
  const network = await cutter(guests);
  await isSaved(await guests.open(other));
  const page = await guests.open(id);
  await isSaved(page);
  network.cut();
  await putCaret(page, 'Common ground.');
  await page.keyboard.type(' Mine alone.');
  await page
    .getByText(/Offline: \d+ changes? kept on this device/)
    .first()
    .waitFor();
  for (const path of [`/api/v1/documents/${id}`, `/api/v1/documents/${other}`]) {
    // Once into the trash, once out of it: gone for good.
    expect((await stage().server.api(path, { method: 'DELETE' })).status).toBeLessThan(300);
    expect((await stage().server.api(`${path}?permanent=true`, { method: 'DELETE' })).status).toBeLessThan(300);
  }
  await network.mend();
  await page.goto(`${stage().server.url}/d/${other}`);
  await page.getByText('This page is not here').waitFor();
  const copies = (document: string) =>
    page.evaluate(
      async (wanted) => (await indexedDB.databases()).filter(({ name }) => name?.endsWith(wanted) === true).length,
      document,
    );
  await eventually(() => copies(other)).toBe(0);
  expect(await page.getByText('only on this device').count()).toBe(0);

  await page.goto(`${stage().server.url}/d/${id}`);
  const text = page.getByRole('textbox', { name: 'What you wrote here is only on this device' });
  await eventually(() => text.inputValue()).toContain('Common ground. Mine alone.');
  // Also after another visit.
  await page.reload();
  await eventually(() => text.inputValue()).toContain('Mine alone.');
  await page.getByRole('button', { name: 'Discard these changes' }).click();
  const question = page.getByRole('dialog', { name: 'Discard these changes?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  expect(await copies(id)).toBe(1);
  await page.getByRole('button', { name: 'Discard these changes' }).click();
  await question.getByRole('button', { name: 'Discard', exact: true }).click();
  await text.waitFor({ state: 'detached' });
  await eventually(() => copies(id)).toBe(0);
});

test('a device that stores nothing is not said to keep changes, and leaving then asks', async () => {
  const id = await stage().newPage('Nothing kept.');
  const adas = await stage().visitor();
  await adas.context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new Error('Storage is switched off.');
    };
  });
  const network = await cutter(adas);
  const ada = await adas.open(id);
  await isSaved(ada);
  network.cut();
  await putCaret(ada, 'Nothing kept.');
  await ada.keyboard.type('!');
  await ada
    .getByText(/will be lost if you close this tab/)
    .first()
    .waitFor({ state: 'attached' });
  expect(await ada.getByText(/kept on this device/).count()).toBe(0);
  const asked: string[] = [];
  ada.on('dialog', (dialog) => {
    asked.push(dialog.type());
    void dialog.dismiss();
  });
  await ada.close({ runBeforeUnload: true });
  await eventually(() => asked).toEqual(['beforeunload']);
  await network.mend();
  await isSaved(ada);
});
