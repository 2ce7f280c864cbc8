import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startProxy } from '../../server/test/support/proxy.ts';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { hasBrowser } from './support/browser.ts';
import { bodyText, buildWebApp, launchBrowser, putCaret, visit } from './support/editing.ts';

const eventually: typeof expect.poll = (read) => expect.poll(read, { timeout: 30_000 });

describe.skipIf(!hasBrowser)('behind a proxy', () => {
  let app: Awaited<ReturnType<typeof buildWebApp>>;
  let server: TestServer;
  let browser: Browser;
  beforeAll(async () => {
    app = await buildWebApp();
    server = await startTestServer({ webApp: app.folder });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await app?.remove();
  });

  const state = (page: Page, check: string) =>
    page.locator(`[data-check="${check}"]`).getAttribute('data-state', { timeout: 30_000 });

  test('that refuses WebSockets, two people edit a page, and the one behind it is told why it is slower', async () => {
    const proxy = await startProxy(server.url, { upgrades: 'refuse', bodyLimit: 1024 * 1024 });
    const guest = await server.invite('editor');
    const made = await server.api<{ id: string }>(`/api/v1/workspaces/${server.owner.workspaceId}/documents`, {
      body: { title: 'Field notes', markdown: 'Dawn.' },
    });
    const behind = await visit({ browser, url: proxy.url, ...server.owner });
    const before = await visit({ browser, url: server.url, ...guest });
    try {
      const [slow, fast] = [await behind.open(made.body.id), await before.open(made.body.id)];
      await putCaret(slow, 'Dawn.');
      await slow.keyboard.press('End');
      await slow.keyboard.type(' Through the keyhole.');
      await eventually(() => bodyText(fast)).toContain('Through the keyhole.');
      await putCaret(fast, 'Dawn.');
      await fast.keyboard.press('End');
      await fast.keyboard.type(' Heard you.');
      await eventually(() => bodyText(slow)).toContain('Heard you.');
      await slow.locator('[data-save="saved"]').waitFor();
      expect(await fast.locator('[data-connection]').count()).toBe(0);

      await slow.getByRole('link', { name: 'Slower connection' }).click();
      await slow.locator('[data-verdict="slower"]').waitFor({ timeout: 30_000 });
      expect(await state(slow, 'http')).toBe('ok');
      expect(await state(slow, 'websocket')).toBe('failed');
      expect(await state(slow, 'events')).toBe('ok');
      expect(await state(slow, 'body')).toBe('warning');
      await slow.getByRole('heading', { name: 'Pass the WebSocket upgrade on' }).waitFor();
      expect(await slow.locator('pre').first().textContent()).toContain('proxy_set_header Upgrade $http_upgrade;');
      await slow.getByRole('radio', { name: 'Apache' }).click();
      expect(await slow.locator('pre').first().textContent()).toContain('upgrade=websocket');
    } finally {
      await behind.context.close();
      await before.context.close();
      await proxy.stop();
    }
  });

  test('that holds answers back as well, the diagnosis says that pages cannot be edited together', async () => {
    const proxy = await startProxy(server.url, { upgrades: 'refuse', buffers: true });
    const context = await browser.newContext();
    try {
      // Nobody has to be signed in for this.
      const page = await context.newPage();
      await page.goto(`${proxy.url}/diagnosis`);
      await page.locator('[data-verdict="blocked"]').waitFor({ timeout: 30_000 });
      expect(await state(page, 'events')).toBe('failed');
      await page.getByRole('heading', { name: 'Do not collect answers' }).waitFor();
      expect(await page.locator('pre', { hasText: 'proxy_buffering off;' }).count()).toBeGreaterThan(0);
    } finally {
      await context.close();
      await proxy.stop();
    }
  });

  test('with nothing in the way all is well', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${server.url}/diagnosis`);
    await page.locator('[data-verdict="well"]').waitFor({ timeout: 30_000 });
    await context.close();
  });
});
