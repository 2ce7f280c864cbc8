import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import type { TestServer } from '../../../server/test/support/server.ts';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const EXECUTABLE = CANDIDATES.find((path) => existsSync(path));

/** Tests that drive a browser run where there is one. */
export const hasBrowser = EXECUTABLE !== undefined;

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface TestBrowser {
  /** A browser of its own: no cookies, nothing stored. */
  fresh(options?: BrowserContextOptions): Promise<Page>;
  /** The same, signed in and on the first screen. */
  signedIn(
    server: TestServer,
    person?: { email: string; password: string },
    options?: BrowserContextOptions,
  ): Promise<Page>;
  /** What pages threw or logged as errors so far. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

// A refused or missing thing is part of many stories; the browser logs each.
const isExpected = (text: string) => /Failed to load resource|net::ERR_|WebSocket connection to/.test(text);

export async function startBrowser(): Promise<TestBrowser> {
  if (EXECUTABLE === undefined)
    throw new Error('Chromium was not found. Install it, for example: apt-get install chromium');
  const browser: Browser = await chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const contexts: BrowserContext[] = [];
  const faults: string[] = [];

  async function fresh(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: DESKTOP,
      reducedMotion: 'reduce',
      // Filling each new browser with the whole app takes time; the stories of being offline allow it.
      serviceWorkers: 'block',
      ...options,
    });
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => faults.push(String(error.stack ?? error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !isExpected(message.text())) faults.push(message.text());
    });
    return page;
  }

  return {
    fresh,
    faults,
    async signedIn(server, person = server.owner, options = {}) {
      const page = await fresh(options);
      await page.goto(`${server.url}/sign-in`);
      await page.getByLabel('E-mail').fill(person.email);
      await page.getByLabel('Password').fill(person.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(/\/w\//);
      return page;
    },
    async close() {
      await Promise.all(contexts.map((context) => context.close()));
      await browser.close();
    },
  };
}
