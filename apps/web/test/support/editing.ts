import { cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { build, type Plugin } from 'vite';
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

const WEB_APP = new URL('../..', import.meta.url).pathname;

/** When the newest of these files was written; nothing that was installed or built is looked at. */
async function newest(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true });
  const times = entries
    .filter(({ name }) => name !== 'node_modules' && name !== 'dist' && name !== 'test')
    .map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newest(path) : (await stat(path)).mtimeMs;
    });
  return Math.max(0, ...(await Promise.all(times)));
}

/** Whether `make` built the web app after its sources were last changed. */
async function isBuilt(built: string): Promise<boolean> {
  const page = await stat(join(built, 'index.html')).catch(() => null);
  if (page === null) return false;
  const sources = [WEB_APP, join(WEB_APP, '../../packages')].map(newest);
  return page.mtimeMs >= Math.max(...(await Promise.all(sources)));
}

/** The web app as it is now, in a folder of its own: a copy of what `make` built, or built anew where that is old. */
export async function buildWebApp(plugins: Plugin[] = []): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'materi-web-'));
  const built = join(WEB_APP, 'dist');
  if (plugins.length === 0 && (await isBuilt(built))) await cp(built, folder, { recursive: true });
  else await build({ root: WEB_APP, logLevel: 'error', plugins, build: { outDir: folder, emptyOutDir: true } });
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
    serviceWorkers: 'block',
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

/** Clicks into a part of the page and waits for the caret to be there, on the screen and in the editor. */
export async function clickInto(target: Locator): Promise<void> {
  await target.click();
  await expect
    .poll(
      () =>
        target.evaluate((element) => {
          const body = element.closest('.page-body') as HTMLElement & {
            editor: { state: { selection: { from: number } }; view: { domAtPos(at: number): { node: Node } } };
          };
          const { node } = body.editor.view.domAtPos(body.editor.state.selection.from);
          return element.contains(getSelection()?.anchorNode ?? null) && element.contains(node);
        }),
      { timeout: 15_000 },
    )
    .toBe(true);
}

/** Waits until the keys go to this, or to something in it. */
export const hasFocus = (target: Locator): Promise<void> =>
  expect
    .poll(() => target.evaluate((element) => element.contains(document.activeElement)), { timeout: 15_000 })
    .toBe(true);

/** Where something stands once it has come to rest. */
export async function boxOf(target: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  await (await target.elementHandle())?.waitForElementState('stable');
  const box = await target.boundingBox();
  if (box === null) throw new Error('It is not on the screen.');
  return box;
}

/** Drags a block by its handle; the line that shows where it would go is there before it is let go. */
export async function dragHandle(page: Page, block: Locator, to: { x: number; y: number }): Promise<void> {
  const grip = page.getByRole('button', { name: 'Drag to move; press for more' });
  const { y, height } = await boxOf(block);
  // It stood beside another block a moment ago.
  await expect
    .poll(
      async () => {
        await block.hover();
        const at = await grip.boundingBox();
        return at !== null && at.y + at.height / 2 > y && at.y + at.height / 2 < y + height;
      },
      { timeout: 15_000 },
    )
    .toBe(true);
  const at = await boxOf(grip);
  await page.mouse.move(at.x + 8, at.y + 8);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y - 12, { steps: 6 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.locator('.block-drop-line:not([hidden])').waitFor();
  await page.mouse.up();
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
