/**
 * `make test`: the check, then every test project: on PostgreSQL, on the embedded
 * database, in a real browser. Closes with one line, `N passed, N failed, N skipped`.
 * In CI a skipped test is a failure, since every real part can be had there.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { rootOf } from './check/steps.ts';

interface Phase {
  readonly name: string;
  readonly projects: readonly string[];
  /** Only test files whose path contains this. */
  readonly below?: string;
  readonly environment: Record<string, string>;
}
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numFailedTestSuites: number;
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[];
}

const root = rootOf(import.meta.url);
const inCi = process.env['CI'] === 'true';

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

const run = (parameters: readonly string[], environment: Record<string, string> = {}): Promise<number> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, parameters, {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });

const total = { passed: 0, failed: 0, skipped: 0 };
/** By the name of the test: what could not be run, and in which phase. */
const skipped = new Map<string, string>();
/** What is about one database only is skipped on the other; it counts as run where it ran. */
const ran = new Set<string>();

async function runPhase(phase: Phase): Promise<void> {
  process.stdout.write(`\n── ${phase.name}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'materi-test-'));
  const output = join(folder, 'report.json');
  const code = await run(
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...(phase.below === undefined ? [] : [phase.below]),
      ...phase.projects.flatMap((project) => ['--project', project]),
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${output}`,
    ],
    phase.environment,
  );
  try {
    const report = JSON.parse(readFileSync(output, 'utf8')) as Report;
    total.passed += report.numPassedTests;
    total.failed += report.numFailedTests;
    for (const { name, status, assertionResults } of report.testResults) {
      for (const { status: outcome, fullName } of assertionResults) {
        const test = `${relative(root, name)}: ${fullName}`;
        if (outcome === 'passed' || outcome === 'failed') ran.add(test);
        else skipped.set(test, phase.name);
      }
      // A file that could not even be loaded has no assertions to count.
      if (status === 'failed' && !assertionResults.some((result) => result.status === 'failed')) {
        total.failed += 1;
        process.stdout.write(`failed outside its tests: ${name}\n`);
      }
    }
    if (report.numPassedTests + report.numFailedTests === 0) {
      total.failed += 1;
      process.stdout.write(`${phase.name}: no test was run\n`);
    } else if (
      code !== 0 &&
      report.numFailedTests === 0 &&
      !report.testResults.some(({ status }) => status === 'failed')
    ) {
      total.failed += 1;
      process.stdout.write(`${phase.name}: the runner failed although no test did (see above)\n`);
    }
  } catch {
    total.failed += 1;
    process.stdout.write(`${phase.name}: the runner gave no report\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const checkFailed = (await run(['scripts/check.ts'])) !== 0;
total[checkFailed ? 'failed' : 'passed'] += 1;

if (await answers(5432)) {
  await runPhase({
    name: 'on PostgreSQL',
    projects: ['unit', 'stories'],
    environment: { MATERI_TEST_DATABASE: 'postgres' },
  });
} else {
  process.stdout.write('\nSKIPPED: no PostgreSQL answers on 127.0.0.1:5432, so nothing was run on it.\n');
  skipped.set('everything', 'on PostgreSQL');
}
await runPhase({
  name: 'on the embedded database',
  below: 'apps/server/',
  projects: ['unit', 'stories'],
  environment: { MATERI_TEST_DATABASE: 'embedded' },
});
await runPhase({ name: 'in the browser', projects: ['browser'], environment: {} });

const never = [...skipped].filter(([test]) => !ran.has(test));
total.skipped = never.length;
if (never.length > 0) {
  process.stdout.write(`\nSKIPPED:\n${never.map(([test, phase]) => `  ${phase}: ${test}\n`).join('')}`);
  if (inCi) process.stdout.write('In CI every part can be had, so a skipped test is a failure.\n');
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed > 0 || (inCi && total.skipped > 0) ? 1 : 0;
