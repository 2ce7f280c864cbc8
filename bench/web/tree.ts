import type { BrowserContext } from 'playwright-core';
import { line, quantile } from './browser.ts';
import type { Materi } from './materi.ts';

export const TREE_PAGES = 2_000;

export interface TreeFigures {
  /** Rows that were drawn anew when one page of the tree got another name. */
  redrawn: number;
  rows: number;
  frames: number[];
}

/** A tree of 2,000 pages at one level: how much is drawn, how much for one new name, and how it scrolls. */
export async function measureTree(materi: Materi, context: BrowserContext): Promise<TreeFigures> {
  const page = await context.newPage();
  await page.route('**/tree', async (route) => {
    const answer = await route.fetch();
    const { items } = (await answer.json()) as { items: { id: string; position: string }[] };
    const more = Array.from({ length: TREE_PAGES - items.length }, (_, number) => ({
      id: `01990000-0000-7000-8000-${String(number).padStart(12, '0')}`,
      parentId: null,
      title: `Page ${number}`,
      icon: null,
      position: `z${String(number).padStart(5, '0')}1`,
    }));
    await route.fulfill({ json: { items: [...items, ...more] } });
  });
  const id = await materi.makePage({ title: 'Named anew' });
  await page.goto(`${materi.url}/d/${id}`);
  await page.waitForSelector('textarea');
  await page.waitForSelector('[role=treeitem]');
  await page.waitForTimeout(1_500);
  // A row that is drawn anew by React changes nothing in the DOM unless something of it changed.
  await page.evaluate(`(() => {
    window.touched = new Set();
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const row = (target.nodeType === 1 ? target : target.parentElement)?.closest('[role=treeitem]');
        if (row) window.touched.add(row.dataset.id);
      }
    }).observe(document.querySelector('[role=tree]'), { subtree: true, childList: true, characterData: true, attributes: true });
  })()`);
  await page.fill('textarea', 'Named twice');
  await page.waitForTimeout(1_000);
  const redrawn = (await page.evaluate('window.touched.size')) as number;
  const rows = await page.locator('[role=treeitem]').count();
  const box = await page.locator('[role=tree]').boundingBox();
  await page.mouse.move((box?.x ?? 0) + 80, 500);
  await page.evaluate(`(() => {
    window.frames_ = [];
    let before = performance.now();
    const next = (now) => { window.frames_.push(now - before); before = now; window.scrolling = requestAnimationFrame(next); };
    window.scrolling = requestAnimationFrame(next);
  })()`);
  for (let step = 0; step < 120; step++) {
    // oxlint-disable-next-line no-await-in-loop
    await page.mouse.wheel(0, 400);
    // oxlint-disable-next-line no-await-in-loop
    await page.waitForTimeout(16);
  }
  const frames = (await page.evaluate('cancelAnimationFrame(window.scrolling), window.frames_.slice(2)')) as number[];
  await page.close();
  return { redrawn, rows, frames };
}

export function reportTree({ redrawn, rows, frames }: TreeFigures): void {
  line(`a tree of ${TREE_PAGES.toLocaleString('en')} pages`, 'value');
  line('---', '--:');
  line('rows in the document', String(rows));
  line('rows touched by one new name', String(redrawn));
  line(
    'scrolling: frame to frame, p50 / p95 ms',
    `${quantile(frames, 0.5).toFixed(0)} / ${quantile(frames, 0.95).toFixed(0)}`,
  );
}
