/**
 * `make screenshots`: every screen of the web app at 1440×900 and 390×844, light and
 * dark, into `docs/screens/`, with a page that shows them. `NAME=…` makes only the screens
 * whose name fits this pattern; `OUT=folder` writes elsewhere, as PNG.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { openHouse, type House } from '../apps/web/test/screens/house.ts';
import { SCREENS } from '../apps/web/test/screens/screens.ts';
import { signIn, type Screen } from '../apps/web/test/screens/screen.ts';
import { rootOf } from './check/steps.ts';

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
const THEMES = ['light', 'dark'] as const;
/** Of the WebP files; at 60 letters are still crisp and a screen takes 20 to 40 kB. */
const QUALITY = 60;

const root = rootOf(import.meta.url);
const out = process.env['OUT'] ? process.env['OUT'] : join(root, 'docs', 'screens');
const format = process.env['OUT'] ? 'png' : 'webp';
const WANTED = new RegExp(process.env['NAME'] ?? '');
const wanted = SCREENS.filter(({ name }) => WANTED.test(name));

async function shoot(context: BrowserContext, house: House, screen: Screen, path: string): Promise<void> {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  try {
    await screen.open(page, house);
    await page.evaluate(SETTLED);
    writeFileSync(path, await capture(page));
  } finally {
    await page.close();
  }
}

/** In the page: fonts are there and nothing moves any more. */
const SETTLED = `(async () => {
  await document.fonts.ready;
  const ending = document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity);
  await Promise.all(ending.map((one) => one.finished.catch(() => undefined)));
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
})()`;

async function capture(page: Page): Promise<Buffer> {
  if (format === 'png') return page.screenshot();
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  return Buffer.from(data, 'base64');
}

function gallery(): string {
  const rows = SCREENS.map(({ name, shows }) => {
    const cell = (size: string, theme: string) => {
      const file = `${name}-${size}-${theme}.webp`;
      return existsSync(join(out, file)) ? `[${theme}](${file})` : '';
    };
    const cells = Object.keys(SIZES).flatMap((size) => THEMES.map((theme) => cell(size, theme)));
    return `| ${shows} | ${cells.join(' | ')} |`;
  });
  return [
    '# Every screen',
    '',
    'Made by `make screenshots`, which starts the product, fills it as `make demo` does and drives Chromium. 1440×900 and 390×844.',
    '',
    '| screen | desktop | desktop | phone | phone |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

interface Kind {
  theme: (typeof THEMES)[number];
  size: string;
  viewport: { width: number; height: number };
}

/** All screens of one size and theme. */
async function shootAll(house: House, browser: Browser, { theme, size, viewport }: Kind): Promise<void> {
  const options = {
    viewport,
    colorScheme: theme,
    reducedMotion: 'reduce' as const,
    serviceWorkers: 'block' as const,
    // The pictures ask the page when it is ready, which it forbids to everybody else.
    bypassCSP: true,
    baseURL: house.url,
    ...(size === 'phone' ? { hasTouch: true, isMobile: true } : {}),
  };
  const [context, stranger] = await Promise.all([browser.newContext(options), browser.newContext(options)]);
  await signIn(context, house);
  for (const screen of wanted) {
    if (screen.only !== undefined && screen.only !== size) continue;
    const name = `${screen.name}-${size}-${theme}`;
    const fresh = screen.firstVisit === true ? await browser.newContext(options) : null;
    try {
      if (fresh !== null) await signIn(fresh, house);
      await shoot(
        fresh ?? (screen.signedOut === true ? stranger : context),
        house,
        screen,
        join(out, `${name}.${format}`),
      );
      made += 1;
      process.stderr.write(`${name}\n`);
    } catch (error) {
      failed.push(name);
      process.stderr.write(`${name} failed: ${error instanceof Error ? error.message : String(error)}\n`);
    } finally {
      await fresh?.close();
    }
  }
  await Promise.all([context.close(), stranger.close()]);
}

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const failed: string[] = [];
let made = 0;
const house = await openHouse(root);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
try {
  mkdirSync(out, { recursive: true });
  if (process.env['NAME'] === undefined || process.env['NAME'] === '') {
    for (const name of readdirSync(out)) if (name.endsWith(`.${format}`)) rmSync(join(out, name));
  }
  const kinds = Object.entries(SIZES).flatMap(([size, viewport]) => THEMES.map((theme) => ({ theme, size, viewport })));
  await Promise.all(kinds.map((kind) => shootAll(house, browser, kind)));
  if (format === 'webp') {
    writeFileSync(join(out, 'README.md'), gallery());
    // As `make format` would leave it.
    execFileSync(join(root, 'node_modules', '.bin', 'oxfmt'), [join(out, 'README.md')], { stdio: 'ignore' });
  }
} finally {
  await browser.close();
  await house.stop();
}
process.stdout.write(`${made} pictures in ${out}${failed.length > 0 ? `, ${failed.length} failed` : ''}\n`);
if (failed.length > 0) process.exitCode = 1;
