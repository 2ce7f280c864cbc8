import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildEmptyDatabase } from '../../src/kernel/db/embedded/empty-database.ts';
import { createRandom } from './random.ts';
import { missing, report, startWriter, type Outcome } from './writer-process.ts';

/** A new directory after this many tries, so that the first start is killed as well. */
const triesPerDirectory = 10;

/**
 * Kills a writer at random moments, again and again on the same directory, and
 * opens it each time: every acknowledged write must be there.
 */
export async function run({ tries, seed }: { readonly tries: number; readonly seed: number }): Promise<Outcome> {
  const random = createRandom(seed);
  const place = await mkdtemp(join(tmpdir(), 'materi-crash-'));
  const emptyDatabase = join(place, 'empty');
  const outcome = { tries: 0, acknowledged: 0, lost: 0, failedStarts: 0 };
  try {
    await buildEmptyDatabase(emptyDatabase);
    let dataDir = '';
    let expected = new Set<number>();
    for (let attempt = 0; attempt < tries; attempt += 1) {
      if (attempt % triesPerDirectory === 0) {
        dataDir = join(place, `data-${attempt}`);
        expected = new Set();
      }
      const writer = startWriter(dataDir, 'synced', emptyDatabase, seed + attempt);
      const spread = random();
      // A third dies while it starts, which for a new directory is the first start.
      if (random() < 0.35) await delay(spread * 800);
      else {
        await writer.opened;
        await delay(spread * 700);
      }
      writer.process.kill('SIGKILL');
      await writer.ended;
      // It may end by itself only when it was killed.
      if (writer.process.signalCode !== 'SIGKILL') {
        outcome.failedStarts += 1;
        report(`seed ${seed}, try ${attempt}: the writer ended by itself: ${writer.stderr()}`);
      }
      for (const id of writer.acknowledged) expected.add(id);
      outcome.tries += 1;
      outcome.acknowledged += writer.acknowledged.length;
      try {
        const lost = await missing(dataDir, emptyDatabase, expected);
        outcome.lost += lost.length;
        if (lost.length > 0) report(`seed ${seed}, try ${attempt}: lost ${lost.join(', ')}`);
        for (const id of lost) expected.delete(id);
      } catch (error) {
        outcome.failedStarts += 1;
        report(`seed ${seed}, try ${attempt}: ${(error as Error).message}`);
      }
    }
  } finally {
    await rm(place, { recursive: true, force: true });
  }
  return outcome;
}
