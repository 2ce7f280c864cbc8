import WebSocket from 'ws';
import * as Y from 'yjs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { WebsocketProvider } from 'y-websocket';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { bodyText, buildWebApp, launchBrowser, paste, putCaret, visit, type Visitor } from './support/editing.ts';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

let browser: Browser;
let server: TestServer;
let app: Awaited<ReturnType<typeof buildWebApp>>;
let guest: Awaited<ReturnType<TestServer['invite']>>;
const visitors: Visitor[] = [];

beforeAll(async () => {
  app = await buildWebApp();
  server = await startTestServer({ webApp: app.folder });
  guest = await server.invite('editor');
  browser = await launchBrowser();
});
afterEach(async () => {
  const faults = visitors.flatMap((visitor) => visitor.faults);
  for (const { context } of visitors.splice(0)) await context.close();
  expect(faults).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await app?.remove();
});

async function newDocument(markdown?: string): Promise<string> {
  const answer = await server.api<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
    body: { title: 'A page', ...(markdown === undefined ? {} : { markdown }) },
  });
  return answer.body.id;
}

async function visitAs(who: { email: string; password: string }, options: { phone?: boolean; dark?: boolean } = {}) {
  const visitor = await visit({ browser, url: server.url, email: who.email, password: who.password, ...options });
  visitors.push(visitor);
  return visitor;
}

const isSaved = (page: Page) => page.getByText('Saved', { exact: true }).first().waitFor();

const contentOf = async (documentId: string, format = 'markdown') =>
  (await server.api<string>(`/api/v1/documents/${documentId}/content?format=${format}`)).body;

test('two people type in one paragraph at once and both see the same, and so does the server', async () => {
  const id = await newDocument('Together: ');
  const ada = await (await visitAs(server.owner)).open(id);
  const bob = await (await visitAs(guest)).open(id);
  await putCaret(ada, 'Together');
  await putCaret(bob, 'Together');
  await Promise.all([
    ada.keyboard.type('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', { delay: 12 }),
    bob.keyboard.type('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', { delay: 12 }),
  ]);
  await expect.poll(() => bodyText(ada)).toMatch(/^Together: ?[ab]{60}$/);
  const text = await bodyText(ada);
  await expect.poll(() => bodyText(bob)).toBe(text);
  await isSaved(ada);
  await isSaved(bob);
  await expect.poll(async () => (await contentOf(id, 'text')).trim()).toBe(text);
  await expect.poll(() => ada.locator('.person-caret').count()).toBe(1);
});

test('what is written offline survives a reload, and is merged when the connection is back', async () => {
  const id = await newDocument('Start.');
  const adas = await visitAs(server.owner);
  const ada = await adas.open(id);
  const bob = await (await visitAs(guest)).open(id);
  await putCaret(ada, 'Start.');
  await ada.keyboard.type(' Online.');
  await isSaved(ada);

  // The socket goes; pages and code still come, as from a service that keeps them.
  await ada.context().routeWebSocket(/\/collab\//, (socket) => socket.close());
  await ada.reload();
  await ada.waitForSelector('.page-body[contenteditable="true"]');
  await expect.poll(() => bodyText(ada)).toBe('Start. Online.');
  await putCaret(ada, 'Start.');
  await ada.keyboard.type(' Offline words.', { delay: 15 });
  await ada
    .getByText(/Offline: 15 changes kept on this device/)
    .first()
    .waitFor();
  await ada.reload();
  await expect.poll(() => bodyText(ada)).toBe('Start. Online. Offline words.');
  await ada
    .getByText(/Offline: 15 changes kept on this device/)
    .first()
    .waitFor();

  await putCaret(bob, 'Start.');
  await bob.keyboard.press('Home');
  await bob.keyboard.type('Bob was here. ');
  await isSaved(bob);
  await ada.context().unrouteAll();
  await ada.close();
  const again = await adas.open(id);
  await expect.poll(() => bodyText(again)).toBe('Bob was here. Start. Online. Offline words.');
  await expect.poll(() => bodyText(bob)).toBe('Bob was here. Start. Online. Offline words.');
  await isSaved(again);
  await expect
    .poll(async () => (await contentOf(id, 'text')).trim())
    .toBe('Bob was here. Start. Online. Offline words.');
});

test('an unmodified y-websocket provider edits a page together with a tab', async () => {
  const id = await newDocument('From the tab.');
  const ada = await (await visitAs(server.owner)).open(id);
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${server.wsUrl}/collab`, id, doc, {
    params: { token: guest.token },
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  try {
    const body = doc.getXmlFragment('default');
    await expect.poll(() => body.toString()).toContain('From the tab.');
    doc.transact(() => {
      const paragraph = new Y.XmlElement('paragraph');
      const text = new Y.XmlText();
      text.insert(0, 'From another program.');
      paragraph.insert(0, [text]);
      body.push([paragraph]);
    });
    await expect.poll(() => bodyText(ada)).toBe('From the tab.\nFrom another program.');
    await putCaret(ada, 'From another program.');
    await ada.keyboard.type(' And back.');
    await expect.poll(() => body.toString()).toContain('From another program. And back.');
  } finally {
    provider.destroy();
    doc.destroy();
  }
});

test('the slash menu, Markdown shortcuts and page links make blocks that the server knows', async () => {
  const id = await newDocument();
  const other = await server.api<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
    body: { title: 'Reading list' },
  });
  const ada = await (await visitAs(server.owner)).open(id);
  await putCaret(ada);
  await ada.keyboard.type('/heading 2'.replace(' ', ''));
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
  await ada.keyboard.type('and [[Brand new');
  await ada.getByRole('option', { name: /Create/ }).waitFor();
  await ada.keyboard.press('Enter');
  await ada.locator('a.page-link', { hasText: 'Brand new' }).waitFor();
  await isSaved(ada);
  await expect.poll(() => contentOf(id)).toContain('## Plan');
  const markdown = await contentOf(id);
  expect(markdown).toContain('- [ ] first');
  expect(markdown).toContain(other.body.id);
  // The link opens the page.
  await ada.locator('a.page-link', { hasText: 'Reading list' }).click();
  await ada.waitForURL(new RegExp(other.body.id));
});

test('pasted HTML runs nothing, and raw HTML in Markdown runs nothing either', async () => {
  const id = await newDocument(
    '<img src=x onerror="window.ran = 1">\n\n<script>window.ran = 2</script>\n\n<b>kept</b>',
  );
  const ada = await (await visitAs(server.owner)).open(id);
  await putCaret(ada);
  await paste(ada, {
    'text/html':
      '<h2 onclick="window.ran = 3">Title</h2><p>Hi<script>window.ran = 4</script><img src=x onerror="window.ran = 5"><svg onload="window.ran = 6"></svg><iframe srcdoc="<script>parent.ran = 7</script>"></iframe><a href="javascript:window.ran = 8">go</a></p>',
    'text/plain': 'x',
  });
  await ada.locator('.page-body h2', { hasText: 'Title' }).waitFor();
  await ada.locator('.page-body', { hasText: 'go' }).waitFor();
  await isSaved(ada);
  expect(await ada.evaluate(() => (globalThis as { ran?: number }).ran)).toBeUndefined();
  expect(await ada.locator('.page-body').innerHTML()).not.toMatch(
    /<script|onerror|onclick|onload|javascript:|<iframe/i,
  );
});

test('pasted Markdown becomes blocks', async () => {
  const id = await newDocument();
  const ada = await (await visitAs(server.owner)).open(id);
  await putCaret(ada);
  await paste(ada, { 'text/plain': '# One\n\n- a\n- b\n\n```js\nlet x\n```\n\n$$\nx^2\n$$\n' });
  await ada.locator('.page-body h1', { hasText: 'One' }).waitFor();
  await ada.locator('.code-block').waitFor();
  await ada.locator('.formula .katex').waitFor();
  expect(await ada.locator('.page-body ul > li').count()).toBe(2);
});

test('a pasted picture is uploaded and stays in its place', async () => {
  const id = await newDocument('Before.\n\nAfter.');
  const ada = await (await visitAs(server.owner)).open(id);
  await putCaret(ada, 'Before.');
  await paste(ada, {}, { name: 'dot.png', type: 'image/png', base64: PIXEL });
  const picture = ada.locator('.picture img');
  await picture.waitFor({ state: 'attached' });
  await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
  await isSaved(ada);
  await expect.poll(() => contentOf(id)).toMatch(/Before\.\s+!\[[^\]]*\]\(\/api\/v1\/blobs\/[^)]+\)\s+After\./);
});

test('a page that cannot be loaded says so and offers to try again; it is never shown empty', async () => {
  const id = await newDocument('Precious words.');
  const visitor = await visitAs(server.owner);
  await visitor.context.routeWebSocket(/\/collab\//, (socket) => socket.close());
  const ada = await visitor.open(id, false);
  await ada.getByText('This page did not come').waitFor();
  expect(await ada.locator('.page-body').count()).toBe(0);
  await visitor.context.unrouteAll();
  // Routing of sockets is decided when a page opens; a new tab is not routed.
  await ada.close();
  const again = await visitor.open(id);
  await expect.poll(() => bodyText(again)).toBe('Precious words.');
});

test('Try again loads the page once the server answers', async () => {
  const id = await newDocument('Patience.');
  const visitor = await visitAs(server.owner);
  let refuse = true;
  await visitor.context.routeWebSocket(/\/collab\//, (socket) => {
    if (refuse) socket.close({ code: 4503, reason: 'The relay is starting.' });
    else socket.connectToServer();
  });
  const ada = await visitor.open(id, false);
  await ada.getByText('The relay is starting.').waitFor();
  refuse = false;
  await ada.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => bodyText(ada)).toBe('Patience.');
});

test('somebody who may only read sees every change and cannot make one', async () => {
  const id = await newDocument('Read me.');
  const reader = await server.invite('viewer');
  const page = await (await visitAs(reader)).open(id, false);
  await expect.poll(() => bodyText(page)).toBe('Read me.');
  expect(await page.locator('.page-body').getAttribute('contenteditable')).toBe('false');
  const ada = await (await visitAs(server.owner)).open(id);
  await putCaret(ada, 'Read me.');
  await ada.keyboard.type(' Live.');
  await expect.poll(() => bodyText(page)).toBe('Read me. Live.');
});

test('on a phone a bar with block actions stands over the keyboard', async () => {
  const id = await newDocument('On the way');
  const ada = await (await visitAs(server.owner, { phone: true })).open(id);
  await ada.locator('.page-body p').first().tap();
  const bar = ada.getByRole('toolbar', { name: 'Block actions' });
  await bar.waitFor();
  await bar.getByRole('button', { name: 'To-do list' }).click();
  await ada.locator('.page-body ul[data-type="taskList"]').waitFor();
  await isSaved(ada);
  await expect.poll(() => contentOf(id)).toContain('- [ ] On the way');
});

test('undo takes back one’s own words and leaves those of others', async () => {
  const id = await newDocument('Base.');
  const ada = await (await visitAs(server.owner)).open(id);
  const bob = await (await visitAs(guest)).open(id);
  await putCaret(ada, 'Base.');
  await ada.keyboard.type(' Mine.');
  await expect.poll(() => bodyText(bob)).toBe('Base. Mine.');
  await putCaret(bob, 'Base.');
  await bob.keyboard.type(' Theirs.');
  await expect.poll(() => bodyText(ada)).toBe('Base. Mine. Theirs.');
  await ada.keyboard.press('Control+z');
  await expect.poll(() => bodyText(ada)).toBe('Base. Theirs.');
  await expect.poll(() => bodyText(bob)).toBe('Base. Theirs.');
});

test('a page with blocks of a newer version is not touched: it can be read after a reload only', async () => {
  const id = await newDocument('Known.');
  const ada = await (await visitAs(server.owner)).open(id);
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${server.wsUrl}/collab`, id, doc, {
    params: { token: guest.token },
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  try {
    const body = doc.getXmlFragment('default');
    await expect.poll(() => body.toString()).toContain('Known.');
    body.push([new Y.XmlElement('hologram')]);
    await ada.getByRole('button', { name: 'Reload to edit' }).waitFor();
    await ada.waitForTimeout(300);
    expect(body.toString()).toContain('hologram');
  } finally {
    provider.destroy();
    doc.destroy();
  }
});
