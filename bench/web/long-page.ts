import * as Y from 'yjs';
import { Awareness } from 'y-protocols/awareness';
import type { BrowserContext, Page } from 'playwright-core';
import { createRelayConnection } from '../../packages/client/src/relay/index.ts';
import { SCHEMA_VERSION } from '../../packages/editor/src/schema-version.ts';
import { line, quantile } from './browser.ts';
import type { Materi } from './materi.ts';

export const BLOCKS = 5_000;
const KEYS = 240;
const LIMIT_MS = 32;

/** A page as people have them when it has grown for years: mostly prose, some of everything. */
export function longMarkdown(blocks = BLOCKS): string {
  const words = 'the quick brown fox jumps over the lazy dog while seven wizards mix a potion of quiet'.split(' ');
  const sentence = (seed: number) =>
    Array.from({ length: 12 + (seed % 28) }, (_, at) => words[(seed * 7 + at * 3) % words.length]).join(' ');
  const block = (number: number): string => {
    if (number % 25 === 0) return `${'#'.repeat(1 + (number % 3))} Part ${number}`;
    if (number % 40 === 7) return '```ts\nconst answer = 6 * 7;\nconsole.log(answer);\n```';
    if (number % 50 === 13) return '- one\n- two\n- three';
    if (number % 50 === 38) return '- [ ] first\n- [x] second';
    if (number % 100 === 61) return '| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |';
    if (number % 30 === 11) return `> ${sentence(number)}`;
    return `Paragraph ${number} with **bold** and [a link](https://example.org): ${sentence(number)}.`;
  };
  return Array.from({ length: blocks }, (_, number) => block(number)).join('\n\n');
}

/** From the press of a key until the next frame with its letter was painted, in milliseconds, for each key. */
async function typed(page: Page, keys: number): Promise<number[]> {
  // A string: the page has a DOM, this program has none.
  await page.evaluate(`(() => {
    window.paints = [];
    window.onPress ??= (event) => {
      const pressed = event.timeStamp;
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        // Comes after the frame that was being made.
        channel.port1.onmessage = () => window.paints.push(performance.now() - pressed);
        channel.port2.postMessage(null);
      });
    };
    document.addEventListener('keydown', window.onPress, { capture: true });
  })()`);
  const letters = 'something to say about the weather and the sea ';
  for (let key = 0; key < keys; key++) {
    const letter = letters[key % letters.length] ?? ' ';
    // One after another, as fingers do: eight to ten letters a second, not in step with the frames.
    // oxlint-disable-next-line no-await-in-loop
    await page.keyboard.press(letter === ' ' ? 'Space' : letter);
    // oxlint-disable-next-line no-await-in-loop
    await page.waitForTimeout(70 + ((key * 13) % 40));
  }
  await page.waitForTimeout(300);
  return page.evaluate('window.paints') as Promise<number[]>;
}

/** Puts the caret at the end of the block in this part of the page (0–1). */
async function putCaret(page: Page, part: number): Promise<void> {
  await page.evaluate(`(() => {
    const body = document.querySelector('.page-body');
    const blocks = [...body.querySelectorAll(':scope > p')];
    const block = blocks[Math.floor((blocks.length - 1) * ${part})];
    block.scrollIntoView({ block: 'center' });
    body.focus();
    getSelection().selectAllChildren(block);
    getSelection().collapseToEnd();
  })()`);
  await page.waitForTimeout(400);
}

/** Milliseconds from frame to frame while the page is scrolled by the wheel. */
async function scrolled(page: Page): Promise<number[]> {
  await page.mouse.move(700, 450);
  await page.evaluate(`(() => {
    window.frames_ = [];
    let before = performance.now();
    const next = (now) => { window.frames_.push(now - before); before = now; window.scrolling = requestAnimationFrame(next); };
    window.scrolling = requestAnimationFrame(next);
  })()`);
  for (let step = 0; step < 120; step++) {
    // oxlint-disable-next-line no-await-in-loop
    await page.mouse.wheel(0, step % 3 === 0 ? 900 : 300);
    // oxlint-disable-next-line no-await-in-loop
    await page.waitForTimeout(16);
  }
  await page.evaluate('cancelAnimationFrame(window.scrolling)');
  return (await page.evaluate('window.frames_.slice(2)')) as number[];
}

/** Milliseconds from the start of the navigation until the page can be typed into. */
async function opened(page: Page, address: string): Promise<number> {
  await page.addInitScript(`{
    const look = () => {
      if (document.querySelector('.page-body[contenteditable=true] > :nth-child(2)')) {
        requestAnimationFrame(() => { document.documentElement.dataset.usable = performance.now(); });
      } else requestAnimationFrame(look);
    };
    look();
  }`);
  await page.goto(address);
  const usable = page.locator('html[data-usable]');
  await usable.waitFor({ timeout: 120_000 });
  return Number(await usable.getAttribute('data-usable'));
}

/** Somebody else who types twelve letters a second into the same page, far from the caret of the first. */
async function colleague(materi: Materi, documentId: string): Promise<{ stop(): void }> {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const relay = createRelayConnection({
    url: `${materi.url.replace(/^http/, 'ws')}/collab`,
    documentId,
    doc,
    awareness,
    token: () => Promise.resolve(materi.token),
    schemaVersion: SCHEMA_VERSION,
  });
  await new Promise<void>((resolve) => {
    relay.subscribe((state) => state.loaded && resolve());
  });
  const blocks = doc.getXmlFragment('default').toArray() as Y.XmlElement[];
  const paragraph = blocks.slice(100).find((block) => block.nodeName === 'paragraph');
  const text = paragraph?.get(0) as Y.XmlText;
  const timer = setInterval(() => text.insert(text.length, 'y'), 83);
  return {
    stop() {
      clearInterval(timer);
      relay.close();
      awareness.destroy();
    },
  };
}

export interface LongPage {
  readonly openedFirst: number;
  readonly openedAgain: number[];
  readonly typing: Record<string, number[]>;
  readonly frames: number[];
}

/** Opens a page of 5,000 blocks, types into it alone and beside somebody else, and scrolls through it. */
export async function measureLongPage(materi: Materi, context: BrowserContext, keys = KEYS): Promise<LongPage> {
  const documentId = await materi.makePage({ title: 'A long page', markdown: longMarkdown() });
  const address = `${materi.url}/d/${documentId}`;
  const first = await context.newPage();
  const openedFirst = await opened(first, address);
  await first.waitForTimeout(1_000);
  await first.close();
  const openedAgain: number[] = [];
  let page = await context.newPage();
  for (let visit = 0; visit < 5; visit++) {
    // oxlint-disable-next-line no-await-in-loop
    openedAgain.push(await opened(page, address));
    // oxlint-disable-next-line no-await-in-loop
    await page.close();
    // oxlint-disable-next-line no-await-in-loop
    page = await context.newPage();
  }
  await opened(page, address);
  await page.waitForTimeout(1_500);
  const typing: Record<string, number[]> = {};
  await putCaret(page, 0.02);
  typing['typing near the top'] = await typed(page, keys);
  await putCaret(page, 0.5);
  typing['typing in the middle'] = await typed(page, keys);
  await putCaret(page, 0.999);
  typing['typing at the end'] = await typed(page, keys);
  await putCaret(page, 0.5);
  const other = await colleague(materi, documentId);
  typing['typing while somebody else types'] = await typed(page, keys);
  other.stop();
  await page.evaluate(`document.querySelector('.page-body').parentElement.closest('.overflow-y-auto').scrollTop = 0`);
  await page.waitForTimeout(500);
  const frames = await scrolled(page);
  await page.close();
  return { openedFirst, openedAgain, typing, frames };
}

export function reportLongPage({ openedFirst, openedAgain, typing, frames }: LongPage): void {
  line(
    `a page of ${BLOCKS.toLocaleString('en')} blocks`,
    'p50 ms',
    'p95 ms',
    'longest ms',
    `limit ${LIMIT_MS} ms (p95)`,
  );
  line('---', '--:', '--:', '--:', '---');
  for (const [what, paints] of Object.entries(typing)) {
    const p95 = quantile(paints, 0.95);
    line(
      `${what}: key to paint (${paints.length} keys)`,
      quantile(paints, 0.5).toFixed(0),
      p95.toFixed(0),
      Math.max(...paints).toFixed(0),
      p95 < LIMIT_MS ? 'held' : 'missed',
    );
  }
  const p95 = quantile(frames, 0.95);
  line(
    `scrolling: frame to frame (${frames.length} frames)`,
    quantile(frames, 0.5).toFixed(0),
    p95.toFixed(0),
    Math.max(...frames).toFixed(0),
    '',
  );
  line('opening for the first time on a device', openedFirst.toFixed(0), '', '', '');
  line(
    'opening again',
    quantile(openedAgain, 0.5).toFixed(0),
    quantile(openedAgain, 0.95).toFixed(0),
    Math.max(...openedAgain).toFixed(0),
    '',
  );
}
