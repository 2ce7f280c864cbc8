import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHouse, type House } from './screens/house.ts';
import { signIn, type Screen } from './screens/screen.ts';
import { SCREENS } from './screens/screens.ts';
import { hasBrowser } from './support/browser.ts';
import { launchBrowser } from './support/editing.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** WCAG 2.2 A and AA, and what axe calls good practice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** A menu or a bar in front of the page belongs to what opened it; a landmark around each would only be noise. */
const NOISE = { region: { enabled: false } };
/** How many screens are looked at at once. */
const ABREAST = 3;

interface Finding {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** In the page: colours that change have changed, and what is drawn anew is there. */
const SETTLED = `(async () => {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const ending = document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity);
  await Promise.all(ending.map((one) => one.finished.catch(() => undefined)));
})()`;

/** What axe finds, serious or not. */
async function findingsOf(page: Page, only: unknown): Promise<string[]> {
  await page.evaluate(SETTLED);
  const findings = (await page.evaluate(
    `axe.run(document, ${JSON.stringify({ runOnly: only, rules: NOISE, resultTypes: ['violations'] })}).then((result) => result.violations)`,
  )) as Finding[];
  return findings.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  );
}

describe.skipIf(!hasBrowser)('every screen can be used by everybody (WCAG 2.2 AA, by axe)', () => {
  let house: House;
  let browser: Browser;
  beforeAll(async () => {
    [house, browser] = await Promise.all([openHouse(ROOT), launchBrowser()]);
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  });

  /** Names, roles and structure are the same in both themes; colours are not. */
  async function look(screen: Screen, context: BrowserContext): Promise<string[]> {
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    try {
      await screen.open(page, house);
      await page.evaluate(AXE);
      const light = await findingsOf(page, TAGS);
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      const dark = await findingsOf(page, { type: 'rule', values: ['color-contrast'] });
      return [
        ...light.map((finding) => `${screen.name}: ${finding}`),
        ...dark.map((finding) => `${screen.name}, dark: ${finding}`),
      ];
    } catch (error) {
      return [`${screen.name}: ${String(error)}`];
    } finally {
      await page.close();
    }
  }

  test('in light and dark, without findings', async () => {
    const options = {
      colorScheme: 'light',
      reducedMotion: 'reduce',
      serviceWorkers: 'block',
      bypassCSP: true,
    } as const;
    const desk = { ...options, viewport: { width: 1440, height: 900 } };
    const phone = { ...options, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const outside = await browser.newContext(desk);
    const [inside, onPhone] = await Promise.all([browser.newContext(desk), browser.newContext(phone)]);
    await Promise.all([signIn(inside, house), signIn(onPhone, house)]);

    const found: string[] = [];
    const waiting = [...SCREENS];
    const walk = async (): Promise<void> => {
      for (let screen = waiting.shift(); screen !== undefined; screen = waiting.shift()) {
        const first = screen.firstVisit === true ? await browser.newContext(desk) : null;
        if (first !== null) await signIn(first, house);
        const place = screen.only === 'phone' ? onPhone : screen.signedOut === true ? outside : inside;
        found.push(...(await look(screen, first ?? place)));
        await first?.close();
      }
    };
    await Promise.all(Array.from({ length: ABREAST }, walk));
    expect(found).toEqual([]);
  }, 400_000);
});
