import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { hasBrowser, PHONE, startBrowser, type TestBrowser } from './support/browser.ts';
import { clickInto } from './support/editing.ts';
import { eventually } from './support/stage.ts';
import { givenPage } from './support/tree.ts';

const root = () => {
  const { lang, dir } = document.documentElement;
  return `${lang} ${dir}`;
};
const isWithin = () => document.documentElement.scrollWidth <= document.documentElement.clientWidth;
const DIRECTIONS = `[...document.querySelectorAll('.page-body > *')].map((block) => getComputedStyle(block).direction)`;

/** What the frame says, without what people wrote, the name of the product, formats and keys. */
const frameWords = (own: readonly string[]) => {
  const seen = document.body.innerText;
  return own
    .reduce((text, word) => text.replaceAll(word, ''), seen)
    .split('\n')
    .filter((line) => /[A-Za-z]{2,}/.test(line));
};

describe.skipIf(!hasBrowser)('languages', () => {
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

  test('Arabic is found on the way in, holds on every screen, and English comes back', async () => {
    await givenPage(server, 'Minutes');
    const page = await browser.fresh();
    await page.goto(`${server.url}/sign-in`);
    await page.getByRole('button', { name: 'Language: English' }).click();
    await page.getByRole('menuitemradio', { name: 'العربية' }).click();
    await page.getByRole('heading', { name: 'تسجيل الدخول' }).waitFor();
    expect(await page.evaluate(root)).toBe('ar rtl');

    await page.getByLabel('البريد الإلكتروني').fill(server.owner.email);
    await page.getByLabel('كلمة المرور').fill(server.owner.password);
    await page.getByRole('button', { name: 'تسجيل الدخول' }).click();
    await page.waitForURL(/\/w\//);
    const sidebar = page.getByRole('complementary', { name: 'الشريط الجانبي' });
    const box = await sidebar.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBe(page.viewportSize()?.width);
    await page.getByRole('treeitem', { name: 'Minutes' }).waitFor();
    const me = async () => (await server.api<{ preferences: { language?: string } }>('/api/v1/me')).body.preferences;
    await eventually(async () => (await me()).language).toBe('ar');

    const workspace = await server.api<{ name: string }>(`/api/v1/workspaces/${server.owner.workspaceId}`);
    const own = [workspace.body.name, server.owner.email, 'Minutes', 'Ada', 'Ctrl+K', 'Materi', 'API', 'Markdown'];
    for (const place of ['', '/inbox', '/trash', '/search', '/settings/appearance', '/settings/members']) {
      await page.goto(`${server.url}/w/${server.owner.workspaceId}${place}`);
      await page.getByRole('main').getByRole('heading').first().waitFor();
      expect(await page.evaluate(root)).toBe('ar rtl');
      expect(await page.evaluate(frameWords, own), place).toEqual([]);
    }

    await page.goto(`${server.url}/w/${server.owner.workspaceId}/settings/profile`);
    await page.getByLabel('اللغة').selectOption('en');
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    expect(await page.evaluate(root)).toBe('en ltr');
    expect(browser.faults).toEqual([]);
  });

  test('the language of the browser holds from the first paint, and nothing is wider than a phone', async () => {
    const id = await givenPage(server, 'ملاحظات');
    const options = { locale: 'ar-EG', viewport: PHONE, hasTouch: true, isMobile: true };
    const page = await browser.fresh(options);
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.goto(`${server.url}/sign-in`);
    expect(await page.evaluate(root)).toBe('ar rtl');
    await page.unroute('**/assets/*.js');

    await server.api('/api/v1/me', { method: 'PATCH', body: { preferences: { language: null } } });
    const { email, password } = server.owner;
    await page.context().request.post(`${server.url}/api/v1/auth/sign-in`, { data: { email, password } });
    const home = `/w/${server.owner.workspaceId}`;
    for (const path of [home, `/d/${id}`, `${home}/settings/profile`]) {
      await page.goto(server.url + path);
      await page.getByRole('button', { name: 'إظهار الشريط الجانبي' }).waitFor();
      expect(await page.evaluate(isWithin), path).toBe(true);
    }
  });

  test('each block runs in the direction of its own words, and an empty line as the one before', async () => {
    const path = `/api/v1/workspaces/${server.owner.workspaceId}/documents`;
    const markdown = 'Words.\n\n- قائمة\n\n`code` ثم كلمات\n\n```\nlet x\n```\n\nEnd';
    const made = await server.api<{ id: string }>(path, { body: { title: 'Both', markdown } });
    const page = await browser.signedIn(server);
    await page.goto(`${server.url}/d/${made.body.id}`);
    const body = page.locator('.page-body[contenteditable="true"]');
    await clickInto(body.getByText('End'));
    await eventually(() => page.evaluate(DIRECTIONS)).toEqual(['ltr', 'rtl', 'rtl', 'ltr', 'ltr']);

    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('مرحبًا');
    await page.keyboard.press('Enter');
    await eventually(() => page.evaluate(DIRECTIONS)).toEqual(['ltr', 'rtl', 'rtl', 'ltr', 'ltr', 'rtl', 'rtl']);
    await page.keyboard.type('Back');
    await eventually(() => page.evaluate(DIRECTIONS)).toEqual(['ltr', 'rtl', 'rtl', 'ltr', 'ltr', 'rtl', 'ltr']);

    // The handle stands in the margin where the block begins, and not on its words.
    const grip = page.getByRole('button', { name: 'Drag to move; press for more' });
    for (const words of ['Words.', 'مرحبًا']) {
      const block = body.locator('p', { hasText: words });
      await block.hover();
      await eventually(async () => {
        const [own, its] = await Promise.all([grip.boundingBox(), block.boundingBox()]);
        return own !== null && its !== null && (own.x + own.width <= its.x || own.x >= its.x + its.width);
      }).toBe(true);
    }
    expect(await page.evaluate(root)).toBe('en ltr');
    expect(browser.faults).toEqual([]);
  });

  test('a printed page is its title and its words', async () => {
    const path = `/api/v1/workspaces/${server.owner.workspaceId}/documents`;
    const markdown = 'On paper.\n\n<details>\n<summary>More</summary>\n\nInside\n\n</details>';
    const made = await server.api<{ id: string }>(path, { body: { title: 'Printed', markdown } });
    const page = await browser.signedIn(server, undefined, { colorScheme: 'dark' });
    await page.goto(`${server.url}/d/${made.body.id}`);
    await page.getByText('On paper.').waitFor();
    expect(await page.getByText('Inside', { exact: true }).isVisible()).toBe(false);
    await page.emulateMedia({ media: 'print' });
    await page.getByText('Inside', { exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Page title' }).waitFor();
    for (const role of ['complementary', 'banner', 'button'] as const) {
      const shown = await page.getByRole(role).filter({ visible: true }).allTextContents();
      expect(shown, role).toEqual([]);
    }
    expect(await page.evaluate(`getComputedStyle(document.documentElement).colorScheme`)).toBe('light');
  });
});
