import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { buildEmptyDatabase } from '../../src/kernel/db/embedded/empty-database.ts';
import { createRandom } from './random.ts';
import { missing, report, startWriter, type Outcome } from './writer-process.ts';

const command = promisify(execFile);
const imageMegabytes = 256;

/** Why power cannot be cut here, in one sentence; `null` when it can. */
function cannotCutPower(): string | null {
  if (process.getuid?.() !== 0) return 'Cutting power needs root, for a loop device.';
  try {
    execFileSync('losetup', ['--find'], { stdio: 'ignore' });
    execFileSync('which', ['mkfs.ext4'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'Cutting power needs a loop device, losetup and mkfs.ext4.';
  }
}

/**
 * Writes to a database on an ext4 image on a loop device, stops the writer, and
 * copies the image as it is on disk: what the kernel still holds in memory is
 * not in the copy, as after a power cut. The database in the copy must have
 * every acknowledged write. With `mode` "stock" it is the control: PGlite's own
 * file system, which never syncs, must lose writes, or the method shows nothing.
 */
export async function run({
  tries,
  seed,
  mode = 'synced',
}: {
  readonly tries: number;
  readonly seed: number;
  readonly mode?: 'synced' | 'stock';
}): Promise<Outcome> {
  const skipped = cannotCutPower();
  if (skipped !== null) return { tries: 0, acknowledged: 0, lost: 0, failedStarts: 0, skipped };
  const random = createRandom(seed);
  const place = await mkdtemp(join(tmpdir(), 'materi-power-'));
  const emptyDatabase = join(place, 'empty');
  const outcome = { tries: 0, acknowledged: 0, lost: 0, failedStarts: 0 };
  try {
    await buildEmptyDatabase(emptyDatabase);
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const folder = join(place, String(attempt));
      const image = join(folder, 'disk');
      const copy = join(folder, 'after');
      const before = join(folder, 'mounted');
      const after = join(folder, 'remounted');
      await mkdir(before, { recursive: true });
      await mkdir(after);
      await command('truncate', ['--size', `${imageMegabytes}M`, image]);
      await command('mkfs.ext4', ['-q', '-F', image]);
      // Direct, so that what the file system has written to its device is in the image and not in another cache.
      const { stdout } = await command('losetup', ['--find', '--show', '--direct-io=on', image]);
      const device = stdout.trim();
      try {
        await command('mount', [device, before]);
        const writer = startWriter(join(before, 'data'), mode, emptyDatabase, seed + attempt);
        try {
          await writer.opened;
          await delay(200 + random() * 1_500);
          writer.process.kill('SIGSTOP');
          // Everything it had said by now was acknowledged before the copy begins.
          await delay(50);
          const acknowledged = [...writer.acknowledged];
          await command('dd', [`if=${image}`, `of=${copy}`, 'bs=1M', 'iflag=direct', 'conv=sparse', 'status=none']);
          outcome.tries += 1;
          outcome.acknowledged += acknowledged.length;
          if (!writer.ready()) report(`seed ${seed}, try ${attempt}: the writer did not start: ${writer.stderr()}`);
          await command('mount', ['-o', 'loop', copy, after]);
          try {
            const lost = await missing(join(after, 'data'), emptyDatabase, acknowledged);
            outcome.lost += lost.length;
            if (lost.length > 0)
              report(`${mode}, seed ${seed}, try ${attempt}: lost ${lost.length} of ${acknowledged.length}`);
          } catch (error) {
            outcome.failedStarts += 1;
            outcome.lost += acknowledged.length;
            report(`${mode}, seed ${seed}, try ${attempt}: ${(error as Error).message}`);
          } finally {
            await command('umount', [after]);
          }
        } finally {
          writer.process.kill('SIGKILL');
          await writer.ended;
          await command('umount', [before]);
        }
      } finally {
        await command('losetup', ['--detach', device]);
        await rm(folder, { recursive: true, force: true });
      }
    }
  } finally {
    await rm(place, { recursive: true, force: true });
  }
  return outcome;
}
