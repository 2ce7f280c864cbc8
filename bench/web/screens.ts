import type { Browser, BrowserContext } from 'playwright-core';
import { line, quantile, signedIn } from './browser.ts';
import type { Materi } from './materi.ts';

const VISITS = 20;
const LIMIT_MS = 500;
const PAGES = 200;

/** What "usable" means on each screen, as selectors that must all be there. */
const SCREENS = {
  'sign-in': ['input[name=email]'],
  home: ['[role=treeitem]', 'main h1', 'main ul a'],
  'page, title and tree': ['[role=treeitem]', 'textarea'],
  'page, ready to type': ['[role=treeitem]', '[contenteditable=true]'],
} as const;
type Screen = keyof typeof SCREENS;

interface Row {
  screen: Screen;
  /** Milliseconds. */
  visits: number[];
}

/**
 * Twenty visits to each screen. Times are from the start of the navigation (performance.now() in the page) to
 * the moment when what is named is on the screen.
 */
export async function measureScreens(materi: Materi, browser: Browser): Promise<Row[]> {
  const markdown =
    '## A heading\n\nA paragraph with **words** and a [link](https://example.org).\n\n- one\n- two\n'.repeat(10);
  let documentId = '';
  for (let number = 0; number < PAGES; number++) {
    // oxlint-disable-next-line no-await-in-loop
    const id = await materi.makePage({ title: `Page ${number}`, ...(number === 0 ? { markdown } : {}) });
    if (number === 0) documentId = id;
    // oxlint-disable-next-line no-await-in-loop
    if (number < 10) await materi.post(`/api/v1/documents/${id}/visits`);
  }
  const addresses: Record<Screen, string> = {
    'sign-in': '/sign-in',
    home: `/w/${materi.workspaceId}`,
    'page, title and tree': `/d/${documentId}`,
    'page, ready to type': `/d/${documentId}`,
  };
  const rows: Row[] = [];
  for (const screen of Object.keys(SCREENS) as Screen[]) {
    const context =
      screen === 'sign-in'
        ? // oxlint-disable-next-line no-await-in-loop
          await browser.newContext({ viewport: { width: 1440, height: 900 } })
        : // oxlint-disable-next-line no-await-in-loop
          await signedIn(browser, materi);
    const visits: number[] = [];
    // The first visits fill the browser's cache and warm the server; they are not counted.
    for (let visit = -2; visit < VISITS; visit++) {
      // oxlint-disable-next-line no-await-in-loop
      const took = await visitOnce(context, materi.url + addresses[screen], SCREENS[screen], visit < 0);
      if (visit >= 0) visits.push(took);
    }
    rows.push({ screen, visits });
    // oxlint-disable-next-line no-await-in-loop
    await context.close();
  }
  return rows;
}

async function visitOnce(
  context: BrowserContext,
  address: string,
  selectors: readonly string[],
  settles: boolean,
): Promise<number> {
  const page = await context.newPage();
  // A string: the page has a DOM, this program has none.
  await page.addInitScript(`{
    const all = ${JSON.stringify(selectors)};
    const look = () => {
      if (all.every((one) => document.querySelector(one))) {
        // Seen by people with the next frame.
        requestAnimationFrame(() => { document.documentElement.dataset.usable = performance.now(); });
      } else requestAnimationFrame(look);
    };
    look();
  }`);
  await page.goto(address);
  const usable = page.locator('html[data-usable]');
  await usable.waitFor();
  const took = Number(await usable.getAttribute('data-usable'));
  // The app is put on the device a moment after the first screen.
  if (settles) await page.waitForTimeout(4_000);
  await page.close();
  return took;
}

export function reportScreens(rows: readonly Row[]): void {
  line(`first usable screen (${VISITS} visits, ${PAGES} pages)`, 'median ms', 'p95 ms', `limit ${LIMIT_MS} ms`);
  line('---', '--:', '--:', '---');
  for (const { screen, visits } of rows) {
    const median = quantile(visits, 0.5);
    line(screen, median.toFixed(0), quantile(visits, 0.95).toFixed(0), median < LIMIT_MS ? 'held' : 'missed');
  }
}
