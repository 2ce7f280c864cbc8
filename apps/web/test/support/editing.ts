import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { build } from 'vite';
import { expect } from 'vitest';

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ARGUMENTS });

/** Builds the web app as it is now into a folder of its own. */
export async function buildWebApp(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'materi-web-'));
  await build({
    root: new URL('../..', import.meta.url).pathname,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface Visitor {
  readonly context: BrowserContext;
  /** Everything that the pages of this visitor reported as an error. */
  readonly faults: string[];
  open(documentId: string, expectBody?: boolean): Promise<Page>;
}

interface VisitNeeds {
  browser: Browser;
  url: string;
  email: string;
  password: string;
  phone?: boolean;
  dark?: boolean;
}

/** A signed-in person with a browser profile of their own. */
export async function visit({ browser, url, email, password, phone, dark }: VisitNeeds): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: url,
    colorScheme: dark === true ? 'dark' : 'light',
    viewport: phone === true ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    ...(phone === true ? { hasTouch: true, isMobile: true } : {}),
  });
  const answer = await context.request.post(`${url}/api/v1/auth/sign-in`, { data: { email, password } });
  if (!answer.ok()) throw new Error(`Signing in failed: ${answer.status()} ${await answer.text()}`);
  const faults: string[] = [];
  return {
    context,
    faults,
    async open(documentId, expectBody = true) {
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(`/d/${documentId}`);
      if (expectBody) await page.waitForSelector('.page-body[contenteditable="true"]');
      return page;
    },
  };
}

/** The words of the page body, blocks on lines of their own, without carets of others. */
export const bodyText = (page: Page): Promise<string> =>
  page.locator('.page-body').evaluate((body) =>
    [...body.children]
      .filter((block) => !block.classList.contains('ProseMirror-widget'))
      .map((block) => {
        const copy = block.cloneNode(true) as HTMLElement;
        for (const caret of copy.querySelectorAll('.person-caret, .code-bar, label')) caret.remove();
        return (copy.textContent ?? '').replaceAll('\u2060', '').trim();
      })
      .filter((text) => text !== '')
      .join('\n'),
  );

/** Puts the caret at the end of the first block that holds `words`; in the empty body when not given. */
export async function putCaret(page: Page, words?: string): Promise<void> {
  const target =
    words === undefined
      ? page.locator('.page-body > *').last()
      : page.locator('.page-body > *', { hasText: words }).first();
  // A drop or a change of someone else may still be on its way to the selection: click until the caret is there.
  await expect
    .poll(
      async () => {
        await target.click();
        await page.keyboard.press('End');
        // The editor takes the focus with the next frame.
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(null))));
        return target.evaluate((block) => {
          const body = block.closest('.page-body') as HTMLElement & {
            editor: {
              state: { selection: { from: number; empty: boolean } };
              view: { domAtPos(at: number): { node: Node } };
            };
          };
          const { from, empty } = body.editor.state.selection;
          return empty && block.contains(body.editor.view.domAtPos(from).node);
        });
      },
      { timeout: 10_000 },
    )
    .toBe(true);
}

/** Pastes data of these types, or files, at the caret. */
export async function paste(
  page: Page,
  data: Record<string, string>,
  file?: { name: string; type: string; base64: string },
): Promise<void> {
  await page.evaluate(
    ([types, sent]) => {
      const transfer = new DataTransfer();
      for (const [type, value] of Object.entries(types)) transfer.setData(type, value);
      if (sent !== undefined) {
        const bytes = Uint8Array.from(atob(sent.base64), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], sent.name, { type: sent.type }));
      }
      const event = new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true });
      document.querySelector('.page-body')?.dispatchEvent(event);
    },
    [data, file] as const,
  );
}
