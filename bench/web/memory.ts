import type { BrowserContext, Page } from 'playwright-core';
import { kept, type Kept } from './heap.ts';
import { line } from './browser.ts';
import type { Materi } from './materi.ts';

/** An hour of somebody who writes a third of the time: 60 words a minute of five letters and a space. */
const KEYS = 7_200;
const ROUNDS = 12;
// A string: the page has a DOM, this program has none.
const COUNT_NODES = `(() => {
  const walker = document.createTreeWalker(document);
  let nodes = 1;
  while (walker.nextNode()) nodes += 1;
  return nodes;
})()`;
const BODY = '.page-body[contenteditable=true]';

export interface Memory {
  /** Megabytes of JavaScript heap after a collection, at the start and after each round. */
  heap: number[];
  /** DOM nodes that are alive, at the same moments. */
  nodes: number[];
  /** Those of them that are in the document: what was written is among them. */
  shown: number[];
  /** What the heap consists of, at the same moments first and last. */
  kept: [Kept, Kept];
  keys: number;
  pages: number;
}

/**
 * An hour of writing, without its pauses: in each round three pages are opened and written in, the palette is
 * opened and closed, and the round ends on the same page. What stays may grow by the text that was written, and by
 * the machine code that the browser makes of what is used often; so the heap is taken apart, too.
 *
 * Nothing here asks for an element by `waitForSelector`: what it answers keeps the element, with the page
 * around it, for as long as the app is open.
 */
export async function measureMemory(materi: Materi, context: BrowserContext, rounds = ROUNDS): Promise<Memory> {
  const markdown =
    '## A heading\n\nA paragraph with **words** in it.\n\n- one\n- two\n\n```ts\nconst a = 1;\n```\n'.repeat(5);
  const ids: string[] = [];
  for (const number of [1, 2, 3]) {
    // oxlint-disable-next-line no-await-in-loop
    ids.push(await materi.makePage({ title: `Memory ${number}`, markdown }));
  }
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const memory: Memory = {
    heap: [],
    nodes: [],
    shown: [],
    kept: [
      { data: 0, code: 0 },
      { data: 0, code: 0 },
    ],
    keys: 0,
    pages: 0,
  };
  const look = async () => {
    // Twice: what a finaliser lets go of goes with the second.
    await devtools.send('HeapProfiler.collectGarbage');
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    const { nodes } = await devtools.send('Memory.getDOMCounters');
    memory.heap.push(usedSize / 1e6);
    memory.nodes.push(nodes);
    memory.shown.push(await page.evaluate<number>(COUNT_NODES));
  };

  await page.goto(`${materi.url}/d/${ids[0]}`);
  await page.locator(BODY).waitFor();
  for (let round = 0; round <= rounds; round++) {
    for (const [at, id] of ids.entries()) {
      // By the tree, as people go: the app stays, the page changes.
      // oxlint-disable-next-line no-await-in-loop
      await openByTree(page, id);
      // oxlint-disable-next-line no-await-in-loop
      memory.keys += await write(page, Math.round(KEYS / rounds / ids.length), at);
      memory.pages += 1;
    }
    // oxlint-disable-next-line no-await-in-loop
    await page.keyboard.press('Control+k');
    // oxlint-disable-next-line no-await-in-loop
    await page.getByRole('dialog').waitFor();
    // oxlint-disable-next-line no-await-in-loop
    await page.keyboard.press('Escape');
    // oxlint-disable-next-line no-await-in-loop
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // oxlint-disable-next-line no-await-in-loop
    await openByTree(page, ids[0] as string);
    // What is on its way is no leak.
    // oxlint-disable-next-line no-await-in-loop
    await page.waitForTimeout(1_000);
    // The first round loads what all others use; it is where counting starts.
    // oxlint-disable-next-line no-await-in-loop
    await look();
    // oxlint-disable-next-line no-await-in-loop
    if (round === 0 || round === rounds) memory.kept[round === 0 ? 0 : 1] = await kept(devtools);
  }
  await page.close();
  return memory;
}

async function openByTree(page: Page, id: string): Promise<void> {
  await page.locator(`[role=treeitem][data-id="${id}"] a`).click();
  await page.waitForURL(new RegExp(id));
  await page.locator(BODY).waitFor();
}

/** Writes into the last paragraph, a line now and then, a mistake now and then. */
async function write(page: Page, keys: number, seed: number): Promise<number> {
  await page.locator('.page-body > p').last().click();
  await page.keyboard.press('End');
  const words = 'notes about the sea and what it does to stones over many years '.split('');
  let pressed = 0;
  while (pressed < keys) {
    const letter = words[(pressed + seed) % words.length] ?? ' ';
    const key =
      pressed % 40 === 39 ? 'Backspace' : pressed % 90 === 89 ? 'Shift+Enter' : letter === ' ' ? 'Space' : letter;
    // oxlint-disable-next-line no-await-in-loop
    await page.keyboard.press(key);
    pressed += 1;
  }
  return pressed;
}

/** Megabytes that a round adds, by the straight line that fits best. */
export function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let above = 0;
  let below = 0;
  for (const [at, value] of values.entries()) {
    above += (at - middle) * (value - mean);
    below += (at - middle) ** 2;
  }
  return above / below;
}

export function reportMemory({ heap, nodes, shown, kept: [before, after], keys, pages }: Memory): void {
  const [first = Number.NaN] = heap;
  const last = heap.at(-1) ?? Number.NaN;
  line(`memory after an hour of writing (${keys} keys, ${pages} pages opened)`, 'at first', 'at last', 'a round adds');
  line('---', '--:', '--:', '--:');
  line('JavaScript heap after a collection, MB', first.toFixed(1), last.toFixed(1), slope(heap).toFixed(2));
  const rounds = heap.length - 1;
  for (const [words, part] of [
    ['of it what the program keeps, MB', 'data'],
    ['of it compiled code, MB', 'code'],
  ] as const) {
    const [from, to] = [before[part] / 1e6, after[part] / 1e6];
    line(words, from.toFixed(2), to.toFixed(2), ((to - from) / rounds).toFixed(3));
  }
  const aside = nodes.map((alive, at) => alive - (shown[at] ?? 0));
  for (const [words, counts] of [
    ['DOM nodes alive', nodes],
    ['of them not in the document', aside],
  ] as const) {
    line(words, String(counts[0]), String(counts.at(-1)), slope(counts).toFixed(1));
  }
}
