import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAppError } from '../../src/kernel/errors.ts';
import { openBackup } from '../../src/kernel/backups/archive-reader.ts';
import { materi } from '../command/command.ts';
import { seededRandom } from '../support/seeded-random.ts';
import {
  ask,
  countOf,
  endOf,
  missingFrom,
  newWorkspace,
  PASSPHRASE,
  peopleAtWork,
  serveIt,
  startCommand,
  stopServing,
  type OnDisk,
} from './workspace.ts';

export interface BackupReport {
  readonly seed: number;
  readonly tries: number;
  /** What people had been told is safe before a backup began, over all tries. */
  readonly acknowledged: number;
  /** Of that, what a restored workspace did not have. */
  readonly lost: number;
  /** Restores that were killed, and after which there was neither the old workspace nor the new one. */
  readonly ruined: number;
  readonly failedStarts: number;
  readonly killedBackups: number;
  readonly killedRestores: number;
  /** Changed and cut files that were not refused in one sentence. */
  readonly unnoticed: number;
  readonly mutations: number;
  /** For how long everybody had to wait, in milliseconds. */
  readonly pauseMs: readonly number[];
  readonly problems: readonly string[];
}

/**
 * Makes backups of a server at which people are at work, kills backups and
 * restores at random moments, restores elsewhere and looks for all that had been
 * acknowledged before the backup began; and changes and cuts backup files.
 */
export async function run({
  tries,
  mutations,
  seed,
}: {
  tries: number;
  mutations: number;
  seed: number;
}): Promise<BackupReport> {
  const chance = seededRandom(seed);
  const place = await mkdtemp(join(tmpdir(), 'materi-backup-'));
  const report = {
    seed,
    tries: 0,
    acknowledged: 0,
    lost: 0,
    ruined: 0,
    failedStarts: 0,
    killedBackups: 0,
    killedRestores: 0,
    unnoticed: 0,
    mutations: 0,
    pauseMs: [] as number[],
    problems: [] as string[],
  };
  try {
    const workspace = await newWorkspace(join(place, 'data'));
    const older = join(place, 'older.tar');
    await backUp(workspace, older);
    let last = older;
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const serving = await serveIt(workspace);
      const people = await peopleAtWork(serving, workspace);
      await delay(300 + chance.below(700));
      // On a busy machine the first word may take longer; a try without one would show nothing.
      while (countOf(people.noted()) === 0) await delay(20);
      const noted = people.noted();
      const file = join(place, `backup-${attempt}.tar`);
      const env = { MATERI_KEY: workspace.key };
      if (chance.below(3) === 0) {
        // The server dies while a backup is made: nothing half-made may be left, and the data is as it was.
        const backup = startCommand(
          ['backup', '--out', file, '--passphrase-stdin', '--data', workspace.data],
          env,
          PASSPHRASE,
        );
        await delay(chance.below(1_500));
        await stopServing(serving, 'SIGKILL');
        await endOf(backup);
        await people.stop();
        report.killedBackups += 1;
        await backUp(workspace, file).catch(async (error: Error) => {
          // It was finished before the kill.
          if (!(await stat(file).catch(() => null))) report.problems.push(error.message);
        });
        const left = (await readdir(join(workspace.data, 'backups')).catch((): string[] => [])).filter((name) =>
          name.endsWith('.part'),
        );
        for (const name of left) await rm(join(workspace.data, 'backups', name));
      } else {
        const made = await materi(['backup', '--out', file, '--passphrase-stdin', '--data', workspace.data], {
          env,
          input: PASSPHRASE,
        });
        if (made.code !== 0) report.problems.push(made.err);
        const jobs = await ask(serving, workspace.key)<{ items: { name: string }[] }>('/api/v1/backups');
        await people.stop();
        await stopServing(serving);
        const listed = await materi(['jobs', '--json', '--data', workspace.data]);
        const results = JSON.parse(listed.out) as { kind: string; result?: { pauseMs?: number | null } | null }[];
        const pause = results.find(({ kind }) => kind === 'backups.make')?.result?.pauseMs;
        if (typeof pause === 'number') report.pauseMs.push(pause);
        if (jobs.items.length === 0) report.problems.push('The backup is not in the list.');
      }
      report.tries += 1;
      report.acknowledged += countOf(noted);

      const target = { ...workspace, data: join(place, 'restored') };
      await restoreWithKills(target, older, file, report, chance);
      const missing = await missingFrom(target, noted).catch((error: Error) => {
        report.failedStarts += 1;
        report.problems.push(error.message);
        return [];
      });
      report.lost += missing.length;
      if (missing.length > 0) report.problems.push(`try ${attempt}: missing ${missing.slice(0, 3).join(', ')}`);
      const verified = await materi(['verify', '--data', target.data]);
      if (verified.code !== 0) report.problems.push(`try ${attempt}: ${verified.out.slice(0, 500)}${verified.err}`);
      await rm(target.data, { recursive: true, force: true });
      if (last !== older) await rm(last);
      last = file;
    }
    await mutate(last, join(place, 'mutated.tar'), mutations, report, chance);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
  return report;
}

async function backUp(workspace: OnDisk, file: string): Promise<void> {
  const made = await materi(['backup', '--out', file, '--passphrase-stdin', '--data', workspace.data], {
    input: PASSPHRASE,
  });
  if (made.code !== 0) throw new Error(made.err);
}

/** Restores over an older workspace, killed now and then; after a kill the old one or the new one must be there. */
async function restoreWithKills(
  target: OnDisk,
  older: string,
  file: string,
  report: { ruined: number; killedRestores: number; problems: string[] },
  chance: ReturnType<typeof seededRandom>,
): Promise<void> {
  const first = await materi(['restore', older, '--passphrase-stdin', '--data', target.data], { input: PASSPHRASE });
  if (first.code !== 0) report.problems.push(first.err);
  const args = ['restore', file, '--passphrase-stdin', '--force', '--data', target.data];
  if (chance.below(2) === 0) {
    const child = startCommand(args, {}, PASSPHRASE);
    await delay(200 + chance.below(4_000));
    child.kill('SIGKILL');
    await endOf(child);
    report.killedRestores += 1;
    const after = await materi(['verify', '--data', target.data]);
    if (after.code !== 0) {
      report.ruined += 1;
      report.problems.push(`after a killed restore: ${after.out}${after.err}`);
    }
  }
  const restored = await materi(args, { input: PASSPHRASE });
  if (restored.code !== 0) report.problems.push(restored.err);
}

/** Changes one byte, cuts the end, or adds something; every time the file must be refused with the part named. */
async function mutate(
  file: string,
  mutated: string,
  count: number,
  report: { unnoticed: number; mutations: number; problems: string[] },
  chance: ReturnType<typeof seededRandom>,
): Promise<void> {
  const original = await readFile(file);
  for (let index = 0; index < count; index += 1) {
    const kind = chance.below(4);
    const at = chance.below(original.length);
    let bytes: Buffer = Buffer.from(original);
    if (kind === 0) bytes = bytes.subarray(0, at);
    else if (kind === 1) bytes = Buffer.concat([bytes, Buffer.alloc(1 + chance.below(2_000), chance.below(256))]);
    else bytes[at]! ^= 1 + chance.below(255);
    await writeFile(mutated, bytes);
    report.mutations += 1;
    const outcome = await openBackup(mutated).then(
      async (backup) => {
        await backup.close();
        return 'accepted';
      },
      (error: unknown) => (isAppError(error) && error.code.startsWith('backup.') ? 'refused' : String(error)),
    );
    if (outcome === 'refused') continue;
    report.unnoticed += 1;
    report.problems.push(`kind ${kind} at ${at} of ${original.length}: ${outcome}`);
  }
}
