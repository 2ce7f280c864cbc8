/**
 * How soon is the first screen usable on a warm server, how does a very long page feel, what does an hour of
 * writing leave in memory, and how much JavaScript comes before the editor? The real command on a new data
 * directory, a real browser. `PART=screens|long|tree|memory` measures one part.
 */
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { LIMIT_BEFORE_EDITOR, measureSizes } from '../../apps/web/scripts/size.ts';
import { launch, line, signedIn } from './browser.ts';
import { measureLongPage, reportLongPage } from './long-page.ts';
import { ROOT, startMateri } from './materi.ts';
import { measureMemory, reportMemory } from './memory.ts';
import { measureScreens, reportScreens } from './screens.ts';
import { measureTree, reportTree } from './tree.ts';

const part = process.env['PART'];
const wants = (name: string) => part === undefined || part === name;

const materi = await startMateri();
const browser = await launch();
try {
  if (wants('screens')) reportScreens(await measureScreens(materi, browser));
  const parts: Record<string, (context: BrowserContext) => Promise<void>> = {
    long: async (context) => reportLongPage(await measureLongPage(materi, context)),
    tree: async (context) => reportTree(await measureTree(materi, context)),
    memory: async (context) => reportMemory(await measureMemory(materi, context)),
  };
  for (const [name, measure] of Object.entries(parts)) {
    if (!wants(name)) continue;
    process.stdout.write('\n');
    // oxlint-disable-next-line no-await-in-loop -- one after the other: each has the machine to itself
    const context = await signedIn(browser, materi);
    // oxlint-disable-next-line no-await-in-loop
    await measure(context);
    // oxlint-disable-next-line no-await-in-loop
    await context.close();
  }
} finally {
  await browser.close();
  await materi.stop();
}
if (wants('screens')) reportSizes();

function reportSizes(): void {
  const sizes = measureSizes(join(ROOT, 'apps', 'web', 'dist'));
  process.stdout.write('\n');
  line('JavaScript, gzip', 'kB', `limit ${LIMIT_BEFORE_EDITOR / 1000} kB`);
  line('---', '--:', '---');
  line('sign-in', (sizes.signIn / 1000).toFixed(1), '');
  line('every screen', (sizes.first / 1000).toFixed(1), '');
  line(
    'before the editor',
    (sizes.beforeEditor / 1000).toFixed(1),
    sizes.beforeEditor <= LIMIT_BEFORE_EDITOR ? 'held' : 'missed',
  );
  line('the editor', (sizes.editor / 1000).toFixed(1), '');
}
