import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { createOutbound } from '../../server/src/kernel/http/outbound.ts';
import { isPublicAddress } from '../../server/src/kernel/http/public-address.ts';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import {
  buildWebApp,
  clickInto,
  hasFocus,
  launchBrowser,
  paste,
  putCaret,
  visit,
  type Visitor,
} from './support/editing.ts';
import { eventually } from './support/stage.ts';

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

let browser: Browser;
let server: TestServer;
let site: Server;
let siteUrl: string;
let app: Awaited<ReturnType<typeof buildWebApp>>;
let guest: Awaited<ReturnType<TestServer['invite']>>;
const visitors: Visitor[] = [];

beforeAll(async () => {
  site = createServer((request, response) => {
    if (request.url === '/bee.png') response.end(Buffer.from(PIXEL, 'base64'));
    else if (request.url === '/bees')
      response
        .setHeader('content-type', 'text/html')
        .end(
          '<title>Of bees</title><meta name="description" content="How they find home."><meta property="og:image" content="/bee.png">',
        );
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => site.listen(0, '127.0.0.1', listening));
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  app = await buildWebApp();
  server = await startTestServer({
    webApp: app.folder,
    outbound: createOutbound({ allows: (address, url) => url.origin === siteUrl || isPublicAddress(address) }),
  });
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
  await new Promise((closed) => site.close(closed));
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

/** Makes a block by its name in the list that a slash opens. */
async function slash(page: Page, name: string): Promise<void> {
  await page.keyboard.type(`/${name}`);
  await page
    .getByRole('option', { name: new RegExp(`^${name}`, 'i') })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
}

const markdownOf = async (id: string) =>
  (await server.api<string>(`/api/v1/documents/${id}/content?format=markdown`)).body;

test('callouts, toggles and columns are made with keys, arrive at others and are there after a reload', async () => {
  const id = await newDocument('Mind\n\nLast\n');
  const page = await (await visitAs(server.owner)).open(id);
  const other = await (await visitAs(guest)).open(id);
  await putCaret(page, 'Mind');
  await page.keyboard.type(' ');
  await slash(page, 'Callout');
  await page.keyboard.type('the gap');
  const callout = page.getByRole('note', { name: 'Note' });
  await eventually(() => callout.innerText()).toContain('Mind the gap');
  await callout.getByRole('button', { name: /Change the callout/ }).press('Enter');
  await page.getByRole('menuitemradio', { name: 'Warning' }).press('Enter');
  await other.getByRole('note', { name: 'Warning' }).waitFor();

  // Two empty lines leave the callout.
  await hasFocus(page.locator('.page-body'));
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await slash(page, 'Toggle');
  await page.keyboard.type('More of it');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Folded words');
  const fold = page.getByRole('button', { name: /Toggle “More of it”/ });
  expect(await fold.getAttribute('aria-expanded')).toBe('true');
  // Others see it folded until they open it, and this device remembers.
  const theirs = other.getByRole('button', { name: /Toggle “More of it”/ });
  await theirs.waitFor();
  expect(await other.getByText('Folded words').isVisible()).toBe(false);
  await theirs.press('Enter');
  await other.getByText('Folded words').waitFor();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Control+Enter');
  await eventually(() => fold.getAttribute('aria-expanded')).toBe('false');

  await putCaret(page, 'Last');
  await page.keyboard.type(' ');
  await slash(page, '3 columns');
  await page.keyboard.type('First');
  await page.getByRole('separator').nth(1).focus();
  await page.keyboard.press('ArrowRight');
  await eventually(() => other.locator('.column').count()).toBe(3);
  const widths = () =>
    page.locator('.column').evaluateAll((all) => all.map((one) => (one as HTMLElement).style.flexGrow));
  await eventually(widths).not.toEqual(['1', '1', '1']);
  await isSaved(page);

  await page.reload();
  await page.getByRole('note', { name: 'Warning' }).waitFor();
  expect(await fold.getAttribute('aria-expanded')).toBe('false');
  expect(await page.locator('.column').count()).toBe(3);
  await other.reload();
  await other.getByText('Folded words').waitFor();
  const phone = await (await visitAs(guest, { phone: true })).open(id);
  const [first, second] = await phone
    .locator('.column')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  expect(second).toBeGreaterThan(first ?? 0);
});

test('a to-do says who and until when; what is late says so in words', async () => {
  const id = await newDocument('- [ ] Call back\n');
  const page = await (await visitAs(server.owner)).open(id);
  await putCaret(page, 'Call back');
  await page.keyboard.type(' @Gue');
  await page.getByRole('option', { name: 'Guest 1' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.person-chip').waitFor();
  await page.keyboard.type('@tomo');
  await page.getByRole('option', { name: /^Tomorrow/ }).waitFor();
  await page.keyboard.press('Enter');
  const day = page.locator('.date-chip');
  await eventually(() => day.innerText()).toBe('tomorrow');
  await day.click();
  const calendar = page.getByRole('dialog', { name: 'Choose a day' });
  await hasFocus(calendar);
  for (let index = 0; index < 3; index += 1) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await eventually(() => day.innerText()).toMatch(/^Overdue:/);
  await hasFocus(page.locator('.page-body'));
  await page.keyboard.press('Control+Enter');
  await eventually(() => day.innerText()).not.toMatch(/Overdue/);
  await isSaved(page);
  await eventually(() => markdownOf(id)).toMatch(/- \[x\] Call back .*Guest 1/);
});

test('a link becomes a card with a copy of what the site says; nobody’s browser asks the site', async () => {
  const id = await newDocument();
  const visitor = await visitAs(server.owner);
  const page = await visitor.open(id);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) asked.push(request.url());
  });
  await putCaret(page);
  await slash(page, 'Bookmark');
  await page.getByLabel('Address of the page').fill(`${siteUrl}/bees`);
  await page.keyboard.press('Enter');
  const card = page.locator('.bookmark-card');
  await eventually(() => card.innerText()).toContain('How they find home.');
  expect(await card.locator('.bookmark-image').getAttribute('src')).toMatch(/^\/api\/v1\/blobs\//);
  expect(asked).toEqual([]);
  await isSaved(page);
  await page.reload();
  await eventually(() => card.innerText()).toContain('Of bees');
});

test('an address in the network of the server is refused in words, and the card shows the address', async () => {
  const page = await (await visitAs(server.owner)).open(await newDocument());
  await putCaret(page);
  await slash(page, 'Bookmark');
  await page.getByLabel('Address of the page').fill('http://169.254.169.254/latest/meta-data');
  await page.keyboard.press('Enter');
  await page.getByText('is not a public site').waitFor();
  await page.getByText('The card shows the address only.').waitFor();
  expect(await page.locator('.bookmark-card').innerText()).toContain('169.254.169.254');
});

test('an address of a page of ours is a link to that page', async () => {
  const target = await newDocument();
  const page = await (await visitAs(server.owner)).open(await newDocument());
  await putCaret(page);
  await slash(page, 'Bookmark');
  await page.getByLabel('Address of the page').fill(`${server.url}/d/${target}`);
  await page.keyboard.press('Enter');
  await page.locator('.page-body a.page-link', { hasText: 'A page' }).waitFor();
  expect(await page.locator('.bookmark').count()).toBe(0);

  // What is ours and no page is a card; nobody is asked about it, and nothing fails.
  await page.keyboard.press('Enter');
  await slash(page, 'Bookmark');
  await page.getByLabel('Address of the page').fill(`${server.url}/diagnosis`);
  await page.keyboard.press('Enter');
  await page.locator('.bookmark-card', { hasText: '/diagnosis' }).waitFor();
  expect(await page.locator('.bookmark-note').count()).toBe(0);
});

test('a player is loaded when it is pressed and not before; a site without one is a card', async () => {
  const page = await (await visitAs(server.owner)).open(await newDocument());
  await page.route('https://www.youtube-nocookie.com/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<p>Film</p>' }),
  );
  await putCaret(page);
  await slash(page, 'Embed');
  await page.getByLabel('Address of the film, drawing or map').fill('https://youtu.be/dQw4w9WgXcQ');
  await page.keyboard.press('Enter');
  const show = page.getByRole('button', { name: /Show from YouTube/ });
  await show.waitFor();
  expect(await page.locator('iframe').count()).toBe(0);
  await show.click();
  const frame = page.locator('.embed iframe');
  await frame.contentFrame().getByText('Film').waitFor();
  expect(await frame.getAttribute('sandbox')).not.toContain('allow-top-navigation');

  await clickInto(page.locator('.page-body > p').last());
  await slash(page, 'Embed');
  await page.locator('.embed form input').fill(`${siteUrl}/bees`);
  await page.keyboard.press('Enter');
  await page.locator('.bookmark-card').waitFor();
});

test('a diagram is drawn from its source; a fault is said beside the last good picture', async () => {
  const visitor = await visitAs(server.owner);
  const page = await visitor.open(await newDocument());
  await putCaret(page);
  await slash(page, 'Diagram');
  const picture = page.getByRole('img', { name: /^Diagram: graph LR/ });
  await eventually(() => picture.locator('svg').count()).toBe(1);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type('\nPage --> ((');
  await page.getByText('This cannot be drawn yet.').waitFor();
  await eventually(() => picture.locator('svg').count()).toBe(1);
  await page.getByRole('button', { name: 'Source', exact: true }).click();
  await picture.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Picture', exact: true }).click();
  await picture.waitFor();
});

test('a picture gets its width, its caption and its description by keyboard', async () => {
  const id = await newDocument();
  const page = await (await visitAs(server.owner)).open(id);
  await putCaret(page);
  await paste(page, {}, { name: 'a.png', type: 'image/png', base64: PIXEL });
  const frame = page.locator('.picture-frame');
  await frame.waitFor();
  await page.getByRole('slider', { name: 'Width of the image' }).last().focus();
  await page.keyboard.press('ArrowRight');
  await eventually(() => frame.evaluate((element) => element.style.width)).toMatch(/^\d+%$/);
  await page.getByRole('button', { name: 'Description' }).press('Enter');
  await page.getByRole('textbox', { name: 'Description' }).fill('One dot');
  await page.keyboard.press('Enter');
  await page.locator('.picture-caption').fill('Figure 1');
  await page.keyboard.press('Enter');
  await isSaved(page);
  await eventually(() => markdownOf(id)).toMatch(/One dot[^]*Figure 1/);
  await page.getByRole('button', { name: 'Show large' }).press('Enter');
  await page.getByRole('dialog', { name: 'Figure 1' }).waitFor();
  await page.keyboard.press('Escape');
  await eventually(() => page.getByRole('dialog').count()).toBe(0);
});

test('code has a language that is found by typing, and a footnote shows beside its mark', async () => {
  const id = await newDocument('Read this[^1]\n\n```\nlet a = 1;\n```\n\n[^1]: The small print.\n');
  const page = await (await visitAs(server.owner)).open(id);
  await page.getByRole('button', { name: 'Language: Plain text' }).click();
  await page.getByRole('combobox', { name: 'Language' }).fill('rs');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Language: Rust' }).waitFor();
  await page.getByRole('button', { name: 'Footnote 1' }).focus();
  await page.getByRole('tooltip').getByText('The small print.').waitFor();
  await page.keyboard.press('Escape');
  await eventually(() => page.getByRole('tooltip').count()).toBe(0);
  await isSaved(page);
  await eventually(() => markdownOf(id)).toContain('```rust');
});
