/**
 * `make acceptance`: the crash, power-cut, simulation and fuzz runs of the tests at the counts
 * that the documents promise. `make acceptance NAME=crash` runs one. Each is a module
 * with `run(settings)` that the tests call too, with smaller counts.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rootOf } from './check/steps.ts';

interface Run {
  readonly name: string;
  readonly promise: string;
  readonly module: string;
  readonly settings: Record<string, number | string>;
  /** Whether what the run returned keeps the promise. */
  readonly kept: (result: Record<string, unknown>) => boolean;
}

const none = (value: unknown): boolean => value === 0 || (Array.isArray(value) && value.length === 0);
const some = (value: unknown): boolean => typeof value === 'number' && value > 0;
const nothingLost = (result: Record<string, unknown>): boolean =>
  none(result['lost']) && none(result['failedStarts']) && some(result['acknowledged']);

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

const RUNS: readonly Run[] = [
  {
    name: 'crash',
    promise: '100 kills of the server: no acknowledged edit lost, no failed start',
    module: 'apps/server/test/collaboration/crash.ts',
    settings: { tries: 100, seed },
    kept: nothingLost,
  },
  {
    name: 'database-crash',
    promise: '100 kills of a database writer: no acknowledged row lost, no failed start',
    module: 'apps/server/test/durability/database-crash.ts',
    settings: { tries: 100, seed },
    kept: nothingLost,
  },
  {
    name: 'power-cut',
    promise: '20 power cuts: no acknowledged row lost',
    module: 'apps/server/test/durability/power-cut.ts',
    settings: { tries: 20, seed },
    kept: nothingLost,
  },
  {
    name: 'backup',
    promise: '20 backups while people are at work, some killed: nothing lost, nothing ruined, every change noticed',
    module: 'apps/server/test/backup/trials.ts',
    settings: { tries: 20, mutations: 2_000, seed },
    kept: (result) =>
      none(result['lost']) &&
      none(result['ruined']) &&
      none(result['failedStarts']) &&
      none(result['unnoticed']) &&
      none(result['problems']) &&
      some(result['acknowledged']),
  },
  {
    name: 'frames',
    promise: '1,000,000 random socket frames: no crash, memory back to its level',
    module: 'apps/server/test/collaboration/fuzz.ts',
    settings: { frames: 1_000_000, seed },
    kept: (result) => none(result['problems']) && Number(result['frames']) >= 1_000_000,
  },
  {
    name: 'files',
    promise: '2,000 random files imported: no crash',
    module: 'apps/server/test/exchange/fuzz.ts',
    settings: { files: 2000, seed },
    kept: (result) => none(result['crashes']) && some(result['imported']) && Number(result['files']) >= 2000,
  },
  {
    name: 'trace',
    promise: 'a paper typed key by key through a socket ends in exactly its published text',
    module: 'apps/server/test/collaboration/trace.ts',
    settings: { name: 'automerge-paper' },
    kept: (result) => result['equal'] === true && result['acknowledged'] === true,
  },
  {
    name: 'convergence',
    promise: '200 random edit sequences by three people with offline spells end equal on all',
    module: 'apps/server/test/collaboration/convergence.ts',
    settings: { sequences: 200, seed },
    kept: (result) => none(result['differing']) && some(result['offlineSpells']),
  },
  {
    name: 'simulation',
    promise:
      '10,000 simulated stories of crashes, torn lines and bad disks: every acknowledged edit kept, all copies equal',
    module: 'apps/server/test/collaboration/simulation/run.ts',
    settings: { seeds: 10_000, seed },
    kept: (result) =>
      none(result['problems']) &&
      Number(result['seeds']) >= 10_000 &&
      some(result['acknowledged']) &&
      some(result['deaths']) &&
      some(result['snapshots']),
  },
];

// What a newcomer runs is the embedded database.
process.env['MATERI_TEST_DATABASE'] ??= 'embedded';
process.env['MATERI_BENCH_DATA'] ??= join(rootOf(import.meta.url), '..', 'shared', 'data');
const only = process.argv[2];
if (only !== undefined && !RUNS.some(({ name }) => name === only)) {
  process.stderr.write(`There is no run named ${only}. There are: ${RUNS.map(({ name }) => name).join(', ')}.\n`);
  process.exit(2);
}

/** Long rows of figures say little one by one. */
function shorten(_name: string, value: unknown): unknown {
  if (!Array.isArray(value) || value.length <= 10 || !value.every((each) => typeof each === 'number')) return value;
  const sorted = (value as number[]).toSorted((a, b) => a - b);
  const at = (share: number): number => Number(sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(3));
  return { least: at(0), median: at(0.5), p95: at(0.95), most: at(1) };
}

let passed = 0;
let failed = 0;
let skipped = 0;
for (const { name, promise, module, settings, kept } of RUNS.filter((run) => only === undefined || run.name === only)) {
  process.stdout.write(`── ${name}: ${promise} (seed ${seed})\n`);
  const startedAt = performance.now();
  try {
    const { run } = (await import(pathToFileURL(join(rootOf(import.meta.url), module)).href)) as {
      run: (settings: Record<string, number | string>) => Promise<Record<string, unknown>>;
    };
    const result = await run(settings);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    if (typeof result['skipped'] === 'string') {
      skipped += 1;
      process.stdout.write(`SKIPPED: ${result['skipped']}\n`);
    } else if (kept(result)) {
      passed += 1;
      process.stdout.write(`✔ ${seconds} s ${JSON.stringify(result, shorten)}\n`);
    } else {
      failed += 1;
      process.stdout.write(`✘ ${seconds} s ${JSON.stringify(result, shorten)}\n`);
      for (const problem of [result['problems']].flat()) process.stdout.write(`\n${String(problem ?? '')}\n`);
    }
  } catch (error) {
    failed += 1;
    process.stdout.write(`✘ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
}
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed > 0 ? 1 : 0;
