import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { foreignLicences } from './licences.ts';
import { sourceViolations } from './source-laws.ts';

/** What a step found. `detail` is printed when it failed. */
export interface Outcome {
  readonly ok: boolean;
  readonly detail: string;
}

/** One part of `make check`, on the tree at `root`. */
export interface Step {
  readonly name: string;
  run(root: string): Promise<Outcome>;
}

const MEBIBYTE = 1024 * 1024;

/** With the repository's own Node first, since the tools' scripts take whichever `node` the path names. */
function execute(root: string, command: string, parameters: readonly string[]): Promise<Outcome> {
  const options = {
    cwd: root,
    env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}` },
    maxBuffer: 64 * MEBIBYTE,
    encoding: 'utf8',
  } as const;
  return new Promise((resolve) => {
    execFile(command, parameters, options, (error, stdout, stderr) => {
      resolve({ ok: error === null, detail: `${stdout}${stderr}`.trim() });
    });
  });
}

const bin = (root: string, name: string) => join(root, 'node_modules', '.bin', name);
const tool = (name: string, program: string, parameters: readonly string[]): Step => ({
  name,
  run: (root) => execute(root, bin(root, program), parameters),
});

/** The files that git tracks or would track. */
async function listFiles(root: string): Promise<string[]> {
  const { detail } = await execute(root, 'git', ['ls-files', '--cached', '--others', '--exclude-standard']);
  return detail.split('\n').filter((path) => path !== '');
}

const types = (name: string, project: string): Step => tool(`types: ${name}`, 'tsc', ['-p', project]);

/** dependency-cruiser sees nothing when its parser is missing and then says that all is well. */
const importLaw: Step = {
  name: 'import law',
  async run(root) {
    const { detail } = await execute(root, bin(root, 'depcruise'), [
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'json',
      'apps',
      'packages',
    ]);
    const start = detail.indexOf('{');
    if (start < 0) return { ok: false, detail };
    const { summary } = JSON.parse(detail.slice(start, detail.lastIndexOf('}') + 1)) as {
      summary: { totalCruised: number; violations: { from: string; to: string; rule: { name: string } }[] };
    };
    if (summary.totalCruised === 0) return { ok: false, detail: 'The checker saw no modules at all.' };
    return {
      ok: summary.violations.length === 0,
      detail: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).join('\n'),
    };
  },
};

const sourceLaws: Step = {
  name: 'source laws',
  async run(root) {
    const paths = (await listFiles(root)).filter((path) => /^(apps|packages)\/.*\.tsx?$/.test(path));
    if (paths.length === 0) return { ok: false, detail: 'The checker saw no files at all.' };
    const files = paths.flatMap((path) => {
      try {
        return [{ path, text: readFileSync(join(root, path), 'utf8') }];
      } catch {
        // Deleted in the working tree, still in the index.
        return [];
      }
    });
    const violations = sourceViolations(files);
    return {
      ok: violations.length === 0,
      detail: violations.map(({ law, path, line, detail }) => `${path}:${line} ${law}: ${detail}`).join('\n'),
    };
  },
};

const licences: Step = {
  name: 'licences',
  async run(root) {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Parameters<
      typeof foreignLicences
    >[0];
    const foreign = foreignLicences(lock);
    return { ok: foreign.length === 0, detail: foreign.join('\n') };
  },
};

const lockIsComplete: Step = {
  name: 'lock is complete',
  run: (root) => execute(root, bin(root, 'node'), ['scripts/complete-lock.ts', '--check']),
};

/** In a folder of its own, so that a refusal can never touch node_modules. */
const lockIsAccepted: Step = {
  name: 'npm ci accepts the lock',
  async run(root) {
    const folder = mkdtempSync(join(tmpdir(), 'materi-lock-'));
    try {
      const manifests = (await listFiles(root)).filter((path) => /(^|\/)package(-lock)?\.json$/.test(path));
      for (const path of manifests) cpSync(join(root, path), join(folder, path), { recursive: true });
      return await execute(folder, 'npm', ['ci', '--dry-run', '--ignore-scripts', '--no-audit', '--no-fund']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** `node` is a dependency whose command scripts use; `materi` is the product's own. */
export const STEPS: readonly Step[] = [
  types('server, command and packages', '.'),
  types('editor', 'packages/editor'),
  types('web', 'apps/web'),
  tool('lint', 'oxlint', ['--deny-warnings', '.']),
  tool('format', 'oxfmt', ['--check', '.']),
  importLaw,
  sourceLaws,
  tool('unused code', 'knip', ['--no-progress']),
  licences,
  lockIsComplete,
  lockIsAccepted,
];

/** The folder that holds the checked tree, given the address of a script in `scripts/`. */
export const rootOf = (scriptUrl: string): string => dirname(dirname(new URL(scriptUrl).pathname));
